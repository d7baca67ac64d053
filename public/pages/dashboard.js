import { badge, statuses, statusWord } from "../components/badge.js"
import { empty, skeleton } from "../components/empty.js"
import { icon } from "../components/icon.js"
import { live } from "../components/live.js"
import { spark } from "../components/spark.js"
import { toast } from "../components/toast.js"
import { sentence } from "../components/when.js"
import { query, request, watched } from "../lib/api.js"
import { bytes, count } from "../lib/format.js"
import { html, on } from "../lib/html.js"
import { rates, sample } from "../lib/rates.js"
import { path } from "../lib/router.js"

const troubled = ["error", "stalled", "held", "unknown"]
const coming = ["backoff", "queued", "starting", "stopping", "waiting"]
const nameOf = (one) => `${one.driver}/${one.username}`
const hrefOf = (one) => path("source", one.driver, one.username)
const shownAtMost = 24

const mend = (one, busy) => {
  if (one.status !== "error") return html`<a class="button" href="${hrefOf(one)}">Show why</a>`
  return html`<button data-action="reset" data-name="${nameOf(one)}" ${on('aria-disabled="true" aria-busy="true"', busy === nameOf(one))}>Reset error<span class="sr"> of ${nameOf(one)}</span></button>`
}

const need = (one, busy) => html`
  <li class="need" data-key="${nameOf(one)}">${badge(one.status)}
    <p><a class="card-name" href="${hrefOf(one)}">${nameOf(one)}</a> <span class="prose">${sentence(one.reason)}</span></p>${mend(one, busy)}</li>
`

const around = ({ diagnostics }) => {
  if (diagnostics === null) return []
  const { outdated_runs: outdated, overseer } = diagnostics
  const found = []
  if (!overseer.connected) {
    found.push({
      key: "link",
      text: "The overseer can't be reached: what runs goes on, but nothing is started or stopped. It is dialled again by itself.",
      to: "/admin/diagnostics"
    })
  }
  if (outdated > 0) {
    found.push({ key: "old", text: `${count(outdated, "recorder")} still run on old settings.`, to: "/admin/config" })
  }
  return found
}

const attention = (state) => {
  const others = around(state)
  const items = state.items.filter((one) => troubled.includes(one.status))
  if (items.length + others.length === 0) return null
  return html`<section class="band" id="attention" aria-labelledby="attention-title"><h2 id="attention-title">Needs attention</h2><ul class="needs">
    ${others.map(({ key, text, to }) => html`<li class="need" data-key="${key}">${icon("stalled")}<p class="prose">${text}</p><a class="button" href="${to}">Look</a></li>`)}
    ${items.slice(0, shownAtMost).map((one) => need(one, state.busy))}</ul></section>`
}

const shot = (one, pictures) => html`
  <div class="card-shot">${pictures ? html`<img src="${path("thumbnails", one.driver, one.username)}" alt="" loading="lazy" />` : icon("film")}</div>
`

const card = (one, pictures) => {
  const known = rates(nameOf(one))
  return html`
    <li class="card" data-key="${nameOf(one)}">${shot(one, pictures)}
      <a class="card-name" data-row href="${hrefOf(one)}">${nameOf(one)}</a>
      <div class="card-foot"><span class="muted">${live(one)}</span>${spark(known, `Rate over the last 30 seconds, now ${bytes(known.at(-1) ?? 0)} a second`)}</div></li>
  `
}

const now = ({ items, diagnostics, counts }) => {
  const these = items.filter((one) => one.status === "recording")
  const more = (counts.recording ?? 0) - shownAtMost
  return html`<section class="band" id="now" aria-labelledby="now-title"><h2 id="now-title">Recording now</h2>
    ${these.length === 0 ? html`<p class="muted">Nothing at the moment. What comes on air is recorded by itself.</p>` : html`<ul class="cards">${these.slice(0, shownAtMost).map((one) => card(one, diagnostics?.thumbnailer.configured === true))}</ul>`}
    ${more > 0 ? html`<a href="/subscriptions?status=recording">${count(more, "more", "more")}</a>` : null}</section>`
}

const next = ({ items }) => {
  const these = coming.flatMap((status) => items.filter((one) => one.status === status))
  if (these.length === 0) return null
  const more = these.length - shownAtMost
  return html`<section class="band" id="next" aria-labelledby="next-title"><h2 id="next-title">Up next</h2><ul class="lines">
    ${these.slice(0, shownAtMost).map((one) => html`<li class="line" data-key="${nameOf(one)}"><a class="card-name" data-row href="${hrefOf(one)}">${nameOf(one)}</a>${badge(one.status)}<span class="push muted">${live(one)}</span></li>`)}
    </ul>${more > 0 ? html`<a href="/subscriptions">${count(more, "more", "more")}</a>` : null}</section>`
}

const capacity = ({ counts, diagnostics }) => {
  if (diagnostics === null) return null
  const wanted = statuses.filter((one) => one !== "inactive").reduce((sum, one) => sum + (counts[one] ?? 0), 0)
  const { pool } = diagnostics.overseer
  const slots = pool === null ? "slots unknown" : pool.limit === 0 ? "slots without limit" : count(pool.limit, "slot")
  const free = diagnostics.free_bytes === null ? null : html` · ${bytes(diagnostics.free_bytes)} free`
  return html`<span class="muted number">${wanted} wanted · ${slots}${free}</span>`
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
    html`<p class="tallies">${test ? html`<button class="primary" data-action="first" ${on('aria-disabled="true" aria-busy="true"', busy !== null)}>Record the test channel, hls/testcard</button>` : null}<a class="button" href="/subscriptions?add=1">Add a source</a></p>`
  )

/** What is recording, what needs somebody, what comes next. */
export const dashboard = {
  title: "Dashboard",
  state: { items: null, counts: {}, busy: null, diagnostics: null, test: false },

  enter: (page) => {
    const list = page.context.admin() ? "/api/sources" : "/api/subscriptions"
    page.list = watched(query(list, { limit: 500, status: [...troubled, "recording", ...coming] }))
    page.round = 0
  },
  read: async (page, signal) => {
    const answer = await page.list(signal)
    if (answer !== undefined) {
      for (const one of answer.items)
        if (one.status === "recording") sample(nameOf(one), one.last_heartbeat, one.session_bytes)
      const counts = answer.counts.status
      const none = Object.keys(counts).length === 0
      const test = none && (await request("GET", "/api/drivers", { signal })).items.some(({ name }) => name === "hls")
      page.set({ items: answer.items, counts, test })
      page.context.counted(counts.recording ?? 0)
    }
    if (page.context.admin() && page.round++ % 6 === 0) {
      page.set({ diagnostics: await request("GET", "/api/diagnostics", { signal }) })
    }
  },

  view: (state) => html`
    <div class="heading"><h1>Dashboard</h1>${state.items === null ? null : capacity(state)}</div>
    ${
      state.items === null
        ? skeleton()
        : Object.keys(state.counts).length === 0
          ? first(state)
          : html`<nav class="tallies" aria-label="Subscriptions by status">${tallies(state)}</nav>${attention(state)}${now(state)}${next(state)}`
    }
  `,

  actions: {
    reset: async (page, element) => {
      const one = page.state.items.find((item) => nameOf(item) === element.dataset.name)
      page.set({ busy: nameOf(one) })
      try {
        await request(
          "POST",
          query(path("api", "subscriptions", one.driver, one.username, "reset-error"), {
            user_id: one.user_id ?? one.subscribers?.[0]?.user_id
          })
        )
        toast(`${nameOf(one)} is tried again.`)
      } finally {
        page.set({ busy: null })
        page.refresh()
      }
    },
    first: async (page) => {
      page.set({ busy: "first" })
      try {
        await request("POST", "/api/subscriptions", { body: { driver: "hls", username: "testcard" } })
        toast("hls/testcard is recorded; it is always on air.")
      } finally {
        page.set({ busy: null })
        page.refresh()
      }
    }
  }
}
