import { fresh } from "../lib/api.js"
import { canFeed, playByScript } from "./hls.js"
import { knowsHls, playNatively } from "./native.js"

/** How long a recording that can't be played yet is left alone before the next try, in milliseconds. */
const patience = 2_000

/** What is damaged is left behind by so many seconds more at each try that gets no further. */
const stride = 2

/**
 * Plays a playlist from the second on that `from(known)` gives for its pieces, null for the newest, and goes on trying for as long as it can't: by the browser itself where
 * that plays HLS and the recording is whole, else by a script, as no browser but Safari finds its way in what grows.
 * `learned(known)` hears of the playlist's pieces, `attached()` of each time that the player can be told to play, `troubled(what)`
 * that it is `waiting` or `unplayable` here, null once it plays.
 */
export const engineFor = (video, address, { attached, from, grows, learned, troubled }) => {
  let byScript = canFeed() && (grows || !knowsHls())
  let running
  let turn = 0
  let timer
  let place
  let tries = 0

  const start = async () => {
    const mine = ++turn
    const stuck = (unplayable) => mine === turn && onward(unplayable)
    const how = { from: (known) => place ?? from(known), learned, stuck }
    if (!byScript) {
      running = playNatively(video, address, how)
      return attached()
    }
    const made = await playByScript(video, address, how).catch(() => stuck(false))
    if (mine !== turn) return made?.stop()
    running = made
    attached()
  }

  const end = () => {
    turn += 1
    clearTimeout(timer)
    running?.stop()
    running = undefined
  }

  /** Where to go on: further on at each try that shows nothing. */
  const onward = async (unplayable) => {
    const { currentTime, readyState } = video
    const isNew = byScript || !canFeed()
    if (readyState > 0) {
      tries = currentTime === place ? tries + 1 : 0
      place = currentTime + (tries > 1 ? stride : 0)
    }
    end()
    if (unplayable) return troubled("unplayable")
    // What the browser can't by itself a script may do at once.
    if (!isNew) byScript = true
    else troubled("waiting")
    const mine = turn
    const go = async () => {
      await fresh()
      if (mine === turn) await start()
    }
    if (isNew) timer = setTimeout(go, patience)
    else await go()
  }

  const plays = () => {
    tries = 0
    troubled(null)
  }
  video.addEventListener("playing", plays)
  start()
  return {
    stop: () => {
      video.removeEventListener("playing", plays)
      end()
    }
  }
}
