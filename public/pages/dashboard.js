import { badge, live, statuses, statusWord } from "../components/badge.js"
import { empty, skeleton } from "../components/empty.js"
import { icon } from "../components/icon.js"
import { toast } from "../components/toast.js"
import { sentence } from "../components/when.js"
import { query, request, watched } from "../lib/api.js"
import { bytes, count } from "../lib/format.js"
import { html, on } from "../lib/html.js"
import { seldom } from "../lib/poll.js"
import { path } from "../lib/router.js"
import { card, missed, rates, sample } from "./dashboard/cards.js"
import { needs } from "./dashboard/needs.js"

const troubled = ["error", "refused", "stalled", "held", "unknown"]
const coming = ["backoff", "queued", "starting", "stopping", "waiting"]
const nameOf = (one) => `${one.driver}/${one.username}`
const shownAtMost = 24

const wantedOf = (counts) =>
  statuses.filter((one) => one !== "inactive").reduce((sum, one) => sum + (counts[one] ?? 0), 0)

/** Bytes a second that all recordings together grow by. */
const rateOf = (items) => items.reduce((sum, one) => sum + (rates(nameOf(one)).at(-1) ?? 0), 0)

const known = (state, page) => ({
  ...state,
  admin: page.context.admin(),
  health: page.context.health(),
  wanted: wantedOf(state.counts),
  rate: rateOf(state.items)
})

const more = (hidden, href) => (hidden > 0 ? html`<a href="${href}">${count(hidden, "more", "more")}</a>` : null)

const mark = ({ status }) =>
  status === undefined
    ? html`<span class="badge badge-held">${icon("stalled")}<span>Notice</span></span>`
    : badge(status)

const way = ({ go, key, mend, name }, busy) => html`
  ${go === undefined ? null : html`<a class="button" href="${go.to}">${go.label}</a>`}
  ${mend === undefined ? null : html`<button data-action="mend" data-need="${key}" ${on("aria-busy aria-disabled", busy === key)}>${mend.label}${name === undefined ? null : html`<span class="sr"> ${name}</span>`}</button>`}
`

const needed = (need, busy) => html`
  <li class="need" data-key="${need.key}">${mark(need)}
    <p>${need.name === undefined ? null : html`${need.href === undefined ? html`<strong>${need.name}</strong>` : html`<a class="card-name" href="${need.href}">${need.name}</a>`} `}<span class="${need.status === "error" ? "need-error" : "prose"}">${sentence(need.text)}</span></p>
    <span class="need-ways">${way(need, busy)}</span></li>
`

/** The band of what needs somebody; absent when nothing does. */
const attention = (found, busy) =>
  found.length === 0
    ? null
    : html`<section class="band" id="attention" aria-labelledby="attention-title"><h2 id="attention-title">Needs attention</h2><ul class="needs">${found.map((need) => needed(need, busy))}</ul></section>`

const nothing = ({ counts }) =>
  (counts.unknown ?? 0) > 0
    ? "Not known while the overseer can't be reached; what was recording most likely goes on."
    : (counts.held ?? 0) + (counts.error ?? 0) + (counts.refused ?? 0) > 0
      ? "Nothing at the moment. What needs attention is not recorded before it is mended."
      : "Nothing at the moment. What comes on air is recorded by itself."

const now = (state, page) => {
  const these = state.items.filter((one) => one.status === "recording")
  const look = { missing: state.missing, pictures: page.context.thumbnails() }
  return html`<section class="band" id="now" aria-labelledby="now-title"><h2 id="now-title">Recording now</h2>
    ${these.length === 0 ? html`<p class="muted">${nothing(state)}</p>` : html`<ul class="cards${look.pictures ? " card-pictures" : ""}">${these.slice(0, shownAtMost).map((one) => card(one, look))}</ul>`}
    ${more((state.counts.recording ?? 0) - shownAtMost, "/subscriptions?status=recording")}</section>`
}

/** What starts first: by the moment where one is known, then by the place in the queue, then by status. */
const sooner = (a, b) =>
  (a.next_start_at ?? "~").localeCompare(b.next_start_at ?? "~") ||
  (a.queue_position ?? Number.MAX_SAFE_INTEGER) - (b.queue_position ?? Number.MAX_SAFE_INTEGER) ||
  coming.indexOf(a.status) - coming.indexOf(b.status)

const next = ({ items }) => {
  const these = items.filter(({ status }) => coming.includes(status)).sort(sooner)
  if (these.length === 0) return null
  return html`<section class="band" id="next" aria-labelledby="next-title"><h2 id="next-title">Up next</h2><ul class="lines">
    ${these.slice(0, shownAtMost).map((one) => html`<li class="line line-next" data-key="${nameOf(one)}"><a class="card-name" data-row href="${path("source", one.driver, one.username)}">${nameOf(one)}</a><span>${badge(one.status)}</span><span class="push muted">${live(one)}</span></li>`)}
    </ul>${more(these.length - shownAtMost, query("/subscriptions", { status: coming }))}</section>`
}

const capacity = ({ counts, diagnostics }) => {
  if (diagnostics === null) return null
  const wanted = wantedOf(counts)
  const { pool } = diagnostics.overseer
  const slots = pool === null ? "slots unknown" : pool.limit === 0 ? "slots without limit" : count(pool.limit, "slot")
  const short = pool !== null && pool.limit > 0 && wanted > pool.limit
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

const first = ({ test, busy }) =>
  empty(
    "Nothing is recorded yet",
    "Say what to record, and it is recorded whenever it is on air.",
    html`<p class="tallies">${test ? html`<button class="primary" data-action="first" ${on("aria-busy aria-disabled", busy === "first")}>Record the test channel, hls/testcard</button>` : null}<a class="button" href="/subscriptions?add=1">Add a source</a></p>`
  )

const look = async (page, signal) => {
  const diagnostics = await request("GET", "/api/diagnostics", { signal })
  page.asking.done()
  page.set({ diagnostics })
}

/** Does something on request, with the button that asked for it busy meanwhile. */
const doing = async (page, busy, act) => {
  page.set({ busy })
  try {
    toast(await act())
  } finally {
    page.set({ busy: null })
    page.refresh()
  }
}

/** What is recording, what needs somebody, what comes next. */
export const dashboard = {
  title: "Dashboard",
  state: { items: null, counts: {}, busy: null, diagnostics: null, test: false, missing: new Map() },

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
      for (const one of answer.items)
        if (one.status === "recording")
          sample(nameOf(one), one.last_heartbeat ?? new Date().toISOString(), one.session_bytes)
      const counts = answer.counts.status
      const none = Object.keys(counts).length === 0
      const test = none && (await request("GET", "/api/drivers", { signal })).items.some(({ name }) => name === "hls")
      page.set({ items: answer.items, counts, test })
      page.context.counted(counts.recording ?? 0)
      page.context.seesUnknown((counts.unknown ?? 0) > 0)
    }
    const trouble = page.state.diagnostics?.overseer.connected === false
    if (page.context.admin() && page.asking.due({ news: answer !== undefined, trouble })) await look(page, signal)
    return answer !== undefined
  },

  view: (state, page) => html`
    <div class="heading"><h1>Dashboard</h1>${state.items === null ? null : capacity(state)}</div>
    ${
      state.items === null
        ? skeleton()
        : Object.keys(state.counts).length === 0
          ? first(state)
          : html`<nav class="tallies" aria-label="Subscriptions by status">${tallies(state)}</nav>${attention(needs(known(state, page)), state.busy)}${now(state, page)}${next(state)}`
    }
  `,

  actions: {
    mend: (page, { dataset }) => {
      const mend = needs(known(page.state, page)).find(({ key }) => key === dataset.need)?.mend
      if (mend === undefined) return
      return doing(page, dataset.need, async () => {
        await request(mend.method, mend.route, mend.body === undefined ? {} : { body: mend.body })
        return mend.said
      })
    },
    first: (page) =>
      doing(page, "first", async () => {
        await request("POST", "/api/subscriptions", { body: { driver: "hls", username: "testcard" } })
        return "hls/testcard is recorded; it is always on air."
      })
  }
}
