import { type Box, boxesIn, find, isLong, read32, read64, write32, write64 } from "./Boxes.ts"
import type { MovieTrack } from "./MovieHeader.ts"

/** Media of a track within one fragment (a `traf` of a `moof`, ISO/IEC 14496-12, 8.8). */
export interface FragmentPart {
  readonly track: number
  /** When it is decoded, in ticks; undefined where the fragment does not say. */
  readonly time: number | undefined
  readonly duration: number
  /** Whether a player can begin with its first sample. */
  readonly opens: boolean
}

const flagsOf = (moof: Uint8Array, { body }: Box): number => read32(moof, body) & 0xffffff

/** Where optional fields lie behind `at`: each is there where its flag is set. */
const fields = (
  flags: number,
  at: number,
  sizes: ReadonlyArray<readonly [number, number]>
): ReadonlyMap<number, number> => {
  const places = new Map<number, number>()
  let next = at
  for (const [flag, size] of sizes) {
    if ((flags & flag) === 0) continue
    places.set(flag, next)
    next += size
  }
  return places.set(0, next)
}

const headerFields = (moof: Uint8Array, tfhd: Box) =>
  fields(flagsOf(moof, tfhd), tfhd.body + 8, [
    [0x1, 8],
    [0x2, 4],
    [0x8, 4],
    [0x10, 4],
    [0x20, 4]
  ])

const nonSync = 0x10000

const valueAt = (moof: Uint8Array, at: number | undefined): number | undefined =>
  at === undefined ? undefined : read32(moof, at)

/** Sample durations of a run, and the flags of its first sample. */
const runOf = (moof: Uint8Array, trun: Box, duration: number, flags: number) => {
  const present = flagsOf(moof, trun)
  const places = fields(present, trun.body + 8, [
    [0x1, 4],
    [0x4, 4]
  ])
  const sample = fields(present, 0, [
    [0x100, 4],
    [0x200, 4],
    [0x400, 4],
    [0x800, 4]
  ])
  const size = sample.get(0) ?? 0
  const first = places.get(0) ?? trun.end
  const told = read32(moof, trun.body + 4)
  // No more samples than the box has room for, whatever it says.
  const count = size === 0 ? told : Math.min(told, Math.max(0, Math.floor((trun.end - first) / size)))
  const durationAt = sample.get(0x100)
  let ticks = durationAt === undefined ? count * duration : 0
  if (durationAt !== undefined) for (let i = 0; i < count; i++) ticks += read32(moof, first + i * size + durationAt)
  const flagsAt = sample.get(0x400)
  const ownFlags = flagsAt === undefined ? undefined : read32(moof, first + flagsAt)
  return { ticks, firstFlags: valueAt(moof, places.get(0x4)) ?? ownFlags ?? flags }
}

const partsIn = (moof: Uint8Array): ReadonlyArray<{ readonly traf: Box; readonly tfhd: Box }> => {
  const outer = find(moof, ["moof"])
  if (outer === undefined) return []
  return boxesIn(moof, outer.body, outer.end)
    .filter(({ type }) => type === "traf")
    .flatMap((traf) => {
      const tfhd = find(moof, ["tfhd"], traf)
      return tfhd === undefined ? [] : [{ traf, tfhd }]
    })
}

/** What a `moof` box tells of its tracks. */
export const readFragment = (moof: Uint8Array, tracks: ReadonlyArray<MovieTrack>): ReadonlyArray<FragmentPart> =>
  partsIn(moof).map(({ tfhd, traf }) => {
    const id = read32(moof, tfhd.body + 4)
    const defaults = tracks.find((track) => track.id === id)?.defaults
    const places = headerFields(moof, tfhd)
    const duration = valueAt(moof, places.get(0x8)) ?? defaults?.duration ?? 0
    const flags = valueAt(moof, places.get(0x20)) ?? defaults?.flags ?? 0
    const tfdt = find(moof, ["tfdt"], traf)
    const runs = boxesIn(moof, traf.body, traf.end)
      .filter(({ type }) => type === "trun")
      .map((trun) => runOf(moof, trun, duration, flags))
    const first = runs[0]?.firstFlags ?? 0
    return {
      track: id,
      time: tfdt && (isLong(moof, tfdt) ? read64(moof, tfdt.body + 4) : read32(moof, tfdt.body + 4)),
      duration: runs.reduce((sum, { ticks }) => sum + ticks, 0),
      opens: (first & nonSync) === 0
    }
  })

/** What becomes of a fragment that moves into another file. */
export interface Move {
  readonly sequence: number
  /** The new number of a track. */
  readonly number: (track: number) => number
  /** Ticks of a track that the file begins at. */
  readonly base: (track: number) => number
  /** How much further behind it lies than in the file it comes from, in bytes. */
  readonly shift: number
}

/** The `moof` box as it must be in another file: its size stays, so that offsets within it hold. */
export const moved = (moof: Uint8Array, { base, number, sequence, shift }: Move): Uint8Array => {
  const copy = moof.slice()
  const mfhd = find(copy, ["moof", "mfhd"])
  if (mfhd !== undefined) write32(copy, mfhd.body + 4, sequence)
  for (const { tfhd, traf } of partsIn(copy)) {
    const track = read32(copy, tfhd.body + 4)
    const tfdt = find(copy, ["tfdt"], traf)
    const dataAt = headerFields(copy, tfhd).get(0x1)
    if (dataAt !== undefined) write64(copy, dataAt, Math.max(0, read64(copy, dataAt) + shift))
    if (tfdt !== undefined && isLong(copy, tfdt))
      write64(copy, tfdt.body + 4, Math.max(0, read64(copy, tfdt.body + 4) - base(track)))
    else if (tfdt !== undefined) write32(copy, tfdt.body + 4, Math.max(0, read32(copy, tfdt.body + 4) - base(track)))
    write32(copy, tfhd.body + 4, number(track))
  }
  return copy
}
