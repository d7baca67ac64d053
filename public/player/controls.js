import { icon } from "../components/icon.js"
import { second, timer } from "../lib/format.js"
import { html, on } from "../lib/html.js"
import { drawing } from "./drawings.js"

const button = (action, inside, label, more = "") =>
  html`<button class="quiet ${more}" data-key="${action}" data-action="${action}" aria-label="${label}" title="${label}">${inside}</button>`

const jump = (action, text, title) =>
  html`<button class="quiet" data-key="${action}" data-action="${action}" title="${title}">${text}</button>`

const timeBehind = (seconds) => (seconds < 100 ? `${seconds} s` : timer(seconds * 1000))

/** Whether it is live, and how far behind; the way back where it is not. */
const liveMark = ({ behind, isLive, known }) => {
  if (!known.grows) return null
  const far = `, ${timeBehind(behind)} behind`
  return isLive
    ? html`<span class="player-live number" data-key="is-live">${icon("recording")}LIVE${far}</span>`
    : html`<button class="number" data-key="live" data-action="live">Back to live${far}</button>`
}

const canFloat = () => document.pictureInPictureEnabled === true

/** The player's controls below its picture. */
export const bar = (state, { next }, speeds) => html`
  <div class="player-bar" role="group" aria-label="Player">
    <input class="player-seek" type="range" min="0" step="1" aria-label="Place in the recording" data-action="seek" data-on="input" />
    ${button("toggle", icon(state.paused ? "play" : "inactive"), state.paused ? "Play" : "Pause")}
    ${jump("back", "−10 s", "10 seconds back")}${jump("forth", "+10 s", "10 seconds on")}
    <span class="player-time number">${timer(state.at * 1000)} / ${timer(state.end * 1000)}</span>${liveMark(state)}
    <span class="push"></span>
    <select aria-label="Speed" data-action="rate" data-on="change">${speeds.map((one) => html`<option data-key="${one}" value="${one}" ${on("selected", one === state.rate)}>${one}×</option>`)}</select>
    ${button("hush", drawing(state.muted || state.volume === 0 ? "silence" : "sound"), state.muted ? "Sound on" : "Sound off")}
    <input class="player-loud" type="range" min="0" max="1" step="0.05" value="${state.muted ? 0 : state.volume}" aria-label="Volume" data-action="loud" data-on="input" />
    ${canFloat() ? button("beside", drawing("window"), "Picture in picture") : null}
    ${button("whole", drawing("full"), "Full screen")}
    ${next?.() === undefined ? null : button("next", drawing("next"), "Next recording", state.ended ? "primary" : "")}
  </div>
`

/** Where it is, on the line of the whole recording; a line that is held keeps its place. */
export const showPlace = (root, { at, end, recorded }) => {
  const line = root.querySelector(".player-seek")
  line.max = end
  line.value = at
  line.style.setProperty("--done", `${end > 0 ? (at / end) * 100 : 0}%`)
  line.setAttribute(
    "aria-valuetext",
    `${timer(at * 1000)} of ${timer(end * 1000)}${recorded === null ? "" : `, recorded ${second(new Date(recorded).toISOString())}`}`
  )
}
