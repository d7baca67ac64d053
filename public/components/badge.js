import { bytes } from "../lib/format.js"
import { html } from "../lib/html.js"
import { icon } from "./icon.js"
import { running, upcoming, when } from "./when.js"

const words = {
  inactive: "Inactive",
  error: "Error",
  refused: "Refused",
  unknown: "Unknown",
  queued: "Queued",
  starting: "Starting",
  stopping: "Stopping",
  backoff: "Backoff",
  held: "Held",
  stalled: "Stalled",
  waiting: "Waiting",
  recording: "Recording"
}

/** All statuses, what needs attention first. */
export const statuses = [
  "error",
  "refused",
  "stalled",
  "held",
  "unknown",
  "backoff",
  "queued",
  "starting",
  "stopping",
  "recording",
  "waiting",
  "inactive"
]

/** A status's word; for an inactive one the posture that makes it so. */
export const statusWord = (status, posture) =>
  status === "inactive" && posture !== undefined && posture !== "active"
    ? posture === "paused"
      ? "Paused"
      : "Archived"
    : (words[status] ?? status)

/** A status with its shape and its word. */
export const badge = (status, posture) =>
  html`<span class="badge badge-${status}">${icon(status)}<span>${statusWord(status, posture)}</span></span>`

/** What a source's row says in figures: running time and size while it records, else what comes or came. */
export const live = (one) => {
  if (one.status === "recording" && one.session_started_at !== null) {
    return html`<span class="number">${running(one.session_started_at)}</span> · <span class="number">${bytes(one.session_bytes)}</span>`
  }
  if (one.status === "backoff" && one.next_start_at !== null) return html`Next start ${upcoming(one.next_start_at)}`
  if (one.status === "queued" && one.queue_position !== null) {
    return html`<span class="number">Position ${one.queue_position}</span>`
  }
  return one.last_recording_at === null ? "Never recorded" : html`Last recorded ${when(one.last_recording_at)}`
}
