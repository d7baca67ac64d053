import { html } from "../../lib/html.js"
import { path } from "../../lib/router.js"

/** How long a recording that can't be played yet is left alone before the next try, in milliseconds. */
const patience = 2_000

const playable = () => document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== ""

/** A session's player, in place. */
export const player = (page, session) => {
  const { driver, username } = page.route.params
  const playlist = path("api", "sources", driver, username, "sessions", session, "index.m3u8")
  return playable()
    ? html`<div class="player" data-key="player-${session}" data-keep><video controls autoplay muted playsinline src="${playlist}" aria-label="Session of ${session}"></video><p class="muted" role="status"></p></div>`
    : html`<p class="player prose">This browser can't play HLS by itself: download the files below, or open the page in Chrome 142, Edge 142, Safari or newer.</p>`
}

/**
 * Tries a recording again until it plays: one that has just begun can't, and the browser then gives up with an error or waits
 * for ever. Says so meanwhile.
 */
export const tendPlayer = (page) => {
  const video = page.root.querySelector(".player video")
  if (video === null || video.dataset.tended !== undefined) return
  video.dataset.tended = ""
  const told = video.nextElementSibling
  const again = () => {
    video.load()
    video.play().catch(() => undefined)
  }
  const waitToPlay = (ms) =>
    setTimeout(() => {
      if (!video.isConnected || video.currentTime > 0) return
      const failed = video.error !== null
      if (failed) told.textContent = "This can't be played yet; it is tried again. The files below can be downloaded."
      if (failed || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA) again()
      waitToPlay(ms)
    }, ms)
  waitToPlay(3 * patience)
  video.addEventListener("error", () => {
    told.textContent = "This can't be played yet; it is tried again. The files below can be downloaded."
    setTimeout(() => video.isConnected && again(), patience)
  })
  video.addEventListener("playing", () => {
    told.textContent = ""
  })
}
