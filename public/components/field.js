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
  attrs
}) => html`
  <div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete ?? "off"}"
      ${on("required", required)} ${on("aria-invalid", error !== undefined)}
      aria-describedby="${name}-help ${name}-error" ${attrs}
    />
    <p class="help" id="${name}-help">${help}</p>
    <p class="field-error" id="${name}-error" ${on("hidden", error === undefined)}>${error}</p>
  </div>
`
