import { asText, fromText, settingInput } from "../../components/settingInput.js"
import { html, on } from "../../lib/html.js"

const drafted = ({ config, draft }) => draft.drivers ?? config.settings.drivers

const put = (page, own) => {
  const { driver } = page.state
  page.set({ draft: { ...page.state.draft, drivers: { ...drafted(page.state), [driver]: own } } })
}

const one = (field, own, state) => {
  const has = field.key in own
  const value = has ? own[field.key] : field.kind === "secret" ? "" : state.config.settings[field.key]
  return html`<div class="override" data-key="${field.key}"><label class="choice"><input type="checkbox" data-action="driverOwn" data-on="change" data-setting="${field.key}" ${on("checked", has)} />Own value<span class="sr"> for ${field.title} of ${state.driver}</span></label>
    ${settingInput({ ...field, help: "" }, { id: `driver-${field.key}`, text: asText(value), off: !has })}</div>`
}

/** The settings that one driver has for itself. */
export const driversView = (state) => {
  const names = [...new Set([...Object.keys(drafted(state)), ...(state.driver === "" ? [] : [state.driver])])]
  const own = drafted(state)[state.driver] ?? {}
  return html`<fieldset class="settings-group" data-key="drivers"><legend><h2>Drivers</h2></legend><p class="muted prose">A driver may have its own values for what recorders are started with. ${names.length === 0 ? "None has." : `With own values: ${names.join(", ")}.`}</p>
    <div class="field"><label for="driver-name">Driver</label><input id="driver-name" autocomplete="off" placeholder="hls" data-action="driverName" data-on="input" /></div>
    ${state.refused.drivers === undefined ? null : html`<p class="field-error" role="alert">${state.refused.drivers}</p>`}
    ${state.driver === "" ? null : state.config.fields.filter(({ key, overridable }) => overridable && key !== "cookies").map((field) => one(field, own, state))}</fieldset>`
}

export const driversActions = {
  driverName: (page, { value }) => page.set({ driver: /^[a-z0-9][a-z0-9_-]{0,31}$/.test(value) ? value : "" }),
  driverOwn: (page, { checked, dataset }) => {
    const { config, driver } = page.state
    const { [dataset.setting]: _gone, ...rest } = drafted(page.state)[driver] ?? {}
    put(page, checked ? { ...rest, [dataset.setting]: config.settings[dataset.setting] } : rest)
  }
}

/** Whether an input belongs to a driver's own values; takes its text if so. */
export const typedForDriver = (page, input) => {
  if (!input.id.startsWith("driver-")) return false
  const field = page.state.config.fields.find(({ key }) => key === input.name)
  put(page, { ...drafted(page.state)[page.state.driver], [field.key]: fromText(field, input.value) })
  return true
}
