import { driverField } from "../../components/driverField.js"
import { fieldsOfParameters, flattened, isParameter } from "../../components/parameters.js"
import { settingInput } from "../../components/settingInput.js"
import { isSet, secretHint, shownValue } from "../../components/settingValue.js"
import { html, on } from "../../lib/html.js"
import { settingGroup } from "./settingGroups.js"
import { addressField, changedPaths, parts, savedAt, valueAt } from "./settingPaths.js"

const isName = (name) => /^[a-z0-9][a-z0-9_-]{0,31}$/.test(name)

const overridable = ({ config }) => config.fields.filter((field) => field.overridable)

/** The keys of a driver's own parameters, saved or drafted. */
const ownParameters = (driver, { config, draft }) => {
  const drafted = Object.keys(draft).flatMap((path) => (parts(path).driver === driver ? parts(path).key : []))
  return [...Object.keys(flattened(config.settings.drivers[driver] ?? {})), ...drafted].filter(isParameter)
}

const ownPaths = (driver, state) =>
  [...overridable(state).map(({ key }) => key), ...new Set(ownParameters(driver, state))].map(
    (key) => `drivers.${driver}.${key}`
  )

/** Every driver that the overseer offers or that has something set, by name. */
const namesOf = ({ added, config, draft, described }) => {
  const drafted = Object.keys(draft).flatMap((path) => parts(path).driver ?? [])
  const { driver_urls: urls, drivers } = config.settings
  return [
    ...new Set([
      ...(described?.map(({ name }) => name) ?? []),
      ...Object.keys(urls),
      ...Object.keys(drivers),
      ...drafted,
      ...added
    ])
  ].sort()
}

const address = (driver, state, changed) => {
  const path = `driver_urls.${driver}`
  return settingInput(addressField, {
    id: `url-${driver}`,
    path,
    value: valueAt(state, path) ?? "",
    error: state.refused[path],
    changed: changed.includes(path),
    hint: changed.includes(path) ? `In force: ${shownValue(addressField, savedAt(state.config, path))}.` : null
  })
}

const general = (field, { config, draft }) => {
  if (field.kind === "secret") return isSet(config.settings, field.key) ? "set" : "none"
  const value = valueAt({ config, draft }, field.key)
  return shownValue(field, isParameter(field.key) ? (value ?? field.placeholder ?? "") : value)
}

const own = (field, driver, state, changed) => {
  const path = `drivers.${driver}.${field.key}`
  const value = valueAt(state, path)
  const keeps = field.kind === "secret" && savedAt(state.config, path) !== null
  return settingInput(field, {
    id: `driver-${driver}-${field.key}`,
    path,
    value: value ?? undefined,
    error: state.refused[path],
    changed: changed.includes(path),
    hint: value !== null && keeps ? secretHint(field.key, true) : null,
    help: value !== null,
    aside: html`<label class="choice"><input type="checkbox" data-action="driverOwn" data-on="change" data-path="${path}" ${on("checked", value !== null)} />Own value<span class="sr"> for ${field.title} of ${driver}</span></label>`,
    instead: html`<p class="inherited">${general(field, state)} <span class="muted">inherited from the general settings</span></p>`
  })
}

/** What the driver takes of the settings, and what it has though it takes it not. */
const fieldsFor = (driver, its, state) => [
  ...overridable(state).flatMap((field) => {
    const described = driverField(field, its)
    if (described !== undefined) return [described]
    return valueAt(state, `drivers.${driver}.${field.key}`) === null ? [] : [field]
  }),
  ...fieldsOfParameters(its === undefined ? [] : [its], ownParameters(driver, state))
]

const one = (driver, state, changed) => {
  const { described, shown } = state
  const its = described?.find(({ name }) => name === driver)
  const open = shown.includes(driver)
  const values = ownPaths(driver, state).filter((path) => valueAt(state, path) !== null).length
  const unknown = described !== null && its === undefined
  return html`<div class="panel driver" data-key="${driver}"><div class="heading"><h3>${driver}</h3>${unknown ? html`<span class="trouble">The overseer does not offer it.</span>` : null}</div>
    ${its?.description == null ? null : html`<p class="muted prose">${its.description}</p>`}
    ${address(driver, state, changed)}
    <div class="chips"><button type="button" class="disclose" data-action="showDriver" data-driver="${driver}" aria-expanded="${open ? "true" : "false"}">Own values (${values})<span class="sr"> of ${driver}</span></button>${unknown ? html`<button type="button" data-action="removeDriver" data-driver="${driver}">Remove all that is set for ${driver}</button>` : null}</div>
    ${open ? html`<div class="settings-fields">${fieldsFor(driver, its, state).map((field) => own(field, driver, state, changed))}</div>` : null}</div>`
}

/** What each driver has for itself: the address of its sources, and values of its own, secrets among them. */
export const driversView = (state) => {
  const changed = changedPaths(state)
  const names = namesOf(state)
  return settingGroup(
    "drivers",
    "Drivers",
    "How each site is recorded. A driver may have its own values for what recorders are started with.",
    html`${names.length === 0 ? html`<p class="muted">The overseer has not described its drivers yet.</p>` : names.map((driver) => one(driver, state, changed))}
      <div class="field setting-wide"><label for="driver-name">Add a driver</label>
        <div class="setting-value"><input id="driver-name" autocomplete="off" placeholder="Its name at the overseer" data-action="driverKey" data-on="keydown" aria-describedby="driver-name-error" ${on("aria-invalid", state.addRefused !== null)} /><button type="button" data-action="addDriver">Add</button></div>
        <p class="field-error" id="driver-name-error" ${on("hidden", state.addRefused === null)}>${state.addRefused}</p></div>`
  )
}

const add = (page) => {
  const input = page.root.querySelector("#driver-name")
  const name = input.value.trim()
  if (!isName(name)) {
    page.set({ addRefused: "A driver's name has 1 to 32 of a-z, 0-9, _ and -, and begins with a letter or digit." })
    return input.focus()
  }
  const { described } = page.state
  if (described?.every((one) => one.name !== name)) {
    const offered = described.map((one) => one.name).join(", ")
    page.set({ addRefused: `The overseer offers no driver named ${name}, only ${offered || "none"}.` })
    return input.focus()
  }
  input.value = ""
  page.set({ addRefused: null, added: [...page.state.added, name], shown: [...page.state.shown, name] })
}

/** What a driver takes a parameter for that nobody set. */
const defaultOf = ({ described }, path) => {
  const { driver, key } = parts(path)
  const its = described?.find(({ name }) => name === driver)
  const fields = fieldsOfParameters(its === undefined ? [] : [its], [])
  return fields.find((field) => field.key === key)?.placeholder ?? ""
}

/** What the controls of the drivers do; nothing is saved by them. */
export const driversActions = {
  addDriver: add,
  driverKey: (page, _input, event) => {
    if (event.key !== "Enter") return
    event.preventDefault()
    add(page)
  },
  showDriver: (page, { dataset }) => {
    const { shown } = page.state
    const { driver } = dataset
    page.set({ shown: shown.includes(driver) ? shown.filter((one) => one !== driver) : [...shown, driver] })
  },
  driverOwn: (page, { checked, dataset }) => {
    const { config, draft } = page.state
    const { path } = dataset
    const { key } = parts(path)
    const general = () => (`${key}_set` in config.settings ? "" : valueAt(page.state, key))
    const value = savedAt(config, path) ?? general() ?? defaultOf(page.state, path)
    page.set({ draft: { ...draft, [path]: checked ? value : null } })
  },
  removeDriver: (page, { dataset }) => {
    const { driver } = dataset
    const gone = [`driver_urls.${driver}`, ...ownPaths(driver, page.state)].map((path) => [path, null])
    page.set({ draft: { ...page.state.draft, ...Object.fromEntries(gone) } })
  }
}
