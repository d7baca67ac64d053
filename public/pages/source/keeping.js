import { toast } from "../../components/toast.js"
import { request } from "../../lib/api.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"
import { isNothing, keepFields, rulesText } from "../storage/rules.js"
import { mine } from "./changes.js"

const route = ({ route: { params } }) => path("api", "subscriptions", params.driver, params.username, "rules")

/** How long recordings of the source stay, by its rules and by what the reader asks for; of who does not subscribe nothing is known. */
export const readKeeping = async (page, signal) => {
  if (page.state.keeping !== null || mine(page) === undefined) return
  page.set({ keeping: await request("GET", route(page), { signal }) })
}

const own = ({ most_days: most, own: rules }) => {
  const fields = keepFields(most)
  const asked = isNothing(rules) ? "nothing for longer" : `${rulesText(rules, fields)}, for ${most} days at the most`
  return html`<li class="line" data-key="own"><strong>For you</strong><span>${asked}</span><button class="push" data-action="keepLonger">Change<span class="sr"> what is kept for you</span></button></li>`
}

export const keepingView = ({ keeping }) => {
  if (keeping === null) return null
  const { most_days: most, source } = keeping
  return html`<section class="band" aria-labelledby="keeping"><h2 id="keeping">How long recordings stay</h2><ul class="lines">
    <li class="line" data-key="rules"><strong>By the rules</strong><span>${rulesText(source, keepFields(most))}</span></li>${most === 0 ? null : own(keeping)}</ul></section>`
}

export const keepingActions = {
  keepLonger: async (page) => {
    const { openKeeping } = await import("./keepingDialog.js")
    const keeping = await openKeeping(page.context, page.state.keeping, route(page))
    if (keeping === undefined) return
    page.set({ keeping })
    toast(isNothing(keeping.own) ? "Saved. Only the rules count." : "Saved. What keeps a recording longest counts.")
  }
}
