import { skeleton } from "../../components/empty.js"
import { icon } from "../../components/icon.js"
import { moment, when } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { capital, count } from "../../lib/format.js"
import { html } from "../../lib/html.js"
import { chartsView } from "./charts.js"
import { workersView } from "./workers.js"

/** Five minutes of looks, kept while other pages are looked at. */
const kept = 60
let remembered = []

const remember = (now) => {
  const recent = remembered.filter((one) => Date.parse(now.now) - Date.parse(one.now) < kept * 5_000)
  remembered = [...recent, now].slice(-kept)
  return remembered
}

const line = (well, title, text) =>
  html`<li class="line"><span class="mark ${well ? "" : "mark-trouble"}">${icon(well ? "linked" : "stalled")}<span class="sr">${well ? "Well" : "Trouble"}: </span></span><strong>${title}</strong><span class="push">${text}</span></li>`

const pool = ({ pool }) =>
  pool === null
    ? null
    : html` · ${pool.limit === 0 ? `${count(pool.running, "recorder")}, no limit` : `${pool.running} of ${pool.limit} slots`} · ${pool.queue_depth} queued`

const figures = ({ metrics }) =>
  metrics === null
    ? null
    : html`<span class="muted number"> · ${Object.entries(metrics)
        .map(([name, value]) => `${name.replaceAll("_", " ")} ${value.toLocaleString()}`)
        .join(", ")}</span>`

const neighbour = (title, one) => {
  if (!one.configured)
    return html`<li class="line"><span class="mark">${icon("off")}</span><strong>${title}</strong><span class="push muted">Not set up</span></li>`
  const missing = one.missing.map((what) => html`. ${what}`)
  const told = one.connected
    ? html`Connected${pool(one)}${figures(one)}${missing}`
    : capital(one.error ?? "Can't be reached")
  return line(one.connected, title, told)
}

const overseer = ({ last_heard_at: heard, link_since: since, overseer: one }) =>
  one.connected
    ? html`Connected since ${moment(since)}${heard === null ? null : html`, last heard ${when(heard)}`}${pool(one)}`
    : html`${capital(one.error ?? "Can't be reached")} since ${moment(since)}`

const settings = (n) =>
  n === 0
    ? "All recorders run on today's"
    : html`${count(n, "recorder")} on old ones: <a class="link" href="/admin/config">restart them</a>`

const database = ({
  database_connected: connected,
  database_error: error,
  database_version: version,
  events_waiting: waiting
}) => html`
  ${connected ? "Connected" : `Can't be reached${error === null ? "" : `: ${error}`}. Nothing is started or stopped meanwhile`}${version === null ? null : ` · ${version}`}${waiting === 0 ? null : ` · ${count(waiting, "event")} not yet stored`}
`

const folder = ({ media_root: root, media_trouble: trouble }) =>
  trouble === null
    ? html`<span class="mono">${root}</span>`
    : html`${trouble.advice}${trouble.since === null ? null : html` Held since ${moment(trouble.since)}.`}`

const note = ({ file, line, text }) =>
  file === null ? text : html`<span class="mono">${file}${line === null ? null : `:${line}`}</span> ${text}`

const around = (now) => html`
  <section class="band" aria-labelledby="around"><h2 id="around">Around the server</h2><ul class="lines">
    ${line(now.overseer.connected, "Overseer", overseer(now))}
    ${line(now.database_connected, "Database", database(now))}
    ${now.channel_notes.map((one) => line(false, "Channels", note(one)))}
    ${now.action_faults.map((one) => line(false, "Actions", note(one)))}
    ${now.missing_programs.map((one) => line(true, "Drivers", html`<code>${one.driver}</code> needs ${one.program}, which is not installed where recorders run`))}
    ${now.alarms.map((sentence) => line(false, "Server", sentence))}
    ${neighbour("Converter", now.converter)}${neighbour("Thumbnailer", now.thumbnailer)}
    ${line(true, "Leadership", now.leading ? "This server supervises" : "Another server supervises; this one answers")}
    ${line(now.media_trouble === null, "Recordings' folder", folder(now))}
    ${now.room_stopped === null ? null : line(false, "Room for recordings", html`${now.room_stopped.reason} Since ${moment(now.room_stopped.since)}.`)}
    ${line(now.outdated_runs === 0, "Settings", settings(now.outdated_runs))}
    ${line(true, "Sources", html`${count(now.sources, "source")}, ${count(now.subscriptions, "subscription")}`)}</ul></section>
`

/** What the overseer counts since it was started; what it has no more words for here stands for itself. */
const meanings = {
  tasks_started: "Recorders and other programs that it has started",
  tasks_completed: "Those that ended, by themselves or on request",
  tasks_errored: "Those that could not be started at all",
  tasks_restarted: "Those that it started again by itself",
  total_output_lines: "Lines that they have printed",
  enqueued: "How often one had to wait for a slot",
  dequeued: "How often one left the queue again",
  displaced: "How often one in the queue made room for another",
  expired: "How often one waited longer than it was to"
}

const sentenceCase = (name) => `${name[0].toUpperCase()}${name.slice(1).replaceAll("_", " ")}`

const counters = ({ overseer: { metrics } }) =>
  metrics === null
    ? null
    : html`<dl class="figures figures-told">${Object.entries(metrics).map(([name, value]) => html`<div data-key="${name}"><dt>${sentenceCase(name)}</dt><dd>${value.toLocaleString()}</dd>${meanings[name] === undefined ? null : html`<dd class="help">${meanings[name]}</dd>`}</div>`)}</dl>`

/** How everything around is doing, with the last minutes as they were seen from this page. */
export const diagnostics = {
  title: "Diagnostics",
  state: { history: [], workers: null, older: 0, workersAway: null, ended: false },
  read: async (page, signal) => {
    const now = await request("GET", "/api/diagnostics", { signal })
    page.set({ history: remember(now) })
    page.context.counted(now.status)
    try {
      const { ended_left_out: older, items } = await request("GET", "/api/workers", { signal })
      page.set({ workers: items, older, workersAway: null })
    } catch (error) {
      if (error.status !== 503) throw error
      page.set({ workersAway: error.message })
    }
  },
  view: (state) => {
    const now = state.history.at(-1)
    if (now === undefined) return html`<h1>Diagnostics</h1>${skeleton(6)}`
    return html`<div class="heading"><h1>Diagnostics</h1><span class="muted">Version ${now.version} on Node.js ${now.node_version}, started ${when(now.started_at)}</span></div>
      ${chartsView(state.history)}${around(now)}
      <section class="band" aria-labelledby="workers"><h2 id="workers">Workers</h2>${counters(now)}${workersView(state)}</section>`
  },
  actions: { ended: (page) => page.set({ ended: !page.state.ended }) }
}
