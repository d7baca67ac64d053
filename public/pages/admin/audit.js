import { empty, skeleton } from "../../components/empty.js"
import { when } from "../../components/when.js"
import { query, request } from "../../lib/api.js"
import { html } from "../../lib/html.js"

const row = (one) =>
  html`<tr data-key="${one.id}"><td>${when(one.ts)}</td><td>${one.actor}</td><td class="mono">${one.action}</td><td>${one.subject}</td><td class="sub-why">${one.detail}</td><td class="muted">${one.address}</td></tr>`

const narrow = (page, change) => {
  page.set(change)
  page.refresh()
}

/** Who did what to what, when and from where. */
export const audit = {
  title: "Audit log",
  state: { items: null, q: "", cursors: [], nextCursor: null },
  read: async (page, signal) => {
    const { cursors, q } = page.state
    const { items, next_cursor: nextCursor } = await request(
      "GET",
      query("/api/audit", { q, cursor: cursors.at(-1), limit: 50 }),
      { signal }
    )
    if (q !== page.state.q || cursors !== page.state.cursors) return
    if (JSON.stringify(items) !== JSON.stringify(page.state.items)) page.set({ items, nextCursor })
  },
  view: ({ cursors, items, nextCursor, q }) => html`
    <div class="heading"><h1>Audit log</h1></div>
    <div class="bar" role="search"><div class="field"><label for="q">Search</label><input id="q" type="search" autocomplete="off" placeholder="Who, what or whom" data-action="search" data-on="input" /></div></div>
    ${items === null ? skeleton() : items.length === 0 ? empty("Nothing here", q === "" ? "What people change is written down here." : "No entry has this in it.") : html`<table class="table"><caption>Audit log</caption><thead><tr><th>When</th><th>Who</th><th>What</th><th>To what</th><th>Detail</th><th>From</th></tr></thead><tbody>${items.map(row)}</tbody></table>`}
    ${cursors.length === 0 && nextCursor === null ? null : html`<nav class="pager" aria-label="Pages of the log">${cursors.length > 0 ? html`<button data-key="newer" data-action="newer">Newer</button>` : null}${nextCursor === null ? null : html`<button data-key="older" data-action="older">Older</button>`}</nav>`}
  `,
  actions: {
    search: (page, { value }) => narrow(page, { q: value.trim(), cursors: [] }),
    older: (page) => narrow(page, { cursors: [...page.state.cursors, page.state.nextCursor] }),
    newer: (page) => narrow(page, { cursors: page.state.cursors.slice(0, -1) })
  }
}
