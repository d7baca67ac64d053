import { settingInput } from "../../components/settingInput.js"
import { isSet, secretHint, shownValue } from "../../components/settingValue.js"
import { html } from "../../lib/html.js"
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

/** All settings but those of drivers, group by group. */
export const settingGroups = (state) => {
  const changed = changedPaths(state)
  return Object.entries(groups).map(([name, [title, help]]) => {
    const fields = state.config.fields.filter(({ group, kind }) => group === name && kind !== "urls")
    return settingGroup(
      name,
      title,
      help,
      fields.map((field) => one(field, state, changed))
    )
  })
}
