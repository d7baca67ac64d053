import { spark } from "../../components/spark.js"
import { bytes, duration } from "../../lib/format.js"
import { html } from "../../lib/html.js"

const figures = [
  ["recording", "Recording now", (one) => one.status.recording ?? 0, (value) => `${value}`],
  ["running", "Recorders at the overseer", (one) => one.overseer.pool?.running ?? null, (value) => `${value}`],
  ["queue", "Waiting for a slot", (one) => one.overseer.pool?.queue_depth ?? null, (value) => `${value}`],
  ["free", "Free on the disk", (one) => one.free_bytes, bytes],
  ["memory", "Memory of the server", (one) => one.memory_bytes, bytes],
  ["delay", "Delay of the event loop", (one) => one.event_loop_delay_ms, (value) => `${value.toFixed(0)} ms`]
]

const chart = ([key, title, read, show], history, span) => {
  const values = history.map(read).filter((value) => value !== null)
  if (values.length === 0)
    return html`<li class="card chart-none" data-key="${key}"><span class="muted">${title}</span><strong>Not known</strong></li>`
  const [low, high, last] = [Math.min(...values), Math.max(...values), values.at(-1)].map(show)
  const past = low === high ? `${last} throughout` : `${low} to ${high}`
  return html`<li class="card" data-key="${key}"><span class="muted">${title}</span><strong class="number">${last}</strong>
    <div class="spark-wide">${spark(values, `${title}, the last ${span}: ${past}, now ${last}`, { width: 240, height: 48 })}</div><span class="muted number chart-foot">${values.length < 2 ? "Just begun" : past}</span></li>`
}

/** Small charts of the looks at the diagnostics, oldest first. */
export const chartsView = (history) => {
  const [first, last] = [history[0], history.at(-1)]
  const span = duration(Date.parse(last.now) - Date.parse(first.now))
  return html`<section class="band" aria-labelledby="charts"><div class="heading"><h2 id="charts">The last minutes</h2><span class="muted number">${history.length < 2 ? "Since this page was opened" : `${span}, as seen from this page`}</span></div>
    <ul class="charts">${figures.map((one) => chart(one, history, span))}</ul></section>`
}
