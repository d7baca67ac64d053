import { field } from "../../components/field.js"
import { toast } from "../../components/toast.js"
import { request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"

/** The form that adds a source by driver and name, or by the address of its page. */
export const addForm = ({ adding, drivers, refused }) => html`
  <form class="bar" id="add" data-action="add" aria-label="Add a source">
    <div class="field"><label for="driver">Driver</label>
      ${drivers.length === 0 ? html`<input id="driver" name="driver" required value="hls" />` : html`<select id="driver" name="driver">${drivers.map((name) => html`<option value="${name}">${name}</option>`)}</select>`}
      <p class="field-error" ${on("hidden", refused.driver === undefined)}>${refused.driver}</p></div>
    ${field({ name: "username", label: "Source, or its address", required: true, error: refused.username ?? refused.url, attrs: html`placeholder="testcard or https://…"` })}
    <button class="primary" ${on('aria-disabled="true" aria-busy="true"', adding)}>${adding ? "Adding…" : "Record"}</button>
  </form>
`

const bodyOf = ({ driver, username }) => {
  const name = username.trim()
  if (/^https?:\/\//i.test(name)) return { url: name }
  const [, prefix, rest] = /^([a-z0-9][a-z0-9_-]*)\/(.+)$/.exec(name) ?? []
  return rest === undefined ? { driver, username: name } : { driver: prefix, username: rest }
}

export const addActions = {
  /** Learns the drivers that there are, and goes to the form when the address asks for it. */
  enter: (page) => {
    request("GET", "/api/drivers")
      .then(({ items }) => page.set({ drivers: items.map(({ name }) => name) }))
      .catch(() => undefined)
    if (page.route.search.get("add") === "1")
      queueMicrotask(() => requestAnimationFrame(() => page.root.querySelector("#username")?.focus()))
  },
  actions: {
    add: async (page, form) => {
      const body = bodyOf(Object.fromEntries(new FormData(form)))
      page.set({ adding: true, refused: {} })
      try {
        const made = await request("POST", "/api/subscriptions", { body })
        form.elements.username.value = ""
        toast(`${made.driver}/${made.username} is recorded whenever it is on air.`)
      } catch (error) {
        const refused = Object.fromEntries((error.fields ?? []).map(({ field, message }) => [field, message]))
        page.set({ refused: Object.keys(refused).length === 0 ? { username: error.message } : refused })
        throw error
      } finally {
        page.set({ adding: false })
        page.refresh()
      }
    }
  }
}
