import { html } from "../lib/html.js"

/** A drawing of `icons.svg`, 16 px; what it means is said by the text beside it. */
export const icon = (name) =>
  html`<svg class="icon" width="16" height="16" aria-hidden="true"><use href="/icons.svg#${name}"></use></svg>`
