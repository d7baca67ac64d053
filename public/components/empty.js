import { html } from "../lib/html.js"

/** What belongs here, and the way to it. */
export const empty = (title, text, more, heading = html`<h2>${title}</h2>`) => html`
  <div class="empty">${heading}<p class="muted prose">${text}</p>${more}</div>
`

/** Grey rows at the first load only. */
export const skeleton = (rows = 4) =>
  html`<div class="skeleton" role="status"><span class="sr">Loading</span>${Array.from({ length: rows }, () => html`<span></span>`)}</div>`
