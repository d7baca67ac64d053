import { fieldsOfParameters, flattened } from "../../components/parameters.js"
import { settingInput } from "../../components/settingInput.js"
import { isSet, secretHint, shownValue } from "../../components/settingValue.js"
import { html, on } from "../../lib/html.js"
import { changedPaths, savedAt, valueAt } from "./settingPaths.js"

const groups = {
  recording: ["Recording", "What recorders are started with. A driver or a source may have its own."],
  restarts: ["Restarts", "What happens when recorders fail."],
  supervision: ["Supervision", "How wishes and reality are compared."],
  storage: ["Storage", "Disk and history."],
  access: ["Access", "Who sees what."]
}

/** A group of settings under its name. */
export const settingGroup = (name, title, help, fields) => html`
  <section class="settings-group" data-key="${name}" role="group" aria-labelledby="group-${name}">
    <div class="settings-about"><h2 id="group-${name}">${title}</h2><p class="muted">${help}</p></div><div class="settings-fields">${fields}</div></section>
`

const hintOf = (field, { config }, changed) => {
  if (field.kind === "secret") return secretHint(field.key, isSet(config.settings, field.key))
  const [saved, usual] = [savedAt(config, field.key), config.defaults[field.key]]
  const now = changed ? `In force: ${shownValue(field, saved)}. ` : ""
  return saved === usual && !changed ? "This is the default." : `${now}Default: ${shownValue(field, usual)}.`
}

const one = (field, state, changed) =>
  settingInput(field, {
    value: valueAt(state, field.key),
    error: state.refused[field.key],
    changed: changed.includes(field.key),
    hint: hintOf(field, state, changed.includes(field.key))
  })

const parameter = (field, state, changed) => {
  const { key } = field
  const value = valueAt(state, key)
  const saved = savedAt(state.config, key)
  return settingInput(field, {
    value: value ?? undefined,
    error: state.refused[key],
    changed: changed.includes(key),
    hint: changed.includes(key) ? `In force: ${saved === null ? "not set" : shownValue(field, saved)}.` : null,
    aside: html`<label class="choice"><input type="checkbox" data-action="parameterSet" data-on="change" data-path="${key}" ${on("checked", value !== null)} />Set<span class="sr"> ${field.title}</span></label>`,
    instead: html`<p class="inherited">${field.placeholder || "empty"} <span class="muted">as its driver has it</span></p>`
  })
}

/** What drivers can be told beside the settings; nothing where they declare no such parameter. */
const parametersView = (state, changed) => {
  const { config, described, draft } = state
  const set = [...Object.keys(flattened(config.settings)), ...Object.keys(draft)]
  const fields = fieldsOfParameters(described ?? [], set)
  if (fields.length === 0) return null
  const help = "What some drivers can be told beside the settings. A driver or a source may have its own."
  return settingGroup(
    "parameters",
    "Parameters of drivers",
    help,
    fields.map((field) => parameter(field, state, changed))
  )
}

/** All settings but those of drivers, group by group. */
export const settingGroups = (state) => {
  const changed = changedPaths(state)
  return Object.entries(groups).flatMap(([name, [title, help]]) => {
    const fields = state.config.fields.filter(({ group, kind }) => group === name && kind !== "urls")
    const view = settingGroup(
      name,
      title,
      help,
      fields.map((field) => one(field, state, changed))
    )
    return name === "recording" ? [view, parametersView(state, changed)] : [view]
  })
}

export const settingGroupsActions = {
  parameterSet: (page, { checked, dataset }) => {
    const { config, described, draft } = page.state
    const { path } = dataset
    const field = fieldsOfParameters(described ?? [], [path]).find(({ key }) => key === path)
    const value = savedAt(config, path) ?? field.placeholder ?? ""
    page.set({ draft: { ...draft, [path]: checked ? value : null } })
  }
}
