import { empty, skeleton } from "../components/empty.js"
import { request, watched } from "../lib/api.js"
import { delayedChanges } from "../lib/delayed.js"
import { count } from "../lib/format.js"
import { html, on } from "../lib/html.js"
import { longList } from "../lib/list.js"
import { rewrite } from "../lib/router.js"
import { addActions, addForm } from "./subscriptions/add.js"
import { bulkActions, bulkBar } from "./subscriptions/bulk.js"
import { rowActions } from "./subscriptions/changes.js"
import { asQuery, chips, filterBar, filtersOf, isFiltered } from "./subscriptions/filters.js"
import { keyOf, row } from "./subscriptions/row.js"

/** How many rows are shown at first, and as one comes to their end; the server gives at most 500 at a time. */
const steps = [100, 300, 500, 1000]
const mostAtOnce = 500
const most = steps.at(-1)

/** What the list is asked for: the filters of the address bar, from the page's cursor on. */
const wanted = ({ cursors, mine, shown, ...filters }, page) =>
  asQuery("/api/subscriptions", filters, {
    user_id: mine ? page.context.user().id : "",
    cursor: cursors.at(-1),
    limit: Math.min(shown, mostAtOnce)
  })

const narrow = (page, change) => {
  page.set({ ...change, cursors: [], shown: steps[0], chosen: new Set(), all: false })
  rewrite(asQuery("/subscriptions", page.state, { mine: page.state.mine ? 1 : "" }))
  page.refresh()
}

/** The rows beyond the first 500. They are asked for only when those changed: a list's tag speaks for all of its pages. */
const beyond = async (page, answer, signal) => {
  if (page.state.shown <= mostAtOnce || answer.next_cursor === null) return answer
  const { cursors, ...filters } = page.state
  const rest = await request("GET", wanted({ ...filters, cursors: [...cursors, answer.next_cursor] }, page), { signal })
  const known = new Set(answer.items.map(keyOf))
  return { ...rest, items: [...answer.items, ...rest.items.filter((one) => !known.has(keyOf(one)))] }
}

const heading = (name, title, { order, sort }) => html`
  <div role="columnheader" aria-sort="${sort !== name ? "none" : order === "asc" ? "ascending" : "descending"}"><button class="sort" data-action="sortBy" data-sort="${name}">${title}${sort !== name ? "" : order === "asc" ? " ↑" : " ↓"}</button></div>
`

const head = (state, page) => {
  const { all, chosen, items } = state
  const every = items.length > 0 && items.every((one) => all || chosen.has(keyOf(one)))
  return html`<div role="row" class="subs-head${chosen.size > 0 || all ? " subs-bulk" : ""}">
    <div role="columnheader" class="sub-pick"><input type="checkbox" aria-label="Select all that are shown" data-action="pickAll" data-on="change" ${on("checked", every)} /></div>
    ${
      chosen.size > 0 || all
        ? html`<div role="cell" class="subs-all">${bulkBar(state, page)}</div>`
        : html`${heading("name", "Source", state)}${heading("status", "Status", state)}<div role="columnheader">Why</div>${heading("recorded", "Recording", state)}<div role="columnheader"><span class="sr">Actions</span></div>`
    }</div>`
}

const end = ({ cursors, items, nextCursor, shown, total }) => {
  if (nextCursor !== null && shown < most) {
    return html`<p class="pager" id="more"><button data-action="grow">Show more</button><span class="muted number">${count(items.length, "row")} of ${total.toLocaleString()}</span></p>`
  }
  if (cursors.length === 0 && nextCursor === null) return null
  const from = cursors.length * most
  return html`<nav class="pager" aria-label="Pages of the list"><button data-action="before" ${on("aria-disabled", cursors.length === 0)}>Previous</button>
    <button data-action="after" ${on("aria-disabled", nextCursor === null)}>Next</button><span class="muted number">${(from + 1).toLocaleString()}–${(from + items.length).toLocaleString()} of ${total.toLocaleString()}</span></nav>`
}

const rows = (state, page) => {
  if (state.items === null) return skeleton()
  if (state.items.length === 0 && isFiltered(state)) {
    return empty(
      "Nothing fits",
      "No subscription fits this search and these filters.",
      html`<button data-action="nothing">Show everything</button>`
    )
  }
  if (state.items.length === 0) {
    return empty(
      "Nothing is subscribed to yet",
      "Add a source above; its row then says how it stands. hls/testcard is always on air."
    )
  }
  return html`<div role="table" class="subs" id="list" aria-label="Sources"><div role="rowgroup" class="subs-top">${head(state, page)}</div><div role="none" id="rows"></div></div>${end(state)}`
}

/** The rows themselves, and more of them when the end of the list comes into sight. */
const drawn = (page) => {
  const { all, busy, chosen, delayed, items, trouble } = page.state
  const target = page.root.querySelector("#rows")
  if (target === null) return
  const owners = page.context.admin()
  const lookOf = (one) => {
    const key = keyOf(one)
    return {
      busy: busy === one.sub_id,
      chosen: all || chosen.has(key),
      delayed: delayed.get(key)?.what,
      owners,
      trouble: trouble.get(key)
    }
  }
  // While rows are still being drawn, what is in sight is not yet their end.
  page.ends.disconnect()
  page.rows.draw(target, items, { keyOf, lookOf, rowOf: row }, () => {
    const more = page.root.querySelector("#more")
    if (more !== null) page.ends.observe(more)
  })
}

const grow = (page) => {
  const { items, nextCursor, shown } = page.state
  // What was asked for last is there: only then is the end of the list its end.
  if (nextCursor === null || items.length < shown) return
  page.set({ shown: steps.find((step) => step > shown) ?? most })
  page.refresh()
}

/** All subscriptions with their live status; searched, filtered, sorted, chosen and changed here. */
export const subscriptions = {
  title: "Sources",
  state: ({ search }) => ({
    ...filtersOf(search),
    filters: false,
    items: null,
    total: 0,
    counts: {},
    nextCursor: null,
    cursors: [],
    shown: steps[0],
    chosen: new Set(),
    all: false,
    busy: null,
    delayed: new Map(),
    trouble: new Map(),
    drivers: [],
    adding: false,
    refused: {}
  }),

  enter: (page) => {
    page.delayed = delayedChanges((error) => page.context.failed(error))
    page.rows = longList()
    page.ends = new IntersectionObserver((seen) => seen.some(({ isIntersecting }) => isIntersecting) && grow(page), {
      rootMargin: "600px"
    })
    addActions.enter(page)
  },
  leave: (page) => {
    page.delayed.stop()
    page.rows.stop()
    page.ends.disconnect()
  },

  read: async (page, signal) => {
    const address = `${wanted(page.state, page)} ${page.state.shown}`
    if (page.asked !== address) page.list = watched(wanted(page.state, page))
    page.asked = address
    const changed = await page.list(signal)
    if (changed === undefined) return false
    const answer = await beyond(page, changed, signal)
    if (address !== `${wanted(page.state, page)} ${page.state.shown}`) {
      page.asked = undefined
      return false
    }
    const { counts, items, next_cursor: nextCursor, total } = answer
    page.set({ items, total, nextCursor, counts: counts.status })
    // An admin sees a source once for each of its subscribers: how many record is asked elsewhere then.
    page.context.counted(page.context.admin() || page.state.q !== "" ? null : counts.status)
    page.context.seesUnknown(page.state.q !== "" ? null : (counts.status.unknown ?? 0) > 0)
  },

  view: (state, page) => html`
    <div class="heading"><h1>Sources</h1><span class="muted number">${state.items === null ? "" : count(state.total, "subscription")}</span><span class="chips">
      <button data-action="import">Import…</button><button data-action="export">Export…</button></span></div>
    ${addForm(state)}${filterBar(state, page.context.admin())}${chips(state)}${rows(state, page)}
  `,
  drawn,

  actions: {
    ...rowActions,
    ...bulkActions,
    ...addActions.actions,
    export: async (page) => (await import("./subscriptions/export.js")).openExport(page.context),
    search: (page, input) => narrow(page, { q: input.value.trim() }),
    filters: (page) => page.set({ filters: !page.state.filters }),
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
    sortBy: (page, { dataset }) => {
      const { order, sort } = page.state
      const turned = dataset.sort === sort ? order === "asc" : dataset.sort === "recorded"
      narrow(page, { sort: dataset.sort, order: turned ? "desc" : "asc" })
    },
    order: (page) => narrow(page, { order: page.state.order === "asc" ? "desc" : "asc" }),
    grow,
    after: (page) => {
      page.set({ cursors: [...page.state.cursors, page.state.nextCursor] })
      page.refresh()
      scrollTo(0, 0)
    },
    before: (page) => {
      page.set({ cursors: page.state.cursors.slice(0, -1) })
      page.refresh()
      scrollTo(0, 0)
    }
  }
}
