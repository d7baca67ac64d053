import { html } from "./html.js"

/** What is told instead of a page that is refused for good: `view(ways)`, with the ways that the page has out of it. */
export const refusalOf = ({ message, status }) => ({
  status,
  view: (ways) => html`
    <div class="empty" role="alert"><h1>${status === 400 || status === 404 ? "Not found" : "Not allowed"}</h1><p class="muted prose">${message}</p><p class="chips">${ways}<a class="button" href="/">To the dashboard</a></p></div>
  `
})
