import { html } from "../lib/html.js"

/** What belongs here, and the way to it. */
export const empty = (title, text, more) => html`
  <div class="empty"><h2>${title}</h2><p class="muted prose">${text}</p>${more}</div>
`

/** Grey rows at the first load only. */
export const skeleton = (rows = 4) =>
  html`<div class="skeleton" role="status"><span class="sr">Loading</span>${Array.from({ length: rows }, () => html`<span></span>`)}</div>`
