import { boxesIn, find, read32, read64, typeAt } from "./Boxes.ts"
import { plausible } from "./MovieBoxes.ts"
import { readFragment } from "./MovieFragment.ts"
import { type MovieTrack, tracksOf } from "./MovieHeader.ts"
import { type Entrance, type Scan, shortestHole, shortestPiece } from "./Scan.ts"

/** A box that is read as a whole is not longer than this; all others are passed over. */
const longestRead = 16 * 1024 * 1024

/** Finds where a player can enter a file of fragmented MP4; the picture decides, or sound where there is no picture. */
export class MovieScan implements Scan {
  readonly entries: Array<Entrance> = []
  position = 0
  header = 0
  /** Each file counts from its own beginning. */
  readonly start = undefined
  readonly end = 0
  holes = 0
  missing = 0
  #tracks: ReadonlyArray<MovieTrack> = []
  #from: number | undefined
  #to = 0

  get duration(): number {
    return this.#from === undefined ? 0 : this.#to - this.#from
  }

  get held(): number {
    return this.duration - this.missing
  }

  /** Takes the bytes that begin at `position`; a box that the file does not hold as a whole is asked for again. */
  feed(bytes: Uint8Array, length: number): void {
    let at = 0
    while (at + 16 <= bytes.length) {
      const short = read32(bytes, at)
      const size = short === 1 ? read64(bytes, at + 8) : short
      const type = typeAt(bytes, at + 4)
      if (size < 8 || this.position + size > length) return
      const isRead = type === "moov" || type === "moof"
      if (isRead && (size > longestRead || at + size > bytes.length)) return
      if (type === "moov") this.#open(bytes.subarray(at, at + size), this.position + size)
      if (type === "moof") this.#fragment(bytes.subarray(at, at + size), this.position)
      at += size
      this.position += size
    }
  }

  #open(moov: Uint8Array, end: number): void {
    this.#tracks = tracksOf(moov)
    this.header = find(moov, ["moov", "mvex"]) === undefined ? 0 : end
  }

  #fragment(moof: Uint8Array, offset: number): void {
    const leading = this.#tracks.find(({ kind }) => kind === "picture") ?? this.#tracks[0]
    for (const part of readFragment(moof, this.#tracks)) {
      if (part.track !== leading?.id || part.time === undefined) continue
      const at = (part.time / leading.timescale) * 1000
      this.#from ??= at
      if (this.#to > 0 && at - this.#to > shortestHole) {
        this.holes += 1
        this.missing += at - this.#to
      }
      this.#to = Math.max(this.#to, at + (part.duration / leading.timescale) * 1000)
      const since = at - this.#from - (this.entries.at(-1)?.at ?? Number.NEGATIVE_INFINITY)
      if (part.opens && since >= shortestPiece)
        this.entries.push({
          offset: this.entries.length === 0 ? this.header : offset,
          at: at - this.#from,
          breaks: false,
          skipped: 0
        })
    }
  }
}

/** Bytes of media may look like fragments: so many are taken for one, and no more. */
const mostLooks = 32

/** Where fragments may begin, the last one first: each begins with its own header (ISO/IEC 14496-12, 8.8.4). */
function* fragmentsFromEnd(bytes: Uint8Array): Generator<number> {
  let looks = 0
  for (let at = bytes.length - 16; at >= 0 && looks < mostLooks; at--) {
    if (bytes[at + 4] !== 0x6d || typeAt(bytes, at + 4) !== "moof" || typeAt(bytes, at + 12) !== "mfhd") continue
    looks += 1
    yield at
  }
}

/** How long fragmented MP4 plays, in milliseconds, by bytes of both its ends; null where they do not tell. */
export const movieLength = (head: Uint8Array, tail: Uint8Array): number | null => {
  const tracks = tracksOf(head)
  const leading = tracks.find(({ kind }) => kind === "picture") ?? tracks[0]
  if (leading === undefined) return null
  const partOf = (moof: Uint8Array) => readFragment(moof, tracks).find(({ track }) => track === leading.id)
  const moofs = boxesIn(head).filter(({ type }) => type === "moof")
  const first = moofs.map(({ end, start }) => partOf(head.subarray(start, end))).find((part) => part !== undefined)
  for (const at of fragmentsFromEnd(tail)) {
    const last = partOf(tail.subarray(at, at + read32(tail, at)))
    if (last?.time === undefined) continue
    return plausible(((last.time + last.duration - (first?.time ?? 0)) / leading.timescale) * 1000)
  }
  return null
}
