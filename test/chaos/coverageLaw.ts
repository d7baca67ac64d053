import { Schema } from "effect"
import { windowLength } from "../../src/local/channel/Broadcast.ts"
import { partMillis } from "../../src/local/channel/LoopedStream.ts"

/** What the product answers about a source's past. */
export const Coverage = Schema.Struct({
  stretches: Schema.Array(
    Schema.Struct({
      kind: Schema.String,
      from: Schema.String,
      to: Schema.String,
      cause: Schema.NullOr(Schema.String)
    })
  ),
  /** Seconds that are lost within what was recorded. */
  totals: Schema.Struct({ lost: Schema.Finite })
})
export type Coverage = typeof Coverage.Type

/** How far behind the air a recorder may be, in milliseconds: what a playlist lists, and the way. */
const behind = 16_000
const allowed = 2_000
/** What a playlist lists, which a recorder that begins takes at once: so much more than the time that it was there for may be on the disk. */
const listed = windowLength * partMillis

// @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
const clock = (at: number) => new Date(at).toISOString().slice(11, 23)
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

interface Stretch {
  readonly from: number
  readonly to: number
}

const overlap = (a: Stretch, b: Stretch) => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))

/** How much of a stretch there is among others. */
const shared = (one: Stretch, others: ReadonlyArray<Stretch>) =>
  others.reduce((sum, other) => sum + overlap(one, other), 0)

const toldAs = ({ stretches }: Coverage, kinds: ReadonlyArray<string>): ReadonlyArray<Stretch> =>
  stretches
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }))

/** Segments that follow each other, as stretches of the air. */
const airOf = (sequences: Iterable<number>): ReadonlyArray<Stretch> => {
  const stretches: Array<{ from: number; to: number }> = []
  for (const sequence of sequences) {
    const [from, to] = [sequence * partMillis, (sequence + 1) * partMillis]
    const last = stretches.at(-1)
    if (last !== undefined && last.to === from) last.to = to
    else stretches.push({ from, to })
  }
  return stretches
}

/**
 * Where what is told as recorded differs from the pictures on the disk by more than 2 s a stretch: time of which there are none, but for what
 * is told as lost of it, and pictures of a time that is told as not recorded. Of the recordings on record those count that lasted no
 * longer: they may hold all that a playlist lists.
 */
export const differences = (
  coverage: Coverage,
  sequences: ReadonlyArray<number>,
  recordings: ReadonlyArray<Stretch> = []
): ReadonlyArray<string> => {
  const air = airOf(sequences)
  const told = toldAs(coverage, ["recorded"])
  let lost = coverage.totals.lost * 1000
  const empty = told.flatMap((stretch) => {
    const lacking = stretch.to - stretch.from - shared({ from: stretch.from - behind, to: stretch.to }, air)
    if (lacking <= allowed) return []
    lost -= lacking - allowed
    return lost < 0
      ? [`recorded from ${clock(stretch.from)} to ${clock(stretch.to)} is told, ${seconds(lacking)} of it are nowhere`]
      : []
  })
  const brief = recordings.filter(({ from, to }) => to - from <= allowed)
  const earlier = [...told, ...brief].map(({ from, to }) => ({ from: from - behind, to }))
  const untold = air.flatMap((one) => {
    const lacking = one.to - one.from - shared(one, earlier)
    return lacking > (one.to - one.from > listed ? allowed : listed)
      ? [
          `there is a recording of ${clock(one.from)} to ${clock(one.to)}, ${seconds(lacking)} of it are not told as recorded`
        ]
      : []
  })
  return [...empty, ...untold]
}

/**
 * Where more than 2 s at a stretch of what a channel served, by its own account, are not on the disk, and are told neither as missed
 * (or as a gap, where nobody could know of the air) nor among what is lost of a recording.
 */
export const unmissed = (
  coverage: Coverage,
  served: ReadonlyArray<number>,
  kept: ReadonlyArray<number>
): ReadonlyArray<string> => {
  const there = new Set(kept)
  const missed = toldAs(coverage, ["missed", "gap"])
  let lost = coverage.totals.lost * 1000
  return airOf(served.filter((sequence) => !there.has(sequence))).flatMap((one) => {
    const lacking = one.to - one.from - shared({ from: one.from, to: one.to + behind }, missed)
    if (lacking <= allowed) return []
    lost -= lacking
    return lost >= 0
      ? []
      : [
          `${clock(one.from)} to ${clock(one.to)} was served and not recorded, ${seconds(lacking)} of it are not told so`
        ]
  })
}
