import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"
import { tendClock } from "./playerClock.js"

/** How long a recording that can't be played yet is left alone before the next try, in milliseconds. */
const patience = 2_000

const playable = () => document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== ""

/** A session's player, in place. */
export const player = (page, session) => {
  const { driver, username } = page.route.params
  const playlist = path("api", "sources", driver, username, "sessions", session, "index.m3u8")
  return playable()
    ? html`<div class="player" data-key="${session}"><video controls muted playsinline src="${playlist}" aria-label="Session of ${session}"></video><p class="muted number"></p><p class="muted" role="status"></p></div>`
    : html`<p class="player prose">This browser can't play HLS by itself: download the files below, or open the page in Chrome 142, Edge 142, Safari or newer.</p>`
}

/** Said where the browser has no place to go to, as Chromium has none in a playlist that may grow. */
const unsought =
  "This browser can't seek in a recording that still grows: it plays from its beginning. Once it is finished, seeking works."

/**
 * Plays, and tries again when the browser gives up, as it does on a recording without its first seconds. Says so meanwhile.
 * Playing is asked for at once rather than by `autoplay`: Chromium waits for that until all there is has been read, and then
 * takes a recording that still grows for one without data.
 */
export const tendPlayer = (page) => {
  const video = page.root.querySelector(".player video")
  if (video === null || video.dataset.tended !== undefined) return
  video.dataset.tended = ""
  const [clock, told] = video.parentElement.querySelectorAll("p")
  tendClock(video, clock)
  const begin = () => video.play().catch(() => undefined)
  video.addEventListener("error", () => {
    told.textContent = "This can't be played yet; it is tried again. The files below can be downloaded."
    setTimeout(() => {
      if (!video.isConnected) return
      video.load()
      begin()
    }, patience)
  })
  let grows = false
  const tell = () => {
    // Without any data the last words go on being true.
    if (video.readyState > 0) told.textContent = video.seekable.length === 0 ? unsought : ""
  }
  video.addEventListener("playing", tell)
  video.addEventListener("durationchange", () => {
    const { currentTime, duration, ended, paused } = video
    if (grows && Number.isFinite(duration)) {
      // Chromium learns the end of what grew, but seeks only in what it loaded with an end.
      grows = false
      video.load()
      video.currentTime = currentTime
      if (!paused && !ended) begin()
    } else if (duration === Infinity) grows = true
    tell()
  })
  begin()
}
