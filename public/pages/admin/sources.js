import { busyMark, troubleOf } from "../../components/acting.js"
import { badge, live, statuses, statusWord } from "../../components/badge.js"
import { empty, skeleton } from "../../components/empty.js"
import { icon } from "../../components/icon.js"
import { pager, turning } from "../../components/pager.js"
import { toast } from "../../components/toast.js"
import { sentence } from "../../components/when.js"
import { query, request, watched } from "../../lib/api.js"
import { attempt } from "../../lib/attempt.js"
import { count, hostOf } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { isRestartable } from "../../lib/restartable.js"
import { path, rewrite } from "../../lib/router.js"

const size = 100
const most = 6

const nameOf = (one) => `${one.driver}/${one.username}`

const subscriber = ({ owner, posture }, i) =>
  html`${i > 0 ? ", " : ""}${owner}${posture === "active" ? null : html` <span class="muted">(${posture})</span>`}`

const subscribers = (all) =>
  all.length === 0
    ? html`<span class="muted">Nobody</span>`
    : html`${all.slice(0, most).map(subscriber)}${all.length > most ? ` and ${all.length - most} more` : ""}`

const own = (one, address) =>
  one.overridden.length === 0
    ? null
    : html` <a class="link over" href="${address}?tab=settings">${count(one.overridden.length, "own setting")}</a>`

const host = ({ address }) =>
  address === null ? null : html` <span class="cell-host" title="${address}">${hostOf(address)}</span>`

const act = (one, state, action, label) =>
  html`<button data-key="${action}" data-action="${action}" data-name="${nameOf(one)}" ${busyMark(state, nameOf(one))}>${label}<span class="sr"> ${nameOf(one)}</span></button>`

const row = (one, state) => {
  const name = nameOf(one)
  const address = path("source", one.driver, one.username)
  return html`
    <tr class="opens" data-key="${one.id}"><td><a class="cell-name" data-row href="${address}">${name}</a>${host(one)}</td><td>${badge(one.status)}</td>
      <td class="cell-why"><span class="cell-reason">${sentence(one.reason)}</span>${one.outdated ? html` <span class="trouble">Runs on old settings.</span>` : null}${own(one, address)}${troubleOf(state, name)}</td>
      <td class="cell-live">${live(one)}</td><td class="cell-wrap" data-label="Subscribers">${subscribers(one.subscribers)}</td>
      <td class="end"><div class="acts over">${isRestartable(one) ? act(one, state, "restart", "Restart") : null}${one.status === "error" && one.subscribers.length > 0 ? act(one, state, "resetError", "Reset error") : null}</div></td></tr>
  `
}

const address = ({ cursors, q, status }) => query("/api/sources", { q, status, cursor: cursors.at(-1), limit: size })

const narrow = (page, change) => {
  page.set({ ...change, cursors: [] })
  const { q, status } = page.state
  rewrite(query("/admin/sources", { q, status }))
  page.refresh()
}

const filters = ({ counts, q, status }) => html`
  <div class="bar" role="search"><div class="field"><label for="q">Search</label><input id="q" type="search" autocomplete="off" value="${q}" placeholder="Part of a name, owner or address" data-action="search" data-on="input" /></div></div>
  <div class="chips" role="group" aria-label="Show only these statuses">${statuses.filter((one) => (counts[one] ?? 0) > 0 || status.includes(one)).map((one) => html`<button class="chip" data-key="${one}" data-action="status" data-status="${one}" aria-pressed="${status.includes(one) ? "true" : "false"}">${icon(one)}<span>${statusWord(one)}</span><span class="number">${counts[one] ?? 0}</span></button>`)}</div>
`

const list = (state) => {
  const { items, q, status } = state
  if (items === null) return skeleton()
  if (items.length > 0) {
    return html`<table class="table" id="sources"><caption>Sources</caption><thead><tr><th>Source</th><th>Status</th><th>Why</th><th>Recording</th><th>Subscribers</th><th class="end"><span class="sr">Actions</span></th></tr></thead><tbody>${items.map((one) => row(one, state))}</tbody></table>`
  }
  return q === "" && status.length === 0
    ? empty("No source here", "Sources appear as soon as somebody subscribes to them.")
    : empty(
        "Nothing fits",
        "No source fits this search and these filters.",
        html`<button data-action="everything">Show everything</button>`
      )
}

/** Asks for something of the source that a button stands beside. */
const send = async (page, { dataset: { name } }, routeOf, said) => {
  const one = page.state.items.find((item) => nameOf(item) === name)
  try {
    await attempt(page, name, () => request("POST", routeOf(one)))
    toast(said(name))
  } finally {
    page.refresh()
  }
}

/** Every source with those who subscribe to it. */
export const sources = {
  title: "All sources",
  state: ({ search }) => ({
    items: null,
    total: 0,
    counts: {},
    nextCursor: null,
    cursors: [],
    q: search.get("q") ?? "",
    status: search.getAll("status").filter((one) => statuses.includes(one)),
    busy: null,
    trouble: null
  }),
  read: async (page, signal) => {
    const wanted = address(page.state)
    if (page.asked !== wanted) page.list = watched(wanted)
    page.asked = wanted
    const answer = await page.list(signal)
    if (answer === undefined) return false
    if (wanted !== address(page.state)) return
    page.set({ items: answer.items, total: answer.total, nextCursor: answer.next_cursor, counts: answer.counts.status })
    if (page.state.q !== "") return
    page.context.counted(answer.counts.status)
    page.context.seesUnknown((answer.counts.status.unknown ?? 0) > 0)
  },
  view: (state) => html`
    <div class="heading"><h1>All sources</h1><span class="muted number">${state.items === null ? "" : count(state.total, "source")}</span></div>
    ${filters(state)}${list(state)}${pager(state, size)}
  `,
  actions: {
    search: (page, { value }) => narrow(page, { q: value.trim() }),
    status: (page, { dataset }) => {
      const { status } = page.state
      narrow(page, {
        status: status.includes(dataset.status)
          ? status.filter((one) => one !== dataset.status)
          : [...status, dataset.status]
      })
    },
    everything: (page) => {
      page.root.querySelector("#q").value = ""
      narrow(page, { q: "", status: [] })
    },
    ...turning(),
    restart: (page, element) =>
      send(
        page,
        element,
        ({ driver, username }) => path("api", "sources", driver, username, "restart"),
        (name) => `${name} is being restarted with today's settings.`
      ),
    // An error is the source's: any of its subscriptions will do, best one that wants it.
    resetError: (page, element) =>
      send(
        page,
        element,
        ({ driver, subscribers: all, username }) => {
          const { user_id } = all.find(({ posture }) => posture === "active") ?? all[0]
          return query(path("api", "subscriptions", driver, username, "reset-error"), { user_id })
        },
        (name) => `${name} is tried again.`
      )
  }
}
