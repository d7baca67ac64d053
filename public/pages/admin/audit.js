import { empty, skeleton } from "../../components/empty.js"
import { pager, turning } from "../../components/pager.js"
import { when } from "../../components/when.js"
import { query, request } from "../../lib/api.js"
import { html } from "../../lib/html.js"
import { deedText, kinds, subjectText } from "./deeds.js"

const size = 50

const row = (one) => html`
  <tr data-key="${one.id}"><td>${when(one.ts)}</td><td><strong>${one.actor}</strong></td><td title="${one.action}">${deedText(one.action)}</td><td title="${one.subject}">${subjectText(one.subject)}</td><td class="cell-why">${one.detail}</td><td class="muted" data-label="From">${one.address}</td></tr>
`

const narrow = (page, change) => {
  page.set({ ...change, cursors: [] })
  const { kind, q } = page.state
  history.replaceState(null, "", query("/admin/audit", { q, kind }))
  page.refresh()
}

const filters = ({ kind, q }) => html`
  <div class="bar" role="search"><div class="field"><label for="q">Search</label><input id="q" type="search" autocomplete="off" value="${q}" placeholder="Who, what or to what" data-action="search" data-on="input" /></div></div>
  <div class="chips" role="group" aria-label="Show only this">${kinds.map(([name, title]) => html`<button class="chip" data-key="${name}" data-action="kind" data-kind="${name}" aria-pressed="${name === kind ? "true" : "false"}">${title}</button>`)}</div>
`

const list = ({ items, kind, q }) => {
  if (items === null) return skeleton()
  if (items.length > 0) {
    return html`<table class="table" id="deeds"><caption>Audit log</caption><thead><tr><th>When</th><th>Who</th><th>What</th><th>To what</th><th>Detail</th><th>From</th></tr></thead><tbody>${items.map(row)}</tbody></table>`
  }
  return q === "" && kind === ""
    ? empty("Nothing here", "What people change is written down here.")
    : empty(
        "Nothing fits",
        "No entry fits this search and this filter.",
        html`<button data-action="everything">Show everything</button>`
      )
}

/** Who did what to what, when and from where. */
export const audit = {
  title: "Audit log",
  state: ({ search }) => ({
    items: null,
    q: search.get("q") ?? "",
    kind: kinds.some(([name]) => name === search.get("kind")) ? search.get("kind") : "",
    cursors: [],
    nextCursor: null
  }),
  read: async (page, signal) => {
    const asked = page.state
    const { cursors, kind, q } = asked
    const address = query("/api/audit", { q, kind, cursor: cursors.at(-1), limit: size })
    const { items, next_cursor: nextCursor } = await request("GET", address, { signal })
    const now = page.state
    if (q !== now.q || kind !== now.kind || cursors !== now.cursors) return
    if (JSON.stringify(items) !== JSON.stringify(now.items)) page.set({ items, nextCursor })
  },
  view: (state) =>
    html`<div class="heading"><h1>Audit log</h1></div>${filters(state)}${list(state)}${pager(state, size, ["Newer", "Older"])}`,
  actions: {
    search: (page, { value }) => narrow(page, { q: value.trim() }),
    kind: (page, { dataset }) => narrow(page, { kind: dataset.kind }),
    everything: (page) => {
      page.root.querySelector("#q").value = ""
      narrow(page, { q: "", kind: "" })
    },
    ...turning(() => scrollTo(0, 0))
  }
}
