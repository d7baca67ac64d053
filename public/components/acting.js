import { html, on } from "../lib/html.js"

/** Marks a control whose change is under way; see `attempt`. */
export const busyMark = ({ busy }, key) => on("aria-busy aria-disabled", busy === key)

/** Why the last attempt of one of these controls was refused, for a place beside it. */
export const troubleOf = ({ trouble }, ...keys) =>
  trouble !== null && keys.includes(trouble.key)
    ? html`<p class="field-error" data-key="trouble">${trouble.message}</p>`
    : null
