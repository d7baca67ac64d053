import type { MediaPlaylist, MediaSegment } from "./Playlist.ts"

/** How far a stream has been followed: the number of the last segment taken, and the names of some before it. */
export interface Known {
  readonly last: number
  readonly names: ReadonlyMap<number, string>
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

/**
 * The segments of `playlist` that come after those known, each exactly once over any sequence of playlists of one
 * numbering. Numbers decide (RFC 8216, 6.2.2); when they go back, names tell an old copy of the playlist, which adds
 * nothing, from a restarted origin, whose segments are all new.
 */
export const follow = (known: Known | undefined, playlist: MediaPlaylist): Step => {
  const newest = playlist.segments.at(-1)
  if (newest === undefined) return { fetch: [], missed: 0, reset: false, known }
  const reset = known !== undefined && newest.sequence < known.last && restarted(known, playlist.segments)
  const fetch =
    known === undefined || reset
      ? ending(playlist.segments)
      : playlist.segments.filter(({ sequence }) => sequence > known.last)
  const first = fetch[0]
  const missed = known === undefined || reset || first === undefined ? 0 : first.sequence - known.last - 1
  return { fetch, missed, reset, known: remember(reset ? undefined : known, playlist.segments) }
}

const restarted = (known: Known, segments: ReadonlyArray<MediaSegment>): boolean => {
  const behind = known.last - (segments.at(-1)?.sequence ?? 0)
  const renamed = segments.some(({ name, sequence }) => (known.names.get(sequence) ?? name) !== name)
  return renamed || behind > segments.length
}

const ending = (segments: ReadonlyArray<MediaSegment>): ReadonlyArray<MediaSegment> => {
  let seconds = 0
  const after = segments.findLastIndex((segment, i) => {
    seconds += segment.seconds
    return seconds > headStart.seconds && segments.length - i > headStart.segments
  })
  return segments.slice(after + 1)
}

const remember = (known: Known | undefined, segments: ReadonlyArray<MediaSegment>): Known => {
  const names = new Map(known?.names)
  for (const { name, sequence } of segments) names.set(sequence, name)
  const last = Math.max(known?.last ?? Number.NEGATIVE_INFINITY, ...segments.map(({ sequence }) => sequence))
  return {
    last,
    names: new Map(
      Array.from(names)
        .sort(([a], [b]) => a - b)
        .slice(-memory)
    )
  }
}
