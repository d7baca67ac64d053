import { second } from "../../lib/format.js"

/** Where a playlist's pieces begin, in seconds of playing, and when each was recorded. */
export const piecesOf = (playlist) => {
  const pieces = []
  let [at, recordedAt] = [0, null]
  for (const line of playlist.split("\n")) {
    const [, tag, value] = /^#(EXT-X-PROGRAM-DATE-TIME|EXTINF):(.*?),?$/.exec(line) ?? []
    if (tag === "EXT-X-PROGRAM-DATE-TIME") recordedAt = Date.parse(value)
    if (tag !== "EXTINF") continue
    pieces.push({ at, recordedAt })
    at += Number(value)
    if (recordedAt !== null) recordedAt += Number(value) * 1000
  }
  return { pieces, end: at }
}

/** When what plays at this second was recorded, over all gaps; null where that is not known. */
export const recordedAt = ({ end, pieces }, seconds) => {
  const piece = seconds > end + 1 ? undefined : pieces.findLast(({ at }) => at <= seconds)
  return piece === undefined || piece.recordedAt === null ? null : piece.recordedAt + (seconds - piece.at) * 1000
}

/** A playlist that grows is read again no sooner. */
const pace = 3_000

/**
 * Tells in `told` what time it was when the picture was recorded, as long as the player shows any: its own clock leaves out whatever
 * was not recorded.
 */
export const tendClock = (video, told) => {
  let known = { pieces: [], end: 0 }
  let readAt = Number.NEGATIVE_INFINITY
  const read = async () => {
    readAt = performance.now()
    const answer = await fetch(video.currentSrc || video.src).catch(() => null)
    if (answer?.ok) known = piecesOf(await answer.text())
    tell()
  }
  const tell = () => {
    const at = recordedAt(known, video.currentTime)
    told.textContent = at === null ? "" : `Recorded ${second(new Date(at).toISOString())}`
    if (at === null && performance.now() - readAt > pace) read()
  }
  for (const kind of ["timeupdate", "seeking", "playing"]) video.addEventListener(kind, tell)
}
