import { when } from "../../components/when.js"
import { query, request } from "../../lib/api.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"

const words = {
  queued: "Queued: waits for a slot",
  started: "Recorder started",
  stopped: "Recorder stopped on request",
  exited: "Recorder ended by itself",
  lost: "Recorder lost",
  errored: "Went to error",
  reset: "Error reset",
  gap: "Events lost here"
}

const row = (one) => html`
  <tr data-key="${one.id}"><td>${when(one.ts)}</td><td>${words[one.event_type] ?? one.event_type}</td><td class="number">${one.exit_code === null ? "" : `Exit code ${one.exit_code}`}</td><td class="number">${one.pid === null ? "" : `Process ${one.pid}`}</td><td class="sub-why">${one.detail}</td></tr>
`

/** What was stored of the recorders' lives, newest first. */
export const eventsView = ({ events }) => {
  if (events === null) return html`<p class="muted">Reading…</p>`
  if (events.length === 0) return html`<p class="muted">No recorder was ever started for this source.</p>`
  return html`<table class="table"><caption>Events</caption><thead><tr><th>When</th><th>What</th><th>Exit code</th><th>Process</th><th>Detail</th></tr></thead><tbody>${events.map(row)}</tbody></table>`
}

export const readEvents = async (page, signal) => {
  const { driver, username } = page.route.params
  const known = page.state.events
  const { events } = await request(
    "GET",
    query(path("api", "sources", driver, username, "events"), { since: known?.[0]?.id, limit: 200 }),
    { signal }
  )
  if (known === null || events.length > 0) page.set({ events: [...events.toReversed(), ...(known ?? [])] })
}
