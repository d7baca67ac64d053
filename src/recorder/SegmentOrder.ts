import type { MediaPlaylist, MediaSegment } from "./Playlist.ts"

/** How far a stream has been followed: the number of the last segment taken, and the names of some before it. */
export interface Known {
  readonly last: number
  readonly names: ReadonlyMap<number, string>
  /** The playlist was said to be complete. */
  readonly ended: boolean
  /** The last segment of a playlist that may have been cut off there: it was not taken yet. */
  readonly doubted: MediaSegment | undefined
}

/** What a playlist adds to what is known. */
export interface Step {
  readonly fetch: ReadonlyArray<MediaSegment>
  /** Segments that had left the playlist before they were seen. */
  readonly missed: number
  /** The numbering began anew: the origin was restarted. */
  readonly reset: boolean
  readonly known: Known | undefined
}

/** Names remembered, so that an old copy of a playlist is told from a new numbering. */
const memory = 64

/** Seconds of a playlist's end that a recording begins with, and the least number of segments. */
const headStart = { seconds: 30, segments: 3 }

/** Segments that an old copy of a playlist, as caches hand them out, is behind at most. */
const oldest = 2

/**
 * The segments of `playlist` that come after those known, each exactly once over any sequence of playlists of one
 * numbering. Numbers decide (RFC 8216, 6.2.2); when they go back, names tell an old copy of the playlist, which adds
 * nothing, from a restarted origin, whose segments are all new. So are those of a broadcast that follows one that has ended. What
 * is not known at all begins at its end, or with `whole` at its beginning.
 */
export const follow = (known: Known | undefined, playlist: MediaPlaylist, whole = false): Step => {
  const { doubted, segments } = sure(known, playlist)
  const newest = segments.at(-1)
  if (newest === undefined) return { fetch: [], missed: 0, reset: false, known: known && { ...known, doubted } }
  const reset = known !== undefined && newest.sequence < known.last && restarted(known, playlist.ended, segments)
  const fetch =
    known === undefined || reset
      ? whole && !reset
        ? segments
        : ending(segments)
      : segments.filter(({ sequence }) => sequence > known.last)
  const first = fetch[0]
  const missed = known === undefined || reset || first === undefined ? 0 : first.sequence - known.last - 1
  const next = remember(reset ? undefined : known, segments)
  return { fetch, missed, reset, known: { ...next, ended: playlist.ended, doubted } }
}

/** The segments without a last one that may have been cut off; it is there when a second playlist names it alike. */
const sure = (known: Known | undefined, { ended, segments, torn }: MediaPlaylist) => {
  const last = segments.at(-1)
  if (!torn || ended || last === undefined) return { segments, doubted: undefined }
  const { doubted } = known ?? {}
  if (doubted?.sequence === last.sequence && doubted.name === last.name) return { segments, doubted: undefined }
  return { segments: segments.slice(0, -1), doubted: last }
}

const restarted = (known: Known, ended: boolean, segments: ReadonlyArray<MediaSegment>): boolean => {
  const behind = known.last - (segments.at(-1)?.sequence ?? 0)
  const renamed = segments.some(({ name, sequence }) => (known.names.get(sequence) ?? name) !== name)
  return renamed || behind > segments.length || (known.ended && !ended && behind > oldest)
}

const ending = (segments: ReadonlyArray<MediaSegment>): ReadonlyArray<MediaSegment> => {
  let seconds = 0
  const after = segments.findLastIndex((segment, i) => {
    seconds += segment.seconds
    return seconds > headStart.seconds && segments.length - i > headStart.segments
  })
  return segments.slice(after + 1)
}

const remember = (known: Known | undefined, segments: ReadonlyArray<MediaSegment>): Pick<Known, "last" | "names"> => {
  const names = new Map(known?.names)
  for (const { name, sequence } of segments) names.set(sequence, name)
  const last = segments.reduce(
    (most, { sequence }) => Math.max(most, sequence),
    known?.last ?? Number.NEGATIVE_INFINITY
  )
  return {
    last,
    names: new Map(
      Array.from(names)
        .sort(([a], [b]) => a - b)
        .slice(-memory)
    )
  }
}
