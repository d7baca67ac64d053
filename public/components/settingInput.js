import { attributes, html, on } from "../lib/html.js"
import { boundsText, shownValue, valueText } from "./settingValue.js"

const control = (field, { id, path, text, described, invalid }) => {
  const rest = attributes({
    id,
    name: field.key,
    "data-path": path,
    "data-action": "typed",
    "data-on": "input change",
    "aria-describedby": described,
    placeholder: field.placeholder || null,
    "aria-invalid": invalid
  })
  if (field.kind === "choice")
    return html`<select ${rest}>${(field.choices.includes(text) ? field.choices : [text, ...field.choices]).map((one) => html`<option value="${one}" ${on("selected", one === text)}>${one}</option>`)}</select>`
  if (field.kind === "boolean")
    return html`<select ${rest}>${["false", "true"].map((one) => html`<option value="${one}" ${on("selected", one === text)}>${shownValue(field, one === "true")}</option>`)}</select>`
  if (field.key === "headers")
    return html`<textarea class="mono" rows="3" autocomplete="off" spellcheck="false" value="${text}" ${rest}></textarea>`
  if (field.kind === "secret")
    return html`<input type="password" autocomplete="new-password" value="${text}" ${rest} />`
  // Names of files are longer than a line, and of one size each letter, so that their fields can be told apart.
  if (field.key === "out_pattern")
    return html`<textarea class="mono one-line" rows="1" autocomplete="off" spellcheck="false" value="${text}" ${rest}></textarea>`
  return html`<input type="text" autocomplete="off" value="${text}" inputmode="${field.kind === "integer" ? "numeric" : "text"}" ${rest} />`
}

/**
 * One setting: its value with the unit, one line of help, bounds and `hint` below, and why it was refused beside it. `aside`
 * stands beside its name; `path` goes to the action `typed` as `data-path`; without a `value` there is nothing to type, and `instead` stands in its place.
 */
export const settingInput = (
  field,
  { id = `set-${field.key}`, path = field.key, value, error, changed = false, hint, aside, instead, help = true }
) => {
  const wide = field.kind === "text" || field.kind === "secret"
  return html`
    <div class="field setting ${wide ? "setting-wide" : ""} ${changed ? "setting-changed" : ""}" data-key="${id}">
      <div class="setting-head">${value === undefined ? html`<span class="setting-title">${field.title}</span>` : html`<label for="${id}">${field.title}</label>`}${changed ? html`<span class="setting-mark">Changed</span>` : null}${aside}</div>
      <div class="setting-value">${value === undefined ? instead : control(field, { id, path, text: valueText(field, value), described: `${id}-help ${id}-error`, invalid: error !== undefined })}${value === undefined || field.unit === null ? null : html`<span class="muted">${field.unit}</span>`}</div>
      <p class="help" id="${id}-help">${help ? html`${field.help} ${boundsText(field)} ` : null}${hint}</p>
      <p class="field-error" id="${id}-error" ${on("hidden", error === undefined)}>${error}</p>
    </div>
  `
}
