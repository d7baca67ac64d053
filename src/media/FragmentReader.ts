import { read32, read64, typeAt, write32 } from "./Boxes.ts"
import { concat } from "./Bytes.ts"

/** A `moof` box with the media that belong to it. */
export interface Fragment {
  readonly moof: Uint8Array
  /** Where the `moof` was in the segment. */
  readonly offset: number
  readonly media: ReadonlyArray<Uint8Array>
}

/** A box that says to be longer than this is a damaged one. */
const longestBox = 512 * 1024 * 1024

/** Boxes of a header, which a segment may bring itself. */
const isHeader = (type: string): boolean => type === "ftyp" || type === "moov"

/** Takes a segment of fragmented MP4 in pieces of any size and gives its whole fragments; all else in it is left out. */
export class FragmentReader {
  /** The segment's own header, where it brings one. */
  header: ReadonlyArray<Uint8Array> = []
  #parts: Array<Uint8Array> = []
  #length = 0
  #offset = 0
  #moof: { readonly bytes: Uint8Array; readonly offset: number } | undefined
  #isBroken = false

  push(bytes: Uint8Array): ReadonlyArray<Fragment> {
    if (this.#isBroken || bytes.length === 0) return []
    this.#parts.push(bytes)
    this.#length += bytes.length
    const found: Array<Fragment> = []
    for (let whole = this.#next(false); whole !== undefined; whole = this.#next(false)) found.push(...whole)
    return found
  }

  /** What a box that reaches to the segment's end holds. */
  finish(): ReadonlyArray<Fragment> {
    return this.#next(true) ?? []
  }

  /** Takes the first box, once all of it is there. */
  #next(isEnd: boolean): ReadonlyArray<Fragment> | undefined {
    if (this.#length < 8 || this.#isBroken) return undefined
    const head = this.#peek(16)
    const short = read32(head, 0)
    if (short === 1 && head.length < 16) return undefined
    const size = short === 1 ? read64(head, 8) : short === 0 && isEnd ? this.#length : short
    if (short === 0 && !isEnd) return undefined
    this.#isBroken = size < 8 || size > longestBox
    if (this.#isBroken || size > this.#length) return undefined
    const type = typeAt(head, 4)
    const offset = this.#offset
    const pieces = this.#take(size)
    return this.#understand(type, pieces, offset, short === 0)
  }

  #understand(
    type: string,
    pieces: ReadonlyArray<Uint8Array>,
    offset: number,
    isOpen: boolean
  ): ReadonlyArray<Fragment> {
    if (type === "moof") this.#moof = { bytes: concat(...pieces), offset }
    else if (isHeader(type)) this.header = [...this.header, concat(...pieces)]
    else if (type === "mdat" && this.#moof !== undefined) {
      const { bytes: moof, offset: at } = this.#moof
      this.#moof = undefined
      return [{ moof, offset: at, media: isOpen ? [closed(concat(...pieces))] : pieces }]
    }
    return []
  }

  #peek(length: number): Uint8Array {
    const [first = new Uint8Array()] = this.#parts
    return first.length >= length ? first : concat(...this.#parts).subarray(0, length)
  }

  #take(size: number): ReadonlyArray<Uint8Array> {
    const taken: Array<Uint8Array> = []
    let left = size
    while (left > 0) {
      const part = this.#parts.shift()
      if (part === undefined) break
      taken.push(part.subarray(0, left))
      if (part.length > left) this.#parts.unshift(part.subarray(left))
      left -= Math.min(left, part.length)
    }
    this.#length -= size
    this.#offset += size
    return taken
  }
}

/** A box that had no end, with one. */
const closed = (open: Uint8Array): Uint8Array => {
  const made = open.slice()
  write32(made, 0, made.length)
  return made
}
