import { badge, live, nextOf, statuses, statusWord } from "../components/badge.js"
import { skeleton } from "../components/empty.js"
import { icon } from "../components/icon.js"
import { toast } from "../components/toast.js"
import { query, request, watched } from "../lib/api.js"
import { bytes, count } from "../lib/format.js"
import { html } from "../lib/html.js"
import { seldom } from "../lib/poll.js"
import { path } from "../lib/router.js"
import { card, missed } from "./dashboard/cards.js"
import { mayNeed, troubled } from "./dashboard/signs.js"

const coming = ["backoff", "queued", "starting", "stopping", "waiting"]
const nameOf = (one) => `${one.driver}/${one.username}`
const shownAtMost = 24

const wantedOf = (counts) =>
  statuses.filter((one) => one !== "inactive").reduce((sum, one) => sum + (counts[one] ?? 0), 0)

const known = (state, page) => ({
  ...state,
  admin: page.context.admin(),
  health: page.context.health(),
  wanted: wantedOf(state.counts)
})

const more = (hidden, href) => (hidden > 0 ? html`<a href="${href}">${count(hidden, "more", "more")}</a>` : null)

const nothing = ({ counts }) =>
  (counts.unknown ?? 0) > 0
    ? "Not known before the overseer tells what it runs."
    : troubled.some((one) => counts[one] > 0)
      ? "Nothing at the moment. What needs attention may not be recorded before it is mended."
      : (counts.backoff ?? 0) + (counts.queued ?? 0) > 0
        ? "Nothing at the moment. What is to come is below."
        : "Nothing at the moment. What comes on air is recorded by itself."

const now = (state, page) => {
  const these = state.items.filter((one) => one.status === "recording")
  const look = { missing: state.missing, pictures: page.context.thumbnails() }
  return html`<section class="band" id="now" aria-labelledby="now-title"><h2 id="now-title">Recording now</h2>
    ${these.length === 0 ? html`<p class="muted">${nothing(state)}</p>` : html`<ul class="cards${look.pictures ? " card-pictures" : ""}">${these.slice(0, shownAtMost).map((one) => card(one, look))}</ul>`}
    ${more((state.counts.recording ?? 0) - shownAtMost, "/subscriptions?status=recording")}</section>`
}

const never = "9999-01-01"

/** What starts first: by the moment where one is known, then by the place in the queue, then by status. */
const sooner = (a, b) =>
  Date.parse(nextOf(a) ?? never) - Date.parse(nextOf(b) ?? never) ||
  (a.queue_position ?? Number.MAX_SAFE_INTEGER) - (b.queue_position ?? Number.MAX_SAFE_INTEGER) ||
  coming.indexOf(a.status) - coming.indexOf(b.status)

const next = ({ items }) => {
  const these = items.filter(({ status }) => coming.includes(status)).sort(sooner)
  if (these.length === 0) return null
  return html`<section class="band" id="next" aria-labelledby="next-title"><h2 id="next-title">Up next</h2><ul class="lines">
    ${these.slice(0, shownAtMost).map((one) => html`<li class="line line-next opens" data-key="${nameOf(one)}"><a class="card-name" data-row href="${path("source", one.driver, one.username)}">${nameOf(one)}</a><span>${badge(one.status)}</span><span class="push muted">${live(one)}</span></li>`)}
    </ul>${more(these.length - shownAtMost, query("/subscriptions", { status: coming }))}</section>`
}

const capacity = ({ counts, diagnostics }) => {
  if (diagnostics === null) return null
  const wanted = wantedOf(counts)
  const { pool } = diagnostics.overseer
  const most = diagnostics.recorders_at_once ?? Number.POSITIVE_INFINITY
  const isOurs = pool !== null && (pool.limit === 0 || most < pool.limit)
  const atOnce = Number.isFinite(most) ? `${count(most, "recorder")} at once` : "slots without limit"
  const slots = pool === null ? "slots unknown" : isOurs ? atOnce : count(pool.limit, "slot")
  const short = pool !== null && wanted > (isOurs ? most : pool.limit)
  const free = diagnostics.free_bytes === null ? null : html` · ${bytes(diagnostics.free_bytes)} free`
  return html`<span class="number ${short ? "mark-trouble" : "muted"}" id="capacity">${wanted} wanted · ${slots}${free}</span>`
}

const tallies = ({ counts }) =>
  statuses
    .filter((one) => (counts[one] ?? 0) > 0)
    .map(
      (one) =>
        html`<a class="chip" data-key="${one}" href="/subscriptions?status=${one}">${icon(one)}<span>${statusWord(one)}</span><span class="number">${counts[one]}</span></a>`
    )

const look = async (page, signal) => {
  const diagnostics = await request("GET", "/api/diagnostics", { signal })
  page.asking.done()
  page.set({ diagnostics })
}

/** Lets come what tells of troubles, before the first is shown; where it does not come, the next read asks again. */
const foretell = async (page, news = {}) => {
  const { attention, counts, diagnostics } = { ...page.state, ...news }
  if (attention !== null || !mayNeed({ counts, diagnostics, health: page.context.health() })) return
  const coming = [import("./dashboard/attention.js"), import("./dashboard/needs.js"), import("./dashboard/room.js")]
  const [there] = await Promise.all(coming).catch(() => [null])
  page.set({ attention: there })
}

/** Does something on request, with the button that asked for it busy meanwhile. */
const doing = async (page, busy, { body, method, route, said }) => {
  page.set({ busy })
  try {
    await request(method, route, { body })
    toast(said)
  } finally {
    page.set({ busy: null })
    page.refresh()
  }
}

/** What is recording, what needs somebody, what comes next. */
export const dashboard = {
  title: "Dashboard",
  state: { items: null, counts: {}, busy: null, diagnostics: null, attention: null, empty: null, missing: new Map() },

  enter: (page) => {
    const list = page.context.admin() ? "/api/sources" : "/api/subscriptions"
    // The same as in earlyFetch.js.
    page.list = watched(query(list, { limit: 500, status: [...troubled, "recording", ...coming] }))
    page.asking = seldom()
    page.unseen = ({ target }) => target.dataset?.of && page.set({ missing: missed(page.state.missing, target) })
    page.root.addEventListener("error", page.unseen, true)
  },
  leave: (page) => page.root.removeEventListener("error", page.unseen, true),

  read: async (page, signal) => {
    const answer = await page.list(signal)
    if (answer !== undefined) {
      const counts = answer.counts.status
      const mayBeNone = Object.keys(counts).every((status) => status === "inactive")
      const empty = mayBeNone ? await import("./dashboard/first.js").then((it) => it.readFirst(signal)) : null
      await foretell(page, { counts })
      page.set({ items: answer.items, counts, empty })
      page.context.counted(counts)
      page.context.seesUnknown((counts.unknown ?? 0) > 0)
    }
    const trouble = page.state.diagnostics?.overseer.connected === false
    if (page.context.admin() && page.asking.due({ news: answer !== undefined, trouble })) await look(page, signal)
    await foretell(page)
    return answer !== undefined
  },

  view: (state, page) => html`
    <div class="heading"><h1>Dashboard</h1>${state.items === null ? null : capacity(state)}</div>
    ${
      state.items === null
        ? skeleton()
        : state.empty !== null
          ? state.empty.view(state.busy)
          : html`<nav class="tallies" aria-label="Sources by status">${tallies(state)}</nav>${state.attention?.attention(known(state, page), state.busy)}${now(state, page)}${next(state)}`
    }
  `,

  actions: {
    mend: async (page, { dataset }) => {
      const mend = page.state.attention.mendOf(known(page.state, page), dataset.need)
      if (mend === undefined || !(await page.state.attention.isMeant(page.context, mend))) return
      await doing(page, dataset.need, mend)
    },
    first: (page) => doing(page, "first", page.state.empty.recordTest)
  }
}
