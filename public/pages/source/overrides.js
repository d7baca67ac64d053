import { driverField } from "../../components/driverField.js"
import { skeleton } from "../../components/empty.js"
import { fieldsOfParameters, flattened, gathered, valueIn } from "../../components/parameters.js"
import { saveBar } from "../../components/saveBar.js"
import { settingInput } from "../../components/settingInput.js"
import {
  isSet,
  judge,
  misfitOf,
  shownValue,
  toldLengths,
  untypedSecret,
  valueOf
} from "../../components/settingValue.js"
import { toast } from "../../components/toast.js"
import { toldUnsaved } from "../../components/unsaved.js"
import { query, request } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { html, on } from "../../lib/html.js"
import { byField } from "../../lib/refused.js"
import { path } from "../../lib/router.js"

const route = ({ route: { params } }) => path("api", "sources", params.driver, params.username, "overrides")

/** What the source's driver takes of the settings, as it describes it, and what the source has though its driver takes it not. */
const fieldsOf = ({ draft, driver, settings, overrides }) => [
  ...settings.fields.flatMap((field) => {
    if (!field.overridable) return []
    const described = driverField(field, driver)
    if (described !== undefined) return [described]
    return field.key in draft || has({ own: overrides.own }, field) ? [field] : []
  }),
  ...fieldsOfParameters(driver === undefined ? [] : [driver], Object.keys({ ...flattened(overrides.own), ...draft }))
]

const inForce = (field, values) => {
  if (field.kind === "secret") return isSet(values, field.key) ? "set" : "none"
  return shownValue(field, valueIn(values, field.key) ?? field.placeholder)
}

const has = ({ own }, { key, kind }) => (kind === "secret" ? isSet(own, key) : valueIn(own, key) !== undefined)

const isChanged = (field, { draft, overrides }) => {
  const { key, kind } = field
  if (has(overrides, field) !== key in draft) return true
  return key in draft && (kind === "secret" ? draft[key] !== "" : draft[key] !== valueIn(overrides.own, key))
}

const origin = ({ key, kind }, { overrides, settings }) => {
  const driver = settings.settings.drivers[overrides.driver]
  if (driver !== undefined && has({ own: driver }, { key, kind })) return `the settings of ${overrides.driver}`
  return kind !== "secret" && valueIn(settings.settings, key) === undefined
    ? "the driver itself"
    : "the general settings"
}

/** What is in effect until the value that is to be inherited is saved. */
const told = (field, { overrides }) =>
  has(overrides, field) ? `In effect until it is saved: ${inForce(field, overrides.effective)}.` : null

const one = (field, state) => {
  const { draft, overrides, refused } = state
  const own = field.key in draft
  const isKept = field.kind === "secret" && isSet(overrides.own, field.key)
  const kept = isKept ? " Leave it empty to keep those that are set." : ""
  return settingInput(field, {
    id: `own-${field.key}`,
    value: draft[field.key],
    error: refused[field.key],
    changed: isChanged(field, state),
    hint: own ? `In effect: ${inForce(field, overrides.effective)}.${kept}` : told(field, state),
    help: own,
    aside: html`<label class="choice"><input type="checkbox" data-action="own" data-on="change" data-setting="${field.key}" ${on("checked", own)} />Own value<span class="sr"> for ${field.title}</span></label>`,
    instead: html`<p class="inherited">${inForce(field, overrides.inherited)} <span class="muted">inherited from ${origin(field, state)}</span></p>`
  })
}

/** The source's own settings: inherit or override, with what is in effect. For admins; others are told so. */
export const overridesView = (state, page) => {
  if (!page.context.admin()) {
    return html`<p class="muted prose">Only admins see and change how a source is recorded.</p>`
  }
  if (state.overrides === null) return skeleton(6)
  const fields = fieldsOf(state)
  const titles = titlesOf(state)
  return html`<form class="settings" data-action="saveOverrides"><p class="muted prose">What has no value of its own comes from the driver's or the general settings. A change reaches a running recorder when it is restarted.</p>
    ${fields.map((field) => one(field, state))}
    ${saveBar(state, titles, "A running recorder gets it when it is restarted.")}</form>`
}

/** The values as they are edited: of a secret that is set nothing is known, so its field is empty. */
const draftOf = (own) =>
  Object.fromEntries(
    Object.entries(flattened(own)).flatMap(([key, value]) => {
      if (!key.endsWith("_set")) return [[key, value]]
      return value ? [[key.slice(0, -"_set".length), ""]] : []
    })
  )

const take = (page, overrides) => page.set({ overrides, draft: draftOf(overrides.own), refused: {} })

/** Changes that were not saved wait here, by source, while the admin who made them looks at other pages. */
const unsaved = new Map()

const keyOf = (page) => `${page.context.user()?.id} ${route(page)}`

/** The titles of what differs from what is saved. */
const titlesOf = (state) =>
  state.overrides === null
    ? []
    : fieldsOf(state)
        .filter((field) => isChanged(field, state))
        .map(({ title }) => title)

/** Keeps what is not saved when the page is left, and says so; `enter` gives what `leave` takes. */
export const unsavedOverrides = {
  enter: (page) => {
    page.draftKey = keyOf(page)
    page.warn = (event) => titlesOf(page.state).length > 0 && event.preventDefault()
    addEventListener("beforeunload", page.warn)
  },
  leave: (page) => {
    removeEventListener("beforeunload", page.warn)
    // Never looked at, so never changed: what waits goes on waiting.
    if (page.state.overrides === null) return
    unsaved.delete(page.draftKey)
    if (titlesOf(page.state).length === 0) return
    unsaved.set(page.draftKey, page.state.draft)
    const { driver, username } = page.route.params
    toldUnsaved(page, `of ${driver}/${username}`, query(path("source", driver, username), { tab: "settings" }))
  }
}

export const readOverrides = async (page, signal) => {
  if (page.state.overrides !== null || !page.context.admin()) return
  const [settings, { items }] = await Promise.all([
    request("GET", "/api/config", { signal }),
    request("GET", "/api/drivers", { signal })
  ])
  page.set({ settings, driver: items.find(({ name }) => name === page.route.params.driver) })
  take(page, await request("GET", route(page), { signal }))
  const draft = unsaved.get(page.draftKey)
  if (draft !== undefined) page.set({ draft })
}

const isSecret = ({ kind }) => kind === "secret"

/** What is sent: of secrets nothing where they stay as they are, null where they go. */
const bodyOf = (state) => {
  const { draft, overrides } = state
  const secrets = fieldsOf(state).filter(isSecret)
  const body = { ...draft }
  for (const { key } of secrets) {
    if (body[key] === "") delete body[key]
    if (!(key in draft) && isSet(overrides.own, key)) body[key] = null
  }
  return gathered(body)
}

export const overridesActions = {
  own: (page, { checked, dataset }) => {
    const { [dataset.setting]: _gone, ...rest } = page.state.draft
    const { inherited, own } = page.state.overrides
    const key = dataset.setting
    const usual = fieldsOf(page.state).find((field) => field.key === key)?.placeholder
    const value = valueIn(own, key) ?? valueIn(inherited, key) ?? usual ?? ""
    page.set({ draft: checked ? { ...rest, [dataset.setting]: value } : rest })
  },
  typed: async (page, input, event) => {
    const field = fieldsOf(page.state).find(({ key }) => key === input.name)
    const value = valueOf(field, input.value)
    page.set({ draft: { ...page.state.draft, [field.key]: value } })
    await judge(page, event, field.key, misfitOf(field, value))
  },
  discard: (page) => take(page, page.state.overrides),
  saveOverrides: async (page) => {
    const { draft, overrides } = page.state
    const untyped = fieldsOf(page.state).filter(
      (field) => isSecret(field) && draft[field.key] === "" && !isSet(overrides.own, field.key)
    )
    page.set({ refused: Object.fromEntries(untyped.map((field) => [field.key, untypedSecret(field)])) })
    if (untyped.length > 0) return
    try {
      const body = bodyOf(page.state)
      const headers = { "if-match": `"${overrides.version}"` }
      take(page, await attempt(page, "save", () => request("PUT", route(page), { body, headers }), "saved"))
      toast("Saved. A running recorder gets it when it is restarted.")
      page.refresh()
    } catch (error) {
      // What was typed stays, and rests on what is stored now.
      if (error.code === "settings_changed") page.set({ overrides: await request("GET", route(page)) })
      const titles = Object.fromEntries(fieldsOf(page.state).map(({ key, title }) => [key, title]))
      const refused = byField(error, (key) => titles[key])
      for (const key of Object.keys(refused)) refused[key] = toldLengths(refused[key])
      page.set({ refused, trouble: { key: "save", message: error.message } })
      throw error
    }
  }
}
