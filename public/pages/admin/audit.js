import { empty, skeleton } from "../../components/empty.js"
import { pager, turning } from "../../components/pager.js"
import { when } from "../../components/when.js"
import { query, request } from "../../lib/api.js"
import { html } from "../../lib/html.js"
import { rewrite } from "../../lib/router.js"
import { actionText, kinds, subjectText } from "./auditActions.js"
import { titleOf } from "./settingPaths.js"

const size = 50

const ofSettings = new Set(["settings.restore", "settings.save", "source.settings"])

/** What was changed, by the names that the settings' form has for it. */
const detailOf = ({ action, detail }, fields) =>
  ofSettings.has(action)
    ? detail
        .split(", ")
        .map((path) => titleOf(path, fields))
        .join(", ")
    : detail

const row = (one, fields) => html`
  <tr data-key="${one.id}"><td class="cell-line">${when(one.ts)}</td><td class="cell-wrap"><strong>${one.actor}</strong></td><td class="cell-line" title="${one.action}">${actionText(one.action)}</td><td class="cell-wrap" title="${one.subject}">${subjectText(one.subject)}</td><td class="cell-why">${detailOf(one, fields)}</td><td class="muted cell-line" data-label="From">${one.address}</td></tr>
`

const narrow = (page, change) => {
  page.set({ ...change, cursors: [] })
  const { kind, q } = page.state
  rewrite(query("/admin/audit", { q, kind }))
  page.refresh()
}

const filters = ({ kind, q }) => html`
  <div class="bar" role="search"><div class="field"><label for="q">Search</label><input id="q" type="search" autocomplete="off" value="${q}" placeholder="Who, what or to what" data-action="search" data-on="input" /></div></div>
  <div class="chips" role="group" aria-label="Show only this">${kinds.map(([name, title]) => html`<button class="chip" data-key="${name}" data-action="kind" data-kind="${name}" aria-pressed="${name === kind ? "true" : "false"}">${title}</button>`)}</div>
`

const list = ({ fields, items, kind, q }) => {
  if (items === null) return skeleton()
  if (items.length > 0) {
    return html`<table class="table" id="audit"><caption>Audit log</caption><thead><tr><th>When</th><th>Who</th><th>What</th><th>To what</th><th>Detail</th><th>From</th></tr></thead><tbody>${items.map((one) => row(one, fields))}</tbody></table>`
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
    fields: [],
    q: search.get("q") ?? "",
    kind: kinds.some(([name]) => name === search.get("kind")) ? search.get("kind") : "",
    cursors: [],
    nextCursor: null
  }),
  read: async (page, signal) => {
    if (page.state.fields.length === 0) {
      const { fields } = await request("GET", "/api/config", { signal })
      page.set({ fields })
    }
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
