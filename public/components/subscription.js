import { bytes } from "../lib/format.js"
import { html, on } from "../lib/html.js"
import { badge } from "./badge.js"
import { running, sentence, when } from "./when.js"

/** A subscription's key among its siblings. */
export const keyOf = (one) => `${one.sub_id}`

const button = (one, action, label, busy) => html`
  <button data-action="${action}" data-sub="${keyOf(one)}" ${on("disabled", busy)}>
    ${label}<span class="sr"> ${one.driver}/${one.username}</span>
  </button>
`

const live = (one) => {
  if (one.status === "recording" && one.session_started_at !== null) {
    return html`<span class="number">${running(one.session_started_at)}</span> · <span class="number">${bytes(one.session_bytes)}</span>`
  }
  return html`Last recorded ${one.last_recording_at === null ? "never" : when(one.last_recording_at)}`
}

/** One subscription: what it is, how it stands and why, and what can be done. */
export const subscription = (one, busy) => html`
  <li class="sub" data-key="${keyOf(one)}">
    <div class="sub-what">
      <span class="sub-name">${one.driver}/${one.username}</span>
      ${badge(one.status, one.posture)}
      <span class="sub-live muted">${live(one)}</span>
    </div>
    <p class="sub-why muted prose">${sentence(one.reason)}</p>
    <div class="sub-acts">
      ${one.status === "error" ? button(one, "resetError", "Reset error", busy) : null}
      ${one.posture === "active" ? button(one, "pause", "Pause", busy) : button(one, "resume", "Resume", busy)}
      ${one.posture === "archived" ? null : button(one, "archive", "Archive", busy)}
      ${button(one, "remove", "Delete", busy)}
    </div>
  </li>
`
