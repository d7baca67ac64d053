import { html, on } from "../lib/html.js"

/** A labelled input with its help and, when it was refused, the reason beside it. */
export const field = ({
  name,
  label,
  type = "text",
  value = "",
  help,
  error,
  required = false,
  autocomplete,
  attrs,
  id = name
}) => html`
  <div class="field">
    <label for="${id}">${label}</label>
    <input
      id="${id}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete ?? "off"}"
      ${on("required", required)} ${on("aria-invalid", error !== undefined)}
      aria-describedby="${id}-help ${id}-error" ${attrs}
    />
    <p class="help" id="${id}-help">${help}</p>
    <p class="field-error" id="${id}-error" ${on("hidden", error === undefined)}>${error}</p>
  </div>
`
