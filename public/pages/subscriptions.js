import { empty, skeleton } from "../components/empty.js"
import { field } from "../components/field.js"
import { keyOf, subscription } from "../components/subscription.js"
import { toast } from "../components/toast.js"
import { query, request, watched } from "../lib/api.js"
import { count } from "../lib/format.js"
import { html, on } from "../lib/html.js"
import { path } from "../lib/router.js"

const list = watched(query("/api/subscriptions", { limit: 500 }))

const done = { pause: "paused", resume: "resumed", archive: "archived" }

const find = (page, element) => page.state.items.find((one) => keyOf(one) === element.dataset.sub)

/** Sends a change of one subscription, shows it as busy meanwhile, and says what was done. */
const change = async (page, element, method, action, said) => {
  const one = find(page, element)
  if (one === undefined) return
  page.set({ busy: one.sub_id })
  try {
    const route = path("api", "subscriptions", one.driver, one.username, ...(action === null ? [] : [action]))
    await request(method, query(route, { user_id: one.user_id }))
    toast(`${one.driver}/${one.username} ${said}.`)
  } finally {
    page.set({ busy: null })
    page.refresh()
  }
}

const posture = (action) => (page, element) => change(page, element, "POST", action, done[action])

/** The subscriptions with their live status, a form to add one, and the buttons that change them. */
export const subscriptions = {
  title: "Recordings",
  state: { items: null, total: 0, busy: null, adding: false, driver: "hls", refused: {} },

  read: async (page, signal) => {
    const answer = await list(signal)
    if (answer === undefined) return
    page.set({ items: answer.items, total: answer.total })
    page.context.counted(answer.counts.status.recording ?? 0)
  },

  view: ({ adding, busy, items, refused, total }) => html`
    <div class="heading"><h1>Recordings</h1><span class="muted">${items === null ? "" : count(total, "subscription")}</span></div>
    <form class="add" data-action="add" aria-label="Add a source">
      ${field({ name: "driver", label: "Driver", value: "hls", required: true, error: refused.driver })}
      ${field({ name: "username", label: "Source", required: true, error: refused.username, attrs: html`placeholder="testcard"` })}
      <button class="primary" ${on("disabled", adding)}>${adding ? "Adding…" : "Record"}</button>
    </form>
    ${rows(items, busy)}
  `,

  actions: {
    pause: posture("pause"),
    resume: posture("resume"),
    archive: posture("archive"),
    resetError: (page, element) => change(page, element, "POST", "reset-error", "is tried again"),
    remove: (page, element) => change(page, element, "DELETE", null, "was deleted; its recordings stay"),
    add: async (page, form) => {
      const body = Object.fromEntries(new FormData(form))
      page.set({ adding: true, refused: {} })
      try {
        await request("POST", "/api/subscriptions", { body })
        form.elements.username.value = ""
        toast(`${body.driver}/${body.username} is now recorded whenever it is on air.`)
      } catch (error) {
        const refused = Object.fromEntries((error.fields ?? []).map(({ field, message }) => [field, message]))
        page.set({ refused })
        throw error
      } finally {
        page.set({ adding: false })
        page.refresh()
      }
    }
  }
}

const rows = (items, busy) => {
  if (items === null) return skeleton()
  if (items.length === 0) {
    return empty(
      "Nothing is recorded yet",
      "Add a source above. hls/testcard is always on air and records within seconds."
    )
  }
  return html`<ul class="subs">${items.map((one) => subscription(one, busy === one.sub_id))}</ul>`
}
