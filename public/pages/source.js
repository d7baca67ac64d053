import { skeleton } from "../components/empty.js"
import { tabKey, tabs } from "../components/tabs.js"
import { sheet as timelineSheet } from "../components/timeline.js"
import { watched } from "../lib/api.js"
import { delayedChanges } from "../lib/delayed.js"
import { html } from "../lib/html.js"
import { path } from "../lib/router.js"
import { styled } from "../lib/styled.js"
import { playerPlace } from "../player/place.js"
import { intoAddress } from "./source/address.js"
import { sourceChanges } from "./source/changes.js"
import { coverageActions, coverageView, readCoverage } from "./source/coverage.js"
import { eventsView, readEvents } from "./source/events.js"
import { head, standing } from "./source/head.js"
import { keepingActions, keepingView, readKeeping } from "./source/keeping.js"
import { followLog, logActions, logView, readLog } from "./source/log.js"
import { overridesActions, overridesView, readOverrides, unsavedOverrides } from "./source/overrides.js"
import { readFiles, recordingsActions, recordingsView } from "./source/recordings.js"
import { askedFor, stage, stageActions, tendStage } from "./source/stage.js"

const rooms = {
  recordings: { title: "Recordings", view: recordingsView, read: () => undefined, every: 1 },
  log: { title: "Log", view: logView, read: readLog, every: 1 },
  events: { title: "Events", view: eventsView, read: readEvents, every: 1 },
  settings: {
    title: "Settings",
    view: (state, page) => html`${keepingView(state)}${overridesView(state, page)}`,
    read: (page, signal) => Promise.all([readKeeping(page, signal), readOverrides(page, signal)]),
    every: 1
  }
}
const titles = Object.entries(rooms).map(([name, { title }]) => [name, title])

const hidden = ({ detail }) => html`
  <div class="empty"><h2>Recordings, log and events are not shown to you</h2><p class="muted prose">${detail.recordings_hint}</p></div>
`

/** Reads something at every n-th poll, the first one included. */
const seldom = (page, name, every, read) => {
  const turn = page.looks[name] ?? 0
  page.looks[name] = (turn + 1) % every
  return turn === 0 ? read() : undefined
}

/** One source: why it is or isn't recorded, when it was, and what there is of it. */
const source = {
  title: ({ driver, username }) => `${driver}/${username}`,
  state: ({ search }) => ({
    detail: null,
    busy: null,
    trouble: null,
    delayed: null,
    why: null,
    tab: Object.hasOwn(rooms, search.get("tab")) ? search.get("tab") : "recordings",
    days: 1,
    coverage: null,
    chosen: null,
    files: null,
    unread: null,
    complete: true,
    next: null,
    older: false,
    trashed: new Map(),
    playing: askedFor(search),
    head: null,
    logs: null,
    logQuery: "",
    asPrinted: false,
    atEnd: true,
    paused: null,
    events: null,
    keeping: null,
    overrides: null,
    settings: null,
    driver: undefined,
    draft: {},
    refused: {}
  }),

  enter: (page) => {
    const { driver, username } = page.route.params
    page.looks = {}
    page.place = playerPlace(page.context)
    page.unseen = ({ target }) => target.matches?.(".poster img") && target.remove()
    page.root.addEventListener("error", page.unseen, true)
    page.list = watched(path("api", "sources", driver, username))
    page.delayed = delayedChanges((error) => page.context.failed(error))
    unsavedOverrides.enter(page)
  },
  leave: (page) => {
    page.left = true
    unsavedOverrides.leave(page)
    page.place.end()
    page.root.removeEventListener("error", page.unseen, true)
    page.delayed.stop()
  },
  read: async (page, signal) => {
    const detail = await page.list(signal)
    if (detail !== undefined && JSON.stringify(detail) !== JSON.stringify(page.state.detail)) {
      // What has just changed its status has a new stretch as well.
      if (detail.status !== page.state.detail?.status) page.looks.coverage = 0
      page.set({ detail })
    }
    const { status } = page.state.detail
    page.context.seesUnknown(status === "inactive" || status === "error" ? null : status === "unknown")
    if (page.state.detail?.recordings_visible !== true) return
    const { tab } = page.state
    await Promise.all([
      seldom(page, "files", tab === "recordings" ? 2 : 6, () => readFiles(page, signal)),
      seldom(page, "coverage", 6, () => readCoverage(page, signal)),
      seldom(page, tab, rooms[tab].every, () => rooms[tab].read(page, signal))
    ])
  },

  view: (state, page) => {
    if (state.detail === null)
      return html`<h1>${page.route.params.driver}/${page.route.params.username}</h1>${skeleton()}`
    if (!state.detail.recordings_visible) return html`${head(page)}${standing(page)}${hidden(state)}`
    return html`${head(page)}
      <div class="watch"><section class="stage" id="stage" aria-label="Player">${stage(page)}</section><div class="watch-line">${coverageView(state)}</div><div class="watch-side">${standing(page)}</div></div>${tabs(titles, state.tab, "About this source")}
      <section role="tabpanel" id="panel" class="page" aria-labelledby="tab-${state.tab}"><div class="page" data-key="${state.tab}">${rooms[state.tab].view(state, page)}</div></section>`
  },
  /** Somebody who is told to subscribe first can do so in place. */
  ways: ({ status }) =>
    status === 404 ? html`<button class="primary" data-action="subscribe">Subscribe</button>` : null,
  drawn: (page) => {
    followLog(page)
    tendStage(page)
  },

  actions: {
    ...sourceChanges,
    ...coverageActions,
    ...stageActions,
    ...recordingsActions,
    ...logActions,
    ...keepingActions,
    ...overridesActions,
    tabKey,
    tab: (page, { dataset }) => {
      page.looks[dataset.tab] = 0
      page.set({ tab: dataset.tab, atEnd: true })
      intoAddress({ tab: dataset.tab })
      page.refresh()
    }
  }
}

/** The page, once what it looks like is there. */
export const load = async () => {
  await Promise.all(["pages/source.css", timelineSheet].map(styled))
  return source
}
