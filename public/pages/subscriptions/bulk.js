import { toast } from "../../components/toast.js"
import { request } from "../../lib/api.js"
import { wayBack } from "../../lib/delayed.js"
import { count } from "../../lib/format.js"
import { html, on } from "../../lib/html.js"
import { notDone } from "../../lib/refused.js"
import { delayChange } from "./delayChange.js"
import { keyOf } from "./row.js"

const verbs = {
  pause: "Pause",
  resume: "Resume",
  reset: "Reset errors",
  archive: "Archive",
  delete: "Unsubscribe",
  restart: "Restart"
}
const done = {
  pause: "paused",
  resume: "resumed",
  reset: "reset",
  archive: "archived",
  delete: "unsubscribed",
  restart: "restarting"
}

const sizeOf = ({ all, chosen, total }) => (all ? total : chosen.size)

const several = (n) => count(n, "subscription")

/** What stands in the list's head while some of it is chosen. */
export const bulkBar = (state, page) => html`
  <div class="bulk" id="bulk" role="group" aria-label="What to do with the chosen">
    <strong class="number">${sizeOf(state).toLocaleString()} chosen</strong>
    ${Object.entries(verbs)
      .filter(([name]) => name !== "restart" || page.context.admin())
      .map(
        ([name, verb]) =>
          html`<button data-key="${name}" data-action="bulk" data-verb="${name}" ${on("aria-busy aria-disabled", state.busy === "bulk")}>${verb}</button>`
      )}
    ${state.all || state.total <= state.chosen.size ? null : html`<button class="quiet" data-key="every" data-action="everyMatch">Choose all ${state.total.toLocaleString()} that match</button>`}
    <button class="quiet" data-key="none" data-action="chooseNone">Choose none</button>
  </div>
`

const bodyOf = (page, action) => {
  const { all, chosen, items, mine, posture, q, status } = page.state
  if (!all) {
    const these = items.filter((one) => chosen.has(keyOf(one)))
    return { action, items: these.map(({ driver, username, user_id }) => ({ driver, username, user_id })) }
  }
  return {
    action,
    filter: {
      ...(q !== "" && { q }),
      ...(status.length > 0 && { status }),
      ...(posture !== "" && { posture: [posture] }),
      ...(mine && { user_id: page.context.user().id })
    }
  }
}

const refusalIn = ({ failed, results }) => {
  const first = results.find(({ ok }) => !ok)
  return failed === 0 ? "" : ` ${failed} refused: ${first.driver}/${first.username}: ${first.error}`
}

const leftIn = ({ remaining }) =>
  remaining === 0 ? "" : ` ${several(remaining)} more match and were left as they are: narrow the list to reach them.`

const sameOf = ({ driver, user_id, username }) => `${user_id} ${driver}/${username}`

/** Takes a change of posture back, for each that it changed, as far as is known what it was before. */
const undoing = (page, before, action, { results }) => {
  const changed = results.filter((one) => one.ok && (wayBack[before.get(sameOf(one))] ?? action) !== action)
  const ways = Map.groupBy(changed, (one) => wayBack[before.get(sameOf(one))])
  const run = async () => {
    try {
      for (const [way, some] of ways)
        await send(page, {
          action: way,
          items: some.map(({ driver, user_id, username }) => ({ driver, username, user_id }))
        })
    } catch (error) {
      page.context.failed(error)
    }
  }
  return changed.length === 0 ? {} : { act: { label: "Undo", run } }
}

const send = async (page, body, options) => {
  const before = new Map(page.state.items.map((one) => [sameOf(one), one.posture]))
  page.set({ busy: "bulk" })
  try {
    const answer = await request("POST", "/api/subscriptions/bulk", { ...options, body })
    // What was said of the change before offers a way back that no longer leads there.
    page.withdraw?.()
    page.withdraw = toast(`${several(answer.succeeded)} ${done[body.action]}.${refusalIn(answer)}${leftIn(answer)}`, {
      trouble: answer.failed + answer.remaining > 0,
      ...((body.action === "pause" || body.action === "resume") && undoing(page, before, body.action, answer))
    })
    page.set({ chosen: new Set(), all: false })
  } catch (error) {
    notDone(error, done[body.action])
    throw error
  } finally {
    page.set({ busy: null })
    page.refresh()
  }
}

const archive = (page, body) => {
  const { all, chosen, items } = page.state
  const many = sizeOf(page.state)
  delayChange(page, {
    keys: items.map(keyOf).filter((key) => all || chosen.has(key)),
    what: "archive",
    sentence: `${several(many)} will be archived.`,
    send: (options) => send(page, body, options)
  })
  page.set({ chosen: new Set(), all: false })
}

const meant = async (page, many) => {
  const { confirmed } = await import("../../components/dialog.js")
  return confirmed(page.context, {
    title: `Unsubscribe ${several(many)}?`,
    text: "They are removed for good, and what nobody else wants is no longer recorded. Recordings stay.",
    verb: `Unsubscribe ${several(many)}`
  })
}

const restartMeant = async (page, many) => {
  const { meantRestart } = await import("../../components/meantRestart.js")
  return meantRestart(page.context, many, `the recorders of ${several(many)}`)
}

/** Choosing rows, and what is then done with all of them at once. */
export const bulkActions = {
  pick: (page, element) => {
    const chosen = page.state.all ? new Set(page.state.items.map(keyOf)) : new Set(page.state.chosen)
    if (element.checked) chosen.add(element.dataset.sub)
    else chosen.delete(element.dataset.sub)
    page.set({ chosen, all: false })
  },
  pickAll: (page, element) =>
    page.set({ chosen: new Set(element.checked ? page.state.items.map(keyOf) : []), all: false }),
  everyMatch: (page) => page.set({ all: true }),
  chooseNone: (page) => page.set({ chosen: new Set(), all: false }),
  bulk: async (page, element) => {
    const action = element.dataset.verb
    const body = bodyOf(page, action)
    if (action === "archive") return archive(page, body)
    if (action === "delete" && (await meant(page, sizeOf(page.state))) !== true) return
    if (action === "restart" && !(await restartMeant(page, sizeOf(page.state)))) return
    await send(page, body)
  }
}
