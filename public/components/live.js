import { bytes } from "../lib/format.js"
import { html } from "../lib/html.js"
import { running, when } from "./when.js"

/** What a source's row says in figures: running time and size while it records, else what comes or came. */
export const live = (one) => {
  if (one.status === "recording" && one.session_started_at !== null) {
    return html`<span class="number">${running(one.session_started_at)}</span> · <span class="number">${bytes(one.session_bytes)}</span>`
  }
  if (one.status === "backoff" && one.next_start_at !== null) return html`Next start ${when(one.next_start_at)}`
  if (one.status === "queued" && one.queue_position !== null) {
    return html`<span class="number">Position ${one.queue_position}</span>`
  }
  return one.last_recording_at === null ? "Never recorded" : html`Last recorded ${when(one.last_recording_at)}`
}
