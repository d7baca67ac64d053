import { bytes } from "../lib/format.js"
import { html, on } from "../lib/html.js"

const bounds = ({ min, max, kind }) => {
  if (min === null && max === null) return null
  if (kind === "text" || kind === "secret") return `Up to ${max} characters.`
  const show = (value) => (kind === "bytes" ? bytes(value) : value)
  return min === null ? `Up to ${show(max)}.` : max === null ? `From ${show(min)}.` : `${show(min)} to ${show(max)}.`
}

/** A setting's value as its input shows it. */
export const asText = (value) => {
  if (value === undefined || value === null) return ""
  if (typeof value === "object")
    return Object.entries(value)
      .map(([name, url]) => `${name}: ${url}`)
      .join("\n")
  return String(value)
}

/** What an input's text means for a setting; numbers and lists that can't be read stay text, for the server to refuse. */
export const fromText = ({ kind }, text) => {
  if (kind === "integer" || kind === "bytes") return /^\d+$/.test(text.trim()) ? Number(text) : text.trim()
  if (kind === "urls") {
    const lines = text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "")
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).trim(), line.slice(line.indexOf(":") + 1).trim()])
    )
  }
  return text
}

const control = (field, { id, text, described, invalid, off }) => {
  const rest = html`id="${id}" name="${field.key}" data-action="typed" data-on="input" aria-describedby="${described}" ${on('aria-invalid="true"', invalid)} ${on("disabled", off)}`
  if (field.kind === "choice")
    return html`<select ${rest}>${field.choices.map((one) => html`<option value="${one}" ${on("selected", one === text)}>${one}</option>`)}</select>`
  if (field.kind === "boolean")
    return html`<select ${rest}><option value="false" ${on("selected", text !== "true")}>No</option><option value="true" ${on("selected", text === "true")}>Yes</option></select>`
  if (field.kind === "urls")
    return html`<textarea rows="3" class="mono" placeholder="hls: https://example.org/{username}" ${rest}>${text}</textarea>`
  if (field.kind === "secret")
    return html`<input type="password" autocomplete="new-password" value="${text}" placeholder="Unchanged" ${rest} />`
  return html`<input type="text" autocomplete="off" value="${text}" ${on('inputmode="numeric"', field.kind === "integer" || field.kind === "bytes")} ${rest} />`
}

/** One setting: its value with the unit, one line of help, bounds and default below, and why it was refused beside it. */
export const settingInput = (
  field,
  { id = `set-${field.key}`, text, error, changed = false, hint, off = false }
) => html`
  <div class="field setting ${changed ? "setting-changed" : ""}" data-key="${id}">
    <label for="${id}">${field.title}${changed ? html`<span class="setting-mark"> Changed</span>` : null}</label>
    <div class="setting-value">${control(field, { id, text, described: `${id}-help ${id}-error`, invalid: error !== undefined, off })}${field.unit === null ? (field.kind === "bytes" ? html`<span class="muted">bytes</span>` : null) : html`<span class="muted">${field.unit}</span>`}</div>
    <p class="help" id="${id}-help">${field.help} ${bounds(field)} ${hint}</p>
    <p class="field-error" id="${id}-error" ${on("hidden", error === undefined)}>${error}</p>
  </div>
`
