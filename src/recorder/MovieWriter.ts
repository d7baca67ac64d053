import { Effect } from "effect"
import type { Fragment } from "../media/FragmentReader.ts"
import { type FragmentPart, moved, readFragment } from "../media/MovieFragment.ts"
import { type JoinedHeader, joined, type MovieTrack, tracksOf } from "../media/MovieHeader.ts"
import type { Planned } from "./Download.ts"
import type { Media } from "./Events.ts"
import { Unrecordable } from "./Playlist.ts"
import type { SegmentFiles } from "./SegmentFiles.ts"

/** A segment whose time is off by more than this goes on from nothing, in seconds. */
const jump = { back: 0.5, forth: 30 }

/** A file that waits for a fragment to begin with is cut without one after so many seconds: cameras show such a picture once a minute. */
const patience = 90

/** One of the streams that a file is made of: the picture, or all of it, is the first. */
interface Source {
  header: Uint8Array
  tracks: ReadonlyArray<MovieTrack>
  /** Seconds at which what was written ends. */
  end: number | undefined
  planned: Planned | undefined
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])

/** When a fragment begins and ends, in seconds of its own stream. */
export interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Writes fragmented MP4: each file begins with a header of all tracks and counts from zero, and holds whole fragments, so that it plays
 * wherever writing ends. A new file begins where the wished length is reached, where the header changes, and where time jumps.
 */
export const make = (
  files: SegmentFiles["Service"],
  isFull: (seconds: number) => boolean,
  cuts: boolean,
  sources: number,
  tell: (media: Media) => Effect.Effect<void>
) => {
  const all = Array.from(
    { length: sources },
    (): Source => ({ header: new Uint8Array(), tracks: [], end: undefined, planned: undefined })
  )
  let layout: JoinedHeader | undefined
  let isStale = false
  let base: number | undefined
  let sequence = 0

  const sourceAt = (index: number): Source => {
    const source = all[index]
    if (source === undefined) throw new Error("a source that nobody announced")
    return source
  }

  const main = (source: Source, parts: ReadonlyArray<FragmentPart>) => {
    const leading = source.tracks.find(({ kind }) => kind === "picture") ?? source.tracks[0]
    const led = parts.find(({ track }) => track === leading?.id)
    const part = led ?? parts[0]
    const scale = source.tracks.find(({ id }) => id === part?.track)?.timescale ?? leading?.timescale ?? 1
    return { part, scale, isLed: led !== undefined }
  }

  const partsOf = (index: number, { moof }: Fragment) => readFragment(moof, sourceAt(index).tracks)

  const span = (index: number, fragment: Fragment): Span | undefined => {
    const { part, scale } = main(sourceAt(index), partsOf(index, fragment))
    if (part?.time === undefined) return undefined
    return { from: part.time / scale, to: (part.time + part.duration) / scale }
  }

  const begin = (index: number, planned: Planned, header: Uint8Array) => {
    const source = sourceAt(index)
    source.planned = planned
    if (header.length === 0 || sameBytes(header, source.header)) return Effect.void
    source.header = header
    source.tracks = tracksOf(header)
    isStale = true
    return source.tracks.some(({ coding }) => /^enc/.test(coding)) ? Effect.fail(encrypted) : Effect.void
  }

  const jumps = (source: Source, at: Span | undefined): boolean => {
    if (source.end === undefined || at === undefined) return false
    const gap = at.from - source.end
    return gap < -jump.back || gap > jump.forth
  }

  /** Whether a new file must, or may as well, begin with a fragment of the first source; one without a picture may not where others have one. */
  const cutsBefore = Effect.fnUntraced(function* (at: Span | undefined, opens: boolean, isLed: boolean) {
    const source = sourceAt(0)
    const grown = yield* files.grown
    const isFirst = isLed && source.planned !== undefined
    if (isLed) source.planned = undefined
    if (grown === undefined) return true
    if (isStale || jumps(source, at)) return true
    return cuts && isFirst && isFull(grown.seconds) && (opens || isFull(grown.seconds - patience))
  })

  const startFile = Effect.fnUntraced(function* (begins: number) {
    yield* files.close("split")
    if (isStale) layout = joined(all.map(({ header }) => header).filter(({ length }) => length > 0))
    isStale = false
    if (layout === undefined) return yield* headless
    const tracks = all.flatMap((source) => source.tracks)
    const picture = tracks.find(({ kind }) => kind === "picture")
    yield* tell({
      container: "mp4",
      codecs: tracks.map(({ coding }) => coding),
      width: picture?.width,
      height: picture?.height,
      framerate: undefined
    })
    base = begins
    sequence = 0
  })

  /** `next` is when the first fragment that another source holds ready begins. */
  const write = Effect.fnUntraced(function* (index: number, fragment: Fragment, next: number | undefined) {
    const source = sourceAt(index)
    const parts = partsOf(index, fragment)
    const { isLed, part } = main(source, parts)
    const at = span(index, fragment)
    if (index === 0 && (yield* cutsBefore(at, part?.opens !== false, isLed)))
      yield* startFile(Math.min(at?.from ?? 0, nearby(next, at?.from)))
    if (base === undefined || layout === undefined) return
    const begins = base
    // What lies before the file's first picture is in the file before, or in none.
    if (index > 0 && (at === undefined || at.to <= begins || at.from > (sourceAt(0).end ?? begins) + jump.forth)) return
    const head = layout.bytes
    const numbers = layout.numbers[index]
    const scaleOf = (track: number) => source.tracks.find(({ id }) => id === track)?.timescale ?? 1
    const place = (yield* files.grown)?.bytes ?? head.length
    sequence += 1
    const moof = moved(fragment.moof, {
      sequence,
      number: (track) => numbers?.get(track) ?? track,
      base: (track) => Math.round(begins * scaleOf(track)),
      shift: place - fragment.offset
    })
    if (at !== undefined) source.end = at.to
    yield* files.write([moof, ...fragment.media], { extension: "mp4", head })
  })

  return { begin, span, write }
}

/** Sound that begins a little before the picture is taken with it. */
const nearby = (sound: number | undefined, picture: number | undefined): number =>
  sound !== undefined && picture !== undefined && Math.abs(sound - picture) < jump.back
    ? sound
    : Number.POSITIVE_INFINITY

const headless = new Unrecordable({ message: "the stream is fragmented MP4 without a header (EXT-X-MAP)" })

const encrypted = new Unrecordable({
  message: "the stream is encrypted (Common Encryption), and only AES-128 can be recorded",
  protection: "Common Encryption"
})
