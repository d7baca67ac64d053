import { busyMark, troubleOf } from "../../components/acting.js"
import { skeleton } from "../../components/empty.js"
import { saveBar } from "../../components/saveBar.js"
import { toldUnsaved } from "../../components/unsaved.js"
import { when } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { count } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { configActions } from "./configActions.js"
import { driversActions, driversView } from "./drivers.js"
import { settingGroups, settingGroupsActions } from "./settingGroups.js"
import { changedPaths, fieldAt, titleOf } from "./settingPaths.js"

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b)

const whenInForce = (waits, running) => {
  if (!waits) return "In force at once."
  return running === 0
    ? "In force for every recorder that is started from then on."
    : `${count(running, "running recorder")} may get it only when restarted.`
}

const bar = (state) => {
  const { config, conflict, running } = state
  if (conflict !== null) {
    return html`<div class="savebar" id="savebar" role="alert"><p class="prose">${conflict} Your changes are still here; look at theirs before you save again.</p>
      <button type="button" class="primary" data-action="rebase" ${busyMark(state, "rebase")}>Load theirs, keep my changes</button>${troubleOf(state, "rebase")}</div>`
  }
  const changed = changedPaths(state)
  const waits = changed.some((path) => fieldAt(path, config.fields)?.restarts)
  return saveBar(
    state,
    changed.map((path) => titleOf(path, config.fields)),
    whenInForce(waits, running)
  )
}

const outdated = (state) => {
  const n = state.config.outdated_runs
  if (n === 0) return null
  const one = n === 1
  return html`<div class="banner outdated" id="outdated"><p>${count(n, "recorder")} still ${one ? "runs" : "run"} on the old settings.</p>
    <button data-action="restart" ${busyMark(state, "restart")}>Restart ${one ? "it" : "them"}</button>${troubleOf(state, "restart")}</div>`
}

const running = ({ recording = 0, refused = 0, stalled = 0, waiting = 0 }) => recording + refused + stalled + waiting

/** Changes that were not saved wait here while the admin who made them looks at other pages. */
let unsaved = { user: null, draft: {} }

/** The settings, as a form made from their description. */
export const config = {
  title: "Settings",
  state: (_route, context) => ({
    config: null,
    draft: unsaved.user === context.user().id ? unsaved.draft : {},
    refused: {},
    busy: null,
    trouble: null,
    conflict: null,
    running: 0,
    described: null,
    added: [],
    shown: [],
    addRefused: null
  }),

  enter: (page) => {
    page.who = page.context.user().id
    page.warn = (event) => {
      if (page.state.config !== null && changedPaths(page.state).length > 0) event.preventDefault()
    }
    addEventListener("beforeunload", page.warn)
  },
  leave: (page) => {
    removeEventListener("beforeunload", page.warn)
    unsaved = { user: page.who, draft: page.state.draft }
    if (page.state.config !== null && changedPaths(page.state).length > 0)
      toldUnsaved(page, "of the server", "/admin/config")
  },

  read: async (page, signal) => {
    const config = await request("GET", "/api/config", { signal })
    const { counts } = await request("GET", "/api/sources?limit=1", { signal })
    const known = page.state.config
    // Somebody else's version does not slip under changes that are being made: saving tells of it.
    const mayTake = known === null || config.version === known.version || changedPaths(page.state).length === 0
    if (mayTake && !same(config, known)) page.set({ config })
    page.set({ running: running(counts.status) })
    page.context.counted(counts.status)
    if (page.state.described !== null) return
    const drivers = await request("GET", "/api/drivers", { signal })
    if (drivers.known) page.set({ described: drivers.items })
  },

  view: (state) => {
    if (state.config === null) return html`<h1>Settings</h1>${skeleton(8)}`
    const { at, author, version } = state.config
    return html`<div class="heading"><h1>Settings</h1><span class="muted">${version === 0 ? "Defaults; nothing was ever saved" : html`Version ${version}, ${author}, ${when(at)}`}</span><button data-action="versions">Versions…</button></div>
      ${outdated(state)}<form class="settings-form" data-action="save">${settingGroups(state)}${driversView(state)}${bar(state)}</form>`
  },

  actions: { ...configActions, ...settingGroupsActions, ...driversActions }
}
