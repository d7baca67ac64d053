import { empty, skeleton } from "../../components/empty.js"
import { when } from "../../components/when.js"
import { query, request } from "../../lib/api.js"
import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"

const asked = 200
const kept = 500

const words = {
  queued: "Queued: waits for a slot",
  started: "Recorder started",
  stopped: "Recorder stopped on request",
  exited: "Recorder ended by itself",
  finished: "Broadcast over",
  lost: "Recorder lost",
  dequeued: "Lost its place in the queue",
  stalled: "Recorder stood still",
  recovered: "Recorder goes on",
  errored: "Went to error",
  reset: "Error reset",
  gap: "Events lost here",
  lossy: "Parts of the recording lost",
  hindered: "Something stands in the recorder's way",
  freed: "Nothing stands in its way any more",
  deleted: "Recordings deleted",
  found: "Recordings found again"
}
const troubles = new Set(["exited", "lost", "stalled", "errored", "gap", "lossy", "hindered"])

const row = (one) => html`
  <tr data-key="${one.id}"><td class="cell-line">${when(one.ts)}</td><td class="cell-line"><span class="${troubles.has(one.event_type) ? "trouble" : ""}">${words[one.event_type] ?? one.event_type}</span></td><td class="number" data-label="Exit code">${one.exit_code}</td><td class="number" data-label="Process">${one.pid}</td><td class="cell-why">${one.detail}</td></tr>
`

/** What was stored of the recorders' lives, newest first. */
export const eventsView = ({ events }) => {
  if (events === null) return skeleton(3)
  if (events.length === 0) return empty("No events", "No recorder was ever started for this source.")
  return html`<table class="table"><caption>Events</caption><thead><tr><th>When</th><th>What</th><th>Exit code</th><th>Process</th><th>Detail</th></tr></thead><tbody>${events.map(row)}</tbody></table>
    ${events.length < asked ? null : html`<p class="muted">The newest ${events.length} are shown.</p>`}`
}

export const readEvents = async (page, signal) => {
  const { driver, username } = page.route.params
  const known = page.state.events
  const { events } = await request(
    "GET",
    query(path("api", "sources", driver, username, "events"), { since: known?.[0]?.id, limit: asked }),
    { signal }
  )
  if (known === null || events.length > 0)
    page.set({ events: [...events.toReversed(), ...(known ?? [])].slice(0, kept) })
}
