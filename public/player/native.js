import { noPieces, piecesOf } from "./pieces.js"

/** How long a picture may stand still though it should move, in milliseconds, before the browser counts as stuck. */
const patience = 4_000

/** How often a playlist that grows is read again, in milliseconds. */
const pace = 5_000

/** Whether this browser plays HLS by itself. */
export const knowsHls = () => document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== ""

/**
 * Plays a playlist by what the browser brings, from the second on that `from(known)` gives, null for the newest. `learned(known)` hears of its pieces,
 * `stuck()` of a browser that gave up, hangs, or has no place to go to in what grows, as Chromium has none.
 */
export const playNatively = (video, address, { from, learned, stuck }) => {
  const control = new AbortController()
  const { signal } = control
  let known = noPieces
  let begun = false
  let timer

  const read = async () => {
    const answer = await fetch(address, { signal }).catch(() => null)
    if (answer?.ok) {
      known = { ...piecesOf(await answer.text()), servedAt: Date.parse(answer.headers.get("date") ?? "") }
      learned(known)
      begin()
    }
    if (!signal.aborted && (!answer?.ok || known.grows)) timer = setTimeout(read, pace)
  }

  const begin = () => {
    if (video.readyState === 0 || known.pieces.length === 0 || begun) return
    begun = true
    if (video.duration === Infinity && video.seekable.length === 0) return stuck()
    const { seekable } = video
    const newest = seekable.length > 0 ? seekable.end(seekable.length - 1) : 0
    video.currentTime = from(known) ?? newest
  }

  let seen = -1
  const look = () => {
    const { currentTime, ended, paused, readyState, seeking } = video
    const hangs = readyState > 0 && !ended && (seeking || !paused) && currentTime === seen && navigator.onLine
    seen = currentTime
    if (hangs) stuck()
  }

  video.addEventListener("loadedmetadata", begin, { signal })
  video.addEventListener("error", () => stuck(), { signal })
  video.src = address
  read()
  const watch = setInterval(look, patience)
  return {
    stop: () => {
      control.abort()
      clearTimeout(timer)
      clearInterval(watch)
      video.removeAttribute("src")
      video.load()
    }
  }
}
