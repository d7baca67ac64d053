import { type Box, box, boxesIn, cutOut, find, isLong, read32, typeAt, write32 } from "./Boxes.ts"
import { concat } from "./Bytes.ts"

/** A track that a header of fragmented MP4 announces. */
export interface MovieTrack {
  readonly id: number
  /** Ticks in a second. */
  readonly timescale: number
  readonly kind: "picture" | "sound" | "other"
  /** The four letters of its coding: `avc1`, `hvc1`, `av01`, `mp4a`; `encv` and `enca` are encrypted. */
  readonly coding: string
  /** The description of its samples, within the header. */
  readonly entry: Box
  readonly width: number
  readonly height: number
  /** What stands for samples whose fragments don't say: their length in ticks, and their flags. */
  readonly defaults: { readonly duration: number; readonly flags: number }
}

/** No stream has more tracks. */
const mostTracks = 64

const kinds: Readonly<Record<string, MovieTrack["kind"]>> = { vide: "picture", soun: "sound" }

const trackOf = (header: Uint8Array, trak: Box, trexes: ReadonlyArray<Box>): MovieTrack | undefined => {
  const [tkhd, mdhd, hdlr, stsd] = [["tkhd"], ["mdia", "mdhd"], ["mdia", "hdlr"], ["mdia", "minf", "stbl", "stsd"]].map(
    (path) => find(header, path, trak)
  )
  if (tkhd === undefined || mdhd === undefined || hdlr === undefined || stsd === undefined) return undefined
  const id = read32(header, idAt(header, tkhd))
  const timescale = read32(header, mdhd.body + (isLong(header, mdhd) ? 20 : 12))
  if (timescale === 0) return undefined
  const kind = kinds[typeAt(header, hdlr.body + 8)] ?? "other"
  const [entry] = boxesIn(header, stsd.body + 8, stsd.end)
  if (entry === undefined) return undefined
  const size = kind === "picture" ? read32(header, entry.start + 32) : 0
  const trex = trexOf(header, id, trexes)
  return {
    id,
    timescale,
    kind,
    coding: entry.type,
    entry,
    width: size >>> 16,
    height: size & 0xffff,
    defaults: {
      duration: trex === undefined ? 0 : read32(header, trex.body + 12),
      flags: trex === undefined ? 0 : read32(header, trex.body + 20)
    }
  }
}

/** Where a track header keeps its track's number. */
const idAt = (header: Uint8Array, tkhd: Box): number => tkhd.body + (isLong(header, tkhd) ? 20 : 12)

const inside = (header: Uint8Array, path: ReadonlyArray<string>, type: string): ReadonlyArray<Box> => {
  const outer = find(header, path)
  return outer === undefined ? [] : boxesIn(header, outer.body, outer.end).filter((one) => one.type === type)
}

const trexesIn = (header: Uint8Array): ReadonlyArray<Box> =>
  inside(header, ["moov", "mvex"], "trex").slice(0, mostTracks)

const trexOf = (header: Uint8Array, id: number, trexes: ReadonlyArray<Box>): Box | undefined =>
  trexes.find(({ body }) => read32(header, body + 4) === id)

const traksIn = (header: Uint8Array): ReadonlyArray<Box> => inside(header, ["moov"], "trak").slice(0, mostTracks)

/** The tracks of a header (EXT-X-MAP) whose time can be told; empty where it is none. */
export const tracksOf = (header: Uint8Array): ReadonlyArray<MovieTrack> => {
  const trexes = trexesIn(header)
  return traksIn(header).flatMap((trak) => trackOf(header, trak, trexes) ?? [])
}

/** One header of the tracks of several, numbered anew, and the new number of each track of each header. */
export interface JoinedHeader {
  readonly bytes: Uint8Array
  readonly numbers: ReadonlyArray<ReadonlyMap<number, number>>
}

const numbered = (header: Uint8Array, from: Box, at: number, id: number): Uint8Array => {
  const copy = cutOut(header, from)
  write32(copy, at - from.start, id)
  return copy
}

/** Joins headers, the first of which lends the rest of itself; undefined where one is no header. */
export const joined = (headers: ReadonlyArray<Uint8Array>): JoinedHeader | undefined => {
  const [first = new Uint8Array()] = headers
  const moov = find(first, ["moov"])
  const mvhd = find(first, ["moov", "mvhd"])
  if (moov === undefined || mvhd === undefined || headers.some((header) => tracksOf(header).length === 0)) {
    return undefined
  }
  let next = 1
  const traks: Array<Uint8Array> = []
  const trexes: Array<Uint8Array> = []
  const numbers = headers.map((header) => {
    const ids = new Map<number, number>()
    const defaults = trexesIn(header)
    for (const trak of traksIn(header)) {
      const tkhd = find(header, ["tkhd"], trak)
      const track = trackOf(header, trak, defaults)
      if (tkhd === undefined || track === undefined) continue
      const trex = trexOf(header, track.id, defaults)
      ids.set(track.id, next)
      traks.push(numbered(header, trak, idAt(header, tkhd), next))
      if (trex !== undefined) trexes.push(numbered(header, trex, trex.body + 4, next))
      next += 1
    }
    return ids
  })
  const head = cutOut(first, mvhd)
  write32(head, head.length - 4, next)
  const file = find(first, ["ftyp"])
  const moovBox = box("moov", head, ...traks, box("mvex", ...trexes))
  const bytes = file === undefined ? moovBox : concat(cutOut(first, file), moovBox)
  return { bytes, numbers }
}
