import { badge } from "../components/badge.js"
import { skeleton } from "../components/empty.js"
import { icon } from "../components/icon.js"
import { live } from "../components/live.js"
import { tabKey, tabs } from "../components/tabs.js"
import { toast } from "../components/toast.js"
import { sentence } from "../components/when.js"
import { query, request, watched } from "../lib/api.js"
import { html } from "../lib/html.js"
import { path } from "../lib/router.js"
import { coverageActions, coverageView, readCoverage } from "./source/coverage.js"
import { eventsView, readEvents } from "./source/events.js"
import { followLog, logActions, logView, readLog } from "./source/log.js"
import { overridesActions, overridesView, readOverrides } from "./source/overrides.js"
import { tendPlayer } from "./source/player.js"
import { busyMark, readFiles, recordingsActions, recordingsView } from "./source/recordings.js"

const drawings = { ok: "linked", waiting: "backoff", trouble: "stalled", off: "off" }
const markWords = { ok: "As it should be", waiting: "Goes on by itself", trouble: "Needs somebody", off: "Not reached" }
const views = { recordings: recordingsView, log: logView, events: eventsView, settings: overridesView }
const readers = { recordings: readFiles, log: readLog, events: readEvents, settings: readOverrides }

const reason = ({ mark, step, text }) => html`
  <li class="reason reason-${mark}" data-key="${step}">${icon(drawings[mark])}<span class="sr">${markWords[mark]}: </span><span>${sentence(text)}</span></li>
`

const mine = (page) => page.state.detail.subscribers.find(({ user_id }) => user_id === page.context.user().id)

const act = (action, label, busy, primary) =>
  html`<button data-key="${action}" class="${primary ? "primary" : ""}" data-action="${action}" ${busyMark(busy === action)}>${label}</button>`

const buttons = (page) => {
  const { busy, detail } = page.state
  const own = mine(page)
  return html`<div class="chips">
    ${detail.status === "error" ? act("resetError", "Reset error", busy, true) : null}
    ${own === undefined ? act("subscribe", "Subscribe", busy) : own.posture === "active" ? act("pause", "Pause", busy) : act("resume", "Resume", busy)}
    ${page.context.admin() ? act("restart", detail.outdated ? "Restart with the new settings" : "Restart", busy) : null}
    ${!/^https?:/.test(detail.canonical_url ?? "") ? null : html`<a class="button" href="${detail.canonical_url}" rel="noreferrer">Open its page</a>`}</div>`
}

const head = (page) => {
  const { detail } = page.state
  return html`
    <div class="heading"><h1>${detail.driver}/${detail.username}</h1>${buttons(page)}</div>
    <section class="panel" aria-label="Status">
      <p class="status-line">${badge(detail.status)}<span class="muted">${live(detail)}</span></p>
      <p class="status-sentence">${sentence(detail.reason)}</p>
      <details class="why" ${detail.status === "recording" ? "" : html`open`}><summary>Why it is, or isn't, recorded</summary><ul class="reasons">${detail.reasons.map(reason)}</ul></details>
    </section>
  `
}

const hidden = ({ detail }) => html`
  <div class="empty"><h2>Recordings, log and events are not shown to you</h2><p class="muted prose">${detail.recordings_hint}</p></div>
`

const change = async (page, action, method, route, said) => {
  page.set({ busy: action })
  try {
    await request(method, route)
    toast(said)
  } finally {
    page.set({ busy: null })
    page.refresh()
  }
}

const ofMine = (action, said) => (page) => {
  const { driver, username } = page.route.params
  const user_id = action === "reset-error" ? page.state.detail.subscribers[0]?.user_id : undefined
  return change(
    page,
    action === "reset-error" ? "resetError" : action,
    "POST",
    query(path("api", "subscriptions", driver, username, action), { user_id }),
    `${driver}/${username} ${said}.`
  )
}

/** Reads something at every n-th poll, the first one included. */
const seldom = (page, name, every, read) => {
  const turn = page.looks[name] ?? 0
  page.looks[name] = (turn + 1) % every
  return turn === 0 ? read() : undefined
}

/** One source: why it is or isn't recorded, when it was, and what there is of it. */
export const source = {
  title: ({ driver, username }) => `${driver}/${username}`,
  state: ({ search }) => ({
    detail: null,
    busy: null,
    tab: Object.hasOwn(views, search.get("tab")) ? search.get("tab") : "recordings",
    days: 1,
    coverage: null,
    at: -1,
    files: null,
    playing: null,
    logs: null,
    logQuery: "",
    paused: false,
    events: null,
    overrides: null,
    fields: null,
    draft: {},
    overrideErrors: {}
  }),

  enter: (page) => {
    const { driver, username } = page.route.params
    page.looks = {}
    page.list = watched(path("api", "sources", driver, username))
  },
  read: async (page, signal) => {
    const detail = await page.list(signal)
    if (detail !== undefined && JSON.stringify(detail) !== JSON.stringify(page.state.detail)) page.set({ detail })
    if (page.state.detail?.recordings_visible !== true) return
    await seldom(page, "coverage", 12, () => readCoverage(page, signal))
    const { tab } = page.state
    await seldom(page, tab, tab === "recordings" ? 2 : 1, () => readers[tab](page, signal))
  },

  view: (state, page) => {
    if (state.detail === null)
      return html`<h1>${page.route.params.driver}/${page.route.params.username}</h1>${skeleton()}`
    if (!state.detail.recordings_visible) return html`${head(page)}${hidden(state)}`
    const list = [
      ["recordings", "Recordings"],
      ["log", "Log"],
      ["events", "Events"],
      ...(page.context.admin() ? [["settings", "Settings"]] : [])
    ]
    return html`${head(page)}${coverageView(state)}${tabs(list, state.tab, "About this source")}
      <section role="tabpanel" id="panel" class="page" aria-labelledby="tab-${state.tab}"><div class="page" data-key="${state.tab}">${views[state.tab](state, page)}</div></section>`
  },
  drawn: (page) => {
    followLog(page)
    tendPlayer(page)
  },

  actions: {
    ...coverageActions,
    ...recordingsActions,
    ...logActions,
    ...overridesActions,
    tabKey,
    tab: (page, { dataset }) => {
      page.lastLine = undefined
      page.logHeight = undefined
      page.looks[dataset.tab] = 0
      page.set({ tab: dataset.tab })
      history.replaceState(null, "", query(location.pathname, { tab: dataset.tab }))
      page.refresh()
    },
    pause: ofMine("pause", "was paused"),
    resume: ofMine("resume", "was resumed"),
    resetError: ofMine("reset-error", "is tried again"),
    restart: (page) => {
      const { driver, username } = page.route.params
      return change(
        page,
        "restart",
        "POST",
        path("api", "sources", driver, username, "restart"),
        `${driver}/${username} is being restarted with today's settings.`
      )
    },
    subscribe: async (page) => {
      await request("POST", "/api/subscriptions", { body: page.route.params })
      toast("You subscribe to it now.")
      page.refresh()
    }
  }
}
