import { boxesIn, find, read32, read64, typeAt } from "./Boxes.ts"
import { concat } from "./Bytes.ts"
import { moved, readFragment } from "./MovieFragment.ts"
import { type MovieTrack, tracksOf } from "./MovieHeader.ts"

/** What fragments of a file need before them, and the track that a player steps by. */
export interface Opening {
  readonly header: Uint8Array
  readonly leading: MovieTrack
  readonly tracks: ReadonlyArray<MovieTrack>
}

/** The header of fragmented MP4 that a file begins with; undefined where its beginning is none. */
export const openingIn = (head: Uint8Array): Opening | undefined => {
  const moov = boxesIn(head).find(({ type }) => type === "moov")
  if (moov === undefined || find(head, ["moov", "mvex"]) === undefined) return undefined
  const header = head.slice(0, moov.end)
  const tracks = tracksOf(header)
  const leading = tracks.find(({ kind }) => kind === "picture") ?? tracks[0]
  return leading === undefined ? undefined : { header, leading, tracks }
}

/** Bytes of media may look like fragments: so many are taken for one, and no more. */
const mostLooks = 64

/** Where a box ends; beyond the bytes where it says so, or is damaged. */
const endOf = (bytes: Uint8Array, at: number): number => {
  const short = read32(bytes, at)
  const size = short === 1 ? read64(bytes, at + 8) : short
  return size < 8 ? Number.POSITIVE_INFINITY : at + size
}

/** A `moof` and the `mdat` behind it, whole, and where they lie among the bytes. */
interface Whole {
  readonly at: number
  readonly moof: Uint8Array
  readonly media: Uint8Array
}

/** Fragments that lie whole among bytes from the middle of a file, the last one first. */
function* wholeFragments(bytes: Uint8Array): Generator<Whole> {
  let looks = 0
  for (let at = bytes.length - 16; at >= 0 && looks < mostLooks; at--) {
    if (bytes[at + 4] !== 0x6d || typeAt(bytes, at + 4) !== "moof" || typeAt(bytes, at + 12) !== "mfhd") continue
    looks += 1
    const media = endOf(bytes, at)
    const end = typeAt(bytes, media + 4) === "mdat" ? endOf(bytes, media) : Number.POSITIVE_INFINITY
    if (end <= bytes.length) yield { at, moof: bytes.subarray(at, media), media: bytes.subarray(media, end) }
  }
}

/** Where a fragment goes in a file that is made of some: behind so many bytes, and to be seen at so many seconds. */
export interface Moving {
  readonly position: number
  readonly seconds: number
}

/**
 * The last whole fragment that a player can begin with, or the first, among the bytes that a file has at `from`, moved to another file;
 * undefined where there is none.
 */
export const fragmentIn = (
  { leading, tracks }: Opening,
  bytes: Uint8Array,
  from: number,
  { position, seconds }: Moving,
  which: "first" | "last" = "last"
): Uint8Array | undefined => {
  let found: Uint8Array | undefined
  for (const { at, media, moof } of wholeFragments(bytes)) {
    const parts = readFragment(moof, tracks)
    if (!parts.some((part) => part.track === leading.id && part.opens)) continue
    const base = (track: number) => {
      const { timescale = 1 } = tracks.find(({ id }) => id === track) ?? {}
      return (parts.find((part) => part.track === track)?.time ?? 0) - Math.round(seconds * timescale)
    }
    const shift = position - (from + at)
    found = concat(moved(moof, { sequence: 1, number: (track) => track, base, shift }), media)
    if (which === "last") break
  }
  return found
}
