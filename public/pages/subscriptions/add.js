import { toast } from "../../components/toast.js"
import { answered, request } from "../../lib/api.js"
import { html, on } from "../../lib/html.js"
import { asSentence } from "../../lib/refused.js"

const driverInput = (drivers) =>
  drivers.length === 0
    ? html`<input id="driver" name="driver" required value="hls" />`
    : html`<select id="driver" name="driver">${drivers.map((name) => html`<option value="${name}">${name}</option>`)}</select>`

const troubleOf = ({ address, driver, username }) => username ?? address ?? driver

/** The first reason of each field; a refusal that speaks of none of the form's is told beside the name. */
export const refusalsOf = (error) => {
  const found = {}
  for (const { field, message } of error.fields ?? []) found[field] ??= asSentence(message)
  return troubleOf(found) === undefined ? { username: error.message } : found
}

/** What became of it so far: whether it is ever recorded nobody knows yet. */
const addedText = ({ driver, status, username }, isNew) =>
  isNew
    ? `${driver}/${username} was added. Status: ${status}.`
    : `You have this one: ${driver}/${username}. Status: ${status}.`

/** The form that adds a source by driver and name, or by an address; a pasted list becomes an import. */
export const addForm = ({ adding, drivers, refused }) => {
  const trouble = troubleOf(refused)
  return html`
    <form class="bar add" id="add" data-action="add" aria-label="Add a source">
      ${
        drivers.length === 1
          ? html`<input type="hidden" id="driver" name="driver" value="${drivers[0]}" />`
          : html`<div class="field add-driver" data-key="add-driver"><label for="driver">Driver</label>${driverInput(drivers)}</div>`
      }
      <div class="field add-name" data-key="add-name"><label for="username">Add a source</label>
        <input id="username" name="username" required autocomplete="off" autocapitalize="none" spellcheck="false" placeholder="Name, address or list" data-action="pasted" data-on="paste"
          aria-describedby="username-error" ${on("aria-invalid", trouble !== undefined)} /></div>
      <button class="primary" ${on("aria-busy aria-disabled", adding)}>${adding ? "Adding…" : "Record"}</button>
      <p class="field-error" id="username-error" role="alert" ${on("hidden", trouble === undefined)}>${trouble}</p>
    </form>
  `
}

const isAddress = (text) => /^[a-z][a-z0-9+.-]*:\/\//i.test(text)

/** What a typed text means: an address, `driver/name`, or a name for the chosen driver. */
export const wishOf = ({ driver, username }) => {
  const name = username.trim()
  if (isAddress(name)) return { address: name }
  const [, prefix, rest] = /^([a-z0-9][a-z0-9_-]*)\/(.+)$/.exec(name) ?? []
  return rest === undefined ? { driver, username: name } : { driver: prefix, username: rest }
}

const linesOf = (text) =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "")

const importing = async (page, text) => {
  const { openImport } = await import("./import.js")
  if (await openImport(page.context, text)) page.refresh()
}

/** Adds what a text means; an address is looked over first. */
const added = async (page, wish) => {
  if (wish.address === undefined) return answered("POST", "/api/subscriptions", { body: wish })
  const { addAddress } = await import("./address.js")
  return addAddress(page.context, wish.address)
}

const adding = async (page, form) => {
  page.set({ adding: true, refused: {} })
  try {
    const done = await added(page, wishOf(Object.fromEntries(new FormData(form))))
    if (done === undefined) return
    form.elements.username.value = ""
    toast(addedText(done.answer, done.status === 201))
  } catch (error) {
    const refused = refusalsOf(error)
    page.set({ refused })
    error.message = troubleOf(refused)
    throw error
  } finally {
    page.set({ adding: false })
    page.refresh()
  }
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
    import: (page) => importing(page),
    pasted: async (page, _input, event) => {
      const lines = linesOf(event.clipboardData?.getData("text") ?? "")
      if (lines.length < 2) return
      event.preventDefault()
      await importing(page, lines.join("\n"))
    },
    add: adding
  }
}
