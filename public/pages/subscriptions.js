import { statuses, statusWord } from "../components/badge.js"
import { empty, skeleton } from "../components/empty.js"
import { icon } from "../components/icon.js"
import { keyOf, subscription } from "../components/subscription.js"
import { query, watched } from "../lib/api.js"
import { count } from "../lib/format.js"
import { holding } from "../lib/held.js"
import { html, on } from "../lib/html.js"
import { addActions, addForm } from "./subscriptions/add.js"
import { bulkActions, bulkBar } from "./subscriptions/bulk.js"
import { rowActions } from "./subscriptions/changes.js"
import { openImport } from "./subscriptions/import.js"

const sorts = [
  ["name", "Name"],
  ["status", "Status"],
  ["recorded", "Last recorded"],
  ["created", "Added"],
  ["updated", "Changed"]
]
const postures = ["active", "paused", "archived"]

/** What the list is asked for: the filters of the address bar, and the page's cursor. */
const wanted = ({ cursors, mine, order, posture, q, sort, status }, page) =>
  query("/api/subscriptions", {
    q,
    status,
    posture,
    sort: sort === "name" ? "" : sort,
    order: order === "asc" ? "" : order,
    user_id: mine ? page.context.user().id : "",
    cursor: cursors.at(-1),
    limit: 100
  })

const remember = (page) => {
  const { mine, order, posture, q, sort, status } = page.state
  const search = query("/subscriptions", {
    q,
    status,
    posture,
    sort: sort === "name" ? "" : sort,
    order: order === "asc" ? "" : order,
    mine: mine ? 1 : ""
  })
  history.replaceState(null, "", search)
}

const narrow = (page, change) => {
  page.set({ ...change, cursors: [], chosen: new Set(), all: false })
  remember(page)
  page.refresh()
}

const chip = (status, counts, chosen) => html`
  <button class="chip" data-key="${status}" data-action="status" data-status="${status}" aria-pressed="${chosen ? "true" : "false"}">${icon(status)}<span>${statusWord(status)}</span><span class="number">${counts[status] ?? 0}</span></button>
`

const chips = ({ counts, status }) => html`
  <div class="chips" role="group" aria-label="Show only these statuses">
    ${statuses.filter((one) => (counts[one] ?? 0) > 0 || status.includes(one)).map((one) => chip(one, counts, status.includes(one)))}
    ${status.length > 0 ? html`<button class="quiet" data-key="all" data-action="everything">Show all</button>` : null}
  </div>
`

const option = (value, text, chosen) =>
  html`<option value="${value}" ${on("selected", value === chosen)}>${text}</option>`

const bar = ({ mine, order, posture, q, sort }, page) => html`
  <div class="bar" role="search">
    <div class="field"><label for="q">Search</label><input id="q" type="search" value="${q}" placeholder="Part of a name" autocomplete="off" data-action="search" data-on="input" /></div>
    <div class="field"><label for="posture">Posture</label><select id="posture" data-action="posture" data-on="change">${option("", "Any", posture)}${postures.map((one) => option(one, one[0].toUpperCase() + one.slice(1), posture))}</select></div>
    ${page.context.admin() ? html`<div class="field"><label for="whose">Whose</label><select id="whose" data-action="whose" data-on="change">${option("", "Everybody's", mine ? "mine" : "")}${option("mine", "Mine", mine ? "mine" : "")}</select></div>` : null}
    <div class="field"><label for="sort">Sort by</label><select id="sort" data-action="sort" data-on="change">${sorts.map(([value, text]) => option(value, text, sort))}</select></div>
    <button data-action="order" aria-label="Order: ${order === "asc" ? "ascending" : "descending"}">${order === "asc" ? "↑" : "↓"}</button>
  </div>
`

const pager = ({ cursors, items, nextCursor, total }) =>
  cursors.length === 0 && nextCursor === null
    ? null
    : html`<nav class="pager" aria-label="Pages of the list"><button data-action="before" ${on('aria-disabled="true"', cursors.length === 0)}>Previous</button>
        <button data-action="after" ${on('aria-disabled="true"', nextCursor === null)}>Next</button><span class="muted number">${cursors.length * 100 + 1}–${cursors.length * 100 + items.length} of ${total}</span></nav>`

const rows = (state, page) => {
  const { all, busy, chosen, held, items, q, status, posture, trouble } = state
  if (items === null) return skeleton()
  if (items.length === 0 && (q !== "" || status.length > 0 || posture !== "")) {
    return empty(
      "Nothing fits",
      "No subscription fits this search and these filters.",
      html`<button data-action="nothing">Show everything</button>`
    )
  }
  if (items.length === 0) {
    return empty(
      "Nothing is subscribed to yet",
      "Add a source above: it is then recorded whenever it is on air. hls/testcard always is."
    )
  }
  const every = items.every((one) => all || chosen.has(keyOf(one)))
  return html`<table class="table" id="list"><caption>Subscriptions</caption>
    <thead><tr><th><input type="checkbox" aria-label="Select all on this page" data-action="pickAll" data-on="change" ${on("checked", every)} /></th><th>Source</th><th>Status</th><th>Why</th><th>Recording</th><th class="end"><span class="sr">Actions</span></th></tr></thead>
    <tbody>${items.map((one) => subscription(one, { busy: busy === one.sub_id, chosen: all || chosen.has(keyOf(one)), held: held.get(keyOf(one)), owners: page.context.admin(), trouble: trouble.get(keyOf(one)) }))}</tbody></table>${pager(state)}`
}

/** All subscriptions with their live status; searched, filtered, sorted, chosen and changed here. */
export const subscriptions = {
  title: "Subscriptions",
  state: ({ search }) => ({
    items: null,
    total: 0,
    counts: {},
    nextCursor: null,
    cursors: [],
    q: search.get("q") ?? "",
    status: search.getAll("status").filter((one) => statuses.includes(one)),
    posture: postures.includes(search.get("posture")) ? search.get("posture") : "",
    sort: sorts.some(([name]) => name === search.get("sort")) ? search.get("sort") : "name",
    order: search.get("order") === "desc" ? "desc" : "asc",
    mine: search.get("mine") === "1",
    chosen: new Set(),
    all: false,
    busy: null,
    held: new Map(),
    trouble: new Map(),
    drivers: [],
    adding: false,
    refused: {}
  }),

  enter: (page) => {
    page.held = holding((error) => page.context.failed(error))
    page.asked = undefined
    addActions.enter(page)
  },
  leave: (page) => page.held.stop(),

  read: async (page, signal) => {
    const address = wanted(page.state, page)
    if (page.asked !== address) page.list = watched(address)
    page.asked = address
    const answer = await page.list(signal)
    if (answer === undefined || address !== wanted(page.state, page)) return
    const { counts, items, next_cursor: nextCursor, total } = answer
    page.set({ items, total, nextCursor, counts: counts.status })
    // An admin sees a source once for each of its subscribers: how many record is asked elsewhere then.
    if (!page.context.admin() && page.state.q === "") page.context.counted(counts.status.recording ?? 0)
  },

  view: (state, page) => html`
    <div class="heading"><h1>Subscriptions</h1><span class="muted number">${state.items === null ? "" : count(state.total, "subscription")}</span><span class="chips">
      <button data-action="import">Import…</button><a class="button" href="/api/subscriptions/export?format=csv" download="subscriptions.csv">Export</a></span></div>
    ${addForm(state)}${bar(state, page)}${chips(state)}
    ${state.chosen.size > 0 || state.all ? bulkBar(state, page) : null}
    ${rows(state, page)}
  `,

  actions: {
    ...rowActions,
    ...bulkActions,
    ...addActions.actions,
    import: async (page) => {
      if (await openImport(page.context)) page.refresh()
    },
    search: (page, input) => narrow(page, { q: input.value.trim() }),
    status: (page, { dataset }) => {
      const { status } = page.state
      narrow(page, {
        status: status.includes(dataset.status)
          ? status.filter((one) => one !== dataset.status)
          : [...status, dataset.status]
      })
    },
    everything: (page) => narrow(page, { status: [] }),
    nothing: (page) => {
      page.root.querySelector("#q").value = ""
      narrow(page, { q: "", status: [], posture: "" })
    },
    posture: (page, { value }) => narrow(page, { posture: value }),
    whose: (page, { value }) => narrow(page, { mine: value === "mine" }),
    sort: (page, { value }) => narrow(page, { sort: value, order: value === "recorded" ? "desc" : "asc" }),
    order: (page) => narrow(page, { order: page.state.order === "asc" ? "desc" : "asc" }),
    after: (page) => {
      page.set({ cursors: [...page.state.cursors, page.state.nextCursor] })
      page.refresh()
    },
    before: (page) => {
      page.set({ cursors: page.state.cursors.slice(0, -1) })
      page.refresh()
    }
  }
}
