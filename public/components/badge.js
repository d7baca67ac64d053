import { bytes, capital } from "../lib/format.js"
import { html } from "../lib/html.js"
import { icon } from "./icon.js"
import { running, upcoming, when } from "./when.js"

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
    : capital(status)

/** A status with its shape and its word. */
export const badge = (status, posture) =>
  html`<span class="badge badge-${status}">${icon(status)}<span>${statusWord(status, posture)}</span></span>`

/** When it is tried again: by another recorder, or by the one that goes on trying. */
export const nextOf = ({ cause, next_start_at: start }) => start ?? cause?.until ?? null

/** What a source's row says in figures: running time and size while it records, else what comes or came. */
export const live = (one) => {
  if (one.status === "recording" && one.session_started_at !== null) {
    return html`<span class="number">${running(one.session_started_at)}</span> · <span class="number">${bytes(one.session_bytes)}</span>`
  }
  if (one.status === "backoff" && nextOf(one) !== null) return html`Next try ${upcoming(nextOf(one))}`
  if (one.status === "queued" && one.queue_position !== null) {
    return html`<span class="number">Position ${one.queue_position}</span>`
  }
  return one.last_recording_at === null ? "Never recorded" : html`Last recorded ${when(one.last_recording_at)}`
}
