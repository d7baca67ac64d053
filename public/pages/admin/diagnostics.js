import { skeleton } from "../../components/empty.js"
import { icon } from "../../components/icon.js"
import { spark } from "../../components/spark.js"
import { moment, when } from "../../components/when.js"
import { request } from "../../lib/api.js"
import { bytes, count } from "../../lib/format.js"
import { html } from "../../lib/html.js"

const kept = 60

const charts = [
  ["recording", "Recording now", (one) => one.status.recording ?? 0, (value) => `${value}`],
  ["running", "Recorders at the overseer", (one) => one.overseer.pool?.running ?? 0, (value) => `${value}`],
  ["queue", "Waiting for a slot", (one) => one.overseer.pool?.queue_depth ?? 0, (value) => `${value}`],
  ["free", "Free on the disk", (one) => one.free_bytes ?? 0, bytes],
  ["memory", "Memory of the server", (one) => one.memory_bytes, bytes],
  ["delay", "Delay of the event loop", (one) => one.event_loop_delay_ms, (value) => `${value.toFixed(0)} ms`]
]

const chart = ([key, title, read, show], history) => {
  const values = history.map(read)
  const last = show(values.at(-1))
  return html`<li class="card" data-key="${key}"><span class="muted">${title}</span><strong class="number">${last}</strong><div class="spark-wide">${spark(values, `${title}: from ${show(Math.min(...values))} to ${show(Math.max(...values))} over the last minutes, now ${last}`, { width: 240, height: 64 })}</div></li>`
}

const line = (well, title, text) =>
  html`<li class="line"><span class="${well ? "mark" : "mark mark-trouble"}">${icon(well ? "linked" : "stalled")}</span><strong>${title}</strong><span class="push">${text}</span></li>`

const neighbour = (title, one) =>
  line(
    !one.configured || one.connected,
    title,
    !one.configured ? "Not set up" : one.connected ? "Connected" : (one.error ?? "Can't be reached")
  )

const pool = ({ pool }) =>
  pool === null
    ? ""
    : ` · ${pool.running} of ${pool.limit === 0 ? "any number of" : pool.limit} slots · ${pool.queue_depth} queued`

const worker = (one) =>
  html`<tr data-key="${one.task_id}"><td>${one.source === null ? one.action : `${one.source.driver}/${one.source.username}`}${one.ours ? null : html` <span class="muted">of another</span>`}</td><td>${one.state}${one.worker_state === null ? "" : `, ${one.worker_state}`}</td><td class="number">${one.pid}</td><td>${one.started_at === null ? null : html`Since ${moment(one.started_at)}`}</td><td class="mono">${one.task_id}</td></tr>`

const workersView = ({ workers, workersAway }) => {
  if (workersAway !== null) return html`<p class="muted prose">${workersAway}</p>`
  if (workers === null || workers.length === 0) return html`<p class="muted">The overseer runs nothing.</p>`
  return html`<table class="table"><caption>Workers</caption><thead><tr><th>Source</th><th>State</th><th>Process</th><th>Since</th><th>Task</th></tr></thead><tbody>${workers.map(worker)}</tbody></table>`
}

/** How everything around is doing, with the last minutes as they were seen from this page. */
export const diagnostics = {
  title: "Diagnostics",
  state: { history: [], workers: null, workersAway: null },
  read: async (page, signal) => {
    const now = await request("GET", "/api/diagnostics", { signal })
    page.set({ history: [...page.state.history, now].slice(-kept) })
    page.context.counted(now.status.recording ?? 0)
    try {
      const { items } = await request("GET", "/api/workers", { signal })
      page.set({ workers: items, workersAway: null })
    } catch (error) {
      if (error.status !== 503) throw error
      page.set({ workersAway: error.message })
    }
  },
  view: (state) => {
    const now = state.history.at(-1)
    if (now === undefined) return html`<h1>Diagnostics</h1>${skeleton(6)}`
    return html`<div class="heading"><h1>Diagnostics</h1><span class="muted">Version ${now.version}, started ${when(now.started_at)}</span></div>
      <ul class="charts">${charts.map((one) => chart(one, state.history))}</ul>
      <section class="band" aria-labelledby="around"><h2 id="around">Around the server</h2><ul class="lines">
        ${line(now.overseer.connected, "Overseer", html`${now.overseer.connected ? "Connected" : (now.overseer.error ?? "Can't be reached")} since ${moment(now.link_since)}${pool(now.overseer)}`)}
        ${line(now.database_connected, "Database", now.database_connected ? "Connected" : "Can't be reached")}
        ${neighbour("Converter", now.converter)}${neighbour("Thumbnailer", now.thumbnailer)}
        ${line(now.leading, "Leadership", now.leading ? "This server supervises" : "Another server supervises; this one answers")}
        ${line(true, "Recordings' folder", html`<span class="mono">${now.media_root}</span>`)}
        ${line(now.outdated_runs === 0, "Settings", now.outdated_runs === 0 ? "All recorders run on today's" : html`${count(now.outdated_runs, "recorder")} on old ones: <a href="/admin/config">restart them</a>`)}</ul></section>
      <section class="band" aria-labelledby="workers"><h2 id="workers">Workers</h2>${workersView(state)}</section>`
  }
}
