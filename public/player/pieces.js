/**
 * Where a playlist's pieces begin, in seconds of playing, and when each was recorded; `end` is the second at which they end, and
 * `grows` says that more may come.
 */
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
  return { pieces, end: at, grows: !playlist.includes("#EXT-X-ENDLIST") }
}

export const noPieces = { pieces: [], end: 0, grows: false }

/** When what plays at this second was recorded, over all gaps; null where that is not known. */
export const recordedAt = ({ end, pieces }, seconds) => {
  const piece = seconds > end + 1 ? undefined : pieces.findLast(({ at }) => at <= seconds)
  return piece === undefined || piece.recordedAt === null ? null : piece.recordedAt + (seconds - piece.at) * 1000
}

/**
 * The second of playing that shows what was recorded at a moment: of one in a gap what follows it, of one before everything the
 * beginning, of one behind it the end. Null where no piece tells its time.
 */
export const secondOf = ({ end, pieces }, moment) => {
  const told = pieces.findLastIndex((one) => one.recordedAt !== null && one.recordedAt <= moment)
  if (told === -1) return pieces.some((one) => one.recordedAt !== null) ? 0 : null
  const until = pieces[told + 1]?.at ?? end
  return Math.min(pieces[told].at + (moment - pieces[told].recordedAt) / 1000, until)
}
