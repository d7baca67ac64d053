import { skeleton } from "../../components/empty.js"
import { moment } from "../../components/when.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"

const nameOf = ({ action, params, source }) =>
  source === null
    ? html`${action}${params.source === undefined ? null : `/${params.source}`}`
    : html`<a href="${path("source", source.driver, source.username)}">${source.driver}/${source.username}</a>`

const stateOf = ({ exit_code: code, queue_position: position, state, worker_state: worker }) => {
  if (state === "queued") return position === null ? "Queued" : `Queued, position ${position}`
  if (worker === "running") return state === "active" ? "Running" : `Running, task ${state}`
  if (worker === "exited") return code === null ? "Ended" : `Ended with exit code ${code}`
  return state === "active" ? "Not started" : `Task ${state}`
}

const times = ({ exited_at: ended, started_at: started }) =>
  started === null ? null : html`${moment(started)}${ended === null ? null : html` to ${moment(ended)}`}`

const row = (one) => html`
  <tr data-key="${one.task_id}"><td class="cell-wrap">${nameOf(one)}${one.ours ? null : html` <span class="muted">of another client</span>`}</td><td class="cell-line">${stateOf(one)}</td><td class="number" data-label="Process">${one.pid}</td><td class="cell-line" data-label="Since">${times(one)}</td><td class="mono">${one.task_id}</td></tr>
`

const table = (all, caption) => html`
  <table class="table" data-key="${caption}"><caption>${caption}</caption><thead><tr><th>Source</th><th>State</th><th>Process</th><th>Since</th><th>Task</th></tr></thead><tbody>${all.map(row)}</tbody></table>
`

/** What the overseer lists: what runs and waits, then, for who asks for it, what ended. */
export const workersView = ({ ended: shown, older, workers, workersAway }) => {
  if (workersAway !== null) return html`<p class="muted prose">${workersAway}</p>`
  if (workers === null) return skeleton(3)
  if (workers.length === 0) return html`<p class="muted">The overseer runs nothing.</p>`
  const [ended, alive] = [true, false].map((wanted) =>
    workers.filter(({ worker_state: state }) => (state === "exited") === wanted)
  )
  return html`${alive.length === 0 ? html`<p class="muted">Nothing runs or waits.</p>` : table(alive, "Workers")}
    ${ended.length === 0 ? null : html`<div><button class="quiet disclose" data-action="ended" aria-expanded="${shown ? "true" : "false"}">Ended (${(ended.length + older).toLocaleString()})</button></div>`}
    ${shown && ended.length > 0 ? table(ended, "Ended workers") : null}
    ${shown && older > 0 ? html`<p class="muted">These are the last ${ended.length}; ${older.toLocaleString()} ended before them.</p>` : null}`
}
