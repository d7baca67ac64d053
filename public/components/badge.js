import { html } from "../lib/html.js"
import { icon } from "./icon.js"

const words = {
  inactive: "Inactive",
  error: "Error",
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
