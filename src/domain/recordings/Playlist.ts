import { DateTime } from "effect"
import { type Instant, later, type Millis } from "../values/Time.ts"
import { recordingOf } from "./MediaName.ts"

/** A byte of a recording where a player may enter, and its time from the file's start. */
export interface EntryPoint {
  readonly offset: number
  readonly at: Millis
  /** Time stamps or streams don't go on from what comes before. */
  readonly breaks: boolean
  /** How much of the stream is missing before it that is not played over. */
  readonly skipped: Millis
}

/** A recorded file and where players may enter it. */
export interface PlayableFile {
  readonly session: string
  readonly name: string
  /** When it began. */
  readonly startedAt: Instant
  /** Bytes at its beginning that a player needs first, as fragmented MP4 has them; 0 where there are none. */
  readonly header: number
  /** Ascending; the first behind the header. Empty while nothing that plays was found. */
  readonly entries: ReadonlyArray<EntryPoint>
  /** How much is known of the file: all of it when it is `closed`. */
  readonly bytes: number
  readonly duration: Millis
  readonly closed: boolean
  /** From the end of the file before it that plays to its first frame, by their time stamps; null where that can't be told. */
  readonly gap: Millis | null
}

interface Piece {
  /** What a player needs before it, where that is another thing than before the piece before it. */
  readonly map: string | null
  /** When it was recorded, where that does not follow from the piece before it. */
  readonly recordedAt: Instant | null
  readonly uri: string
  readonly offset: number
  readonly bytes: number
  readonly seconds: number
  readonly breaks: boolean
}

/** Files whose time stamps are this close go on from one another. */
const closest = 2000

/** Whether a file goes on from the one before by its name and its time stamps. */
export const continues = (before: PlayableFile, next: PlayableFile): boolean =>
  recordingOf(before.name) === recordingOf(next.name) && next.gap !== null && Math.abs(next.gap) <= closest

/** An address for each piece: Chromium remembers how long a file was when it first met its address, and reads no further. */
const addressOf = ({ name, session }: PlayableFile, until: number): string =>
  `../../files/${encodeURIComponent(session)}/${encodeURIComponent(name)}?until=${until}`

const piecesOf = (file: PlayableFile, broken: boolean): ReadonlyArray<Piece> =>
  file.entries.flatMap(({ at, breaks, offset, skipped }, i) => {
    const [before, next] = [file.entries[i - 1], file.entries[i + 1]]
    if (next === undefined && !file.closed) return []
    const until = next?.offset ?? file.bytes
    return {
      map: i === 0 && file.header > 0 ? `URI="${addressOf(file, file.header)}",BYTERANGE="${file.header}@0"` : null,
      recordedAt: skipped === before?.skipped ? null : later(file.startedAt, at + skipped),
      uri: addressOf(file, until),
      offset,
      bytes: until - offset,
      seconds: ((next?.at ?? file.duration) - at) / 1000,
      breaks: breaks || (i === 0 && broken)
    }
  })

/** Pieces are not longer than this where keyframes allow it, so that the target of a growing playlist need not change. */
const usualTarget = 10

/**
 * The HLS playlist (RFC 8216) of a session whose files are given in order: byte ranges of a few seconds each, a discontinuity
 * wherever time stamps don't go on, and the time of day wherever that does not follow. Its links are relative to `sessions/<session>/index.m3u8` beside `files/`. While more may
 * come it is an event that players ask for again; with `ended`, and every file closed, it is final.
 */
export const playlist = (files: ReadonlyArray<PlayableFile>, ended: boolean): string => {
  const playable = files.filter((file) => file.entries.length > 0)
  const pieces = playable.flatMap((file, i) => {
    const before = playable[i - 1]
    return piecesOf(file, before !== undefined && !continues(before, file))
  })
  const final = ended && files.every((file) => file.closed)
  const target = Math.ceil(pieces.reduce((longest, { seconds }) => Math.max(longest, seconds), usualTarget))
  return [
    "#EXTM3U",
    `#EXT-X-VERSION:${playable.some(({ header }) => header > 0) ? 6 : 4}`,
    `#EXT-X-TARGETDURATION:${target}`,
    "#EXT-X-MEDIA-SEQUENCE:0",
    `#EXT-X-PLAYLIST-TYPE:${final ? "VOD" : "EVENT"}`,
    ...pieces.flatMap(({ breaks, bytes, map, offset, recordedAt, seconds, uri }) => [
      ...(breaks ? ["#EXT-X-DISCONTINUITY"] : []),
      ...(map === null ? [] : [`#EXT-X-MAP:${map}`]),
      ...(recordedAt === null
        ? []
        : [`#EXT-X-PROGRAM-DATE-TIME:${DateTime.formatIso(DateTime.makeUnsafe(recordedAt))}`]),
      `#EXTINF:${seconds.toFixed(3)},`,
      `#EXT-X-BYTERANGE:${bytes}@${offset}`,
      uri
    ]),
    ...(final ? ["#EXT-X-ENDLIST"] : []),
    ""
  ].join("\n")
}
