import { fresh } from "../lib/api.js"

/** How far behind the newest piece playing begins in what grows, in seconds. */
const behind = 8

const loaded = () => import("../vendor/hls.light.js").then((it) => it.default)

/** Whether the browser lets a script feed a player. */
export const canFeed = () => (globalThis.ManagedMediaSource ?? globalThis.MediaSource) !== undefined

const knownBy = ({ edge, fragments, live }) => ({
  pieces: fragments.map(({ programDateTime, start }) => ({ at: start, recordedAt: programDateTime })),
  end: edge,
  grows: live
})

/**
 * Plays a playlist by hls.js, from the second on that `from(known)` gives, null for the newest. `learned(known)` hears of its pieces, `stuck(unplayable)`
 * when it can't go on, for good where the browser knows no such coding.
 */
export const playByScript = async (video, address, { from, learned, stuck }) => {
  const Hls = await loaded()
  const hls = new Hls({
    autoStartLoad: false,
    backBufferLength: 60,
    // The page's policy lets no program come from memory, as its worker would.
    enableWorker: false,
    liveSyncDuration: behind,
    liveMaxLatencyDuration: Number.POSITIVE_INFINITY,
    // Whoever only listens may be in another tab, where nothing else renews the token.
    xhrSetup: fresh
  })
  let servedAt = Number.NaN
  let begun = false
  hls.on(Hls.Events.LEVEL_LOADED, (_, { details, networkDetails }) => {
    servedAt = Date.parse(networkDetails?.getResponseHeader?.("date") ?? "")
    if (begun) return
    begun = true
    hls.startLoad(from(knownBy(details)) ?? -1)
  })
  hls.on(Hls.Events.LEVEL_UPDATED, (_, { details }) => learned({ ...knownBy(details), servedAt }))
  let mended = false
  hls.on(Hls.Events.ERROR, (_, { details, fatal, type }) => {
    if (!fatal) return
    const { BUFFER_ADD_CODEC_ERROR, MANIFEST_INCOMPATIBLE_CODECS_ERROR } = Hls.ErrorDetails
    if (details === BUFFER_ADD_CODEC_ERROR || details === MANIFEST_INCOMPATIBLE_CODECS_ERROR) return stuck(true)
    if (type !== Hls.ErrorTypes.MEDIA_ERROR || mended) return stuck(false)
    mended = true
    hls.recoverMediaError()
  })
  const plays = () => {
    mended = false
  }
  video.addEventListener("playing", plays)
  hls.loadSource(address)
  hls.attachMedia(video)
  return {
    stop: () => {
      video.removeEventListener("playing", plays)
      hls.destroy()
    }
  }
}
