import { Schema } from "effect"
import { partMillis } from "../../src/local/channel/Loop.ts"

/** What the product answers about a source's past. */
export const Coverage = Schema.Struct({
  stretches: Schema.Array(
    Schema.Struct({
      kind: Schema.String,
      from: Schema.String,
      to: Schema.String,
      cause: Schema.NullOr(Schema.String)
    })
  )
})
export type Coverage = typeof Coverage.Type

/** How far behind the air a recorder may be, in milliseconds: what a playlist lists, and the way. */
const behind = 16_000
const allowed = 2_000

// @effect-diagnostics-next-line globalDate:off what is done to real processes is told by the machine's clock
const clock = (at: number) => new Date(at).toISOString().slice(11, 23)
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

interface Stretch {
  readonly from: number
  readonly to: number
}

const overlap = (a: Stretch, b: Stretch) => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))

/** Segments that follow each other, as stretches of the air. */
const airOf = (sequences: ReadonlyArray<number>): ReadonlyArray<Stretch> => {
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
 * Where what is told as recorded differs from the pictures on the disk by more than 2 s a stretch: time of which there are none, and
 * pictures of a time that is told as not recorded.
 */
export const differences = (coverage: Coverage, sequences: ReadonlyArray<number>): ReadonlyArray<string> => {
  const air = airOf(sequences)
  const told = coverage.stretches
    .filter(({ kind }) => kind === "recorded")
    .map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }))
  const empty = told.flatMap((stretch) => {
    const there = air.reduce((sum, one) => sum + overlap(one, { from: stretch.from - behind, to: stretch.to }), 0)
    const lacking = stretch.to - stretch.from - there
    return lacking > allowed
      ? [`recorded from ${clock(stretch.from)} to ${clock(stretch.to)} is told, ${seconds(lacking)} of it are nowhere`]
      : []
  })
  const untold = air.flatMap((one) => {
    const covered = told.reduce(
      (sum, stretch) => sum + overlap(one, { from: stretch.from - behind, to: stretch.to }),
      0
    )
    const lacking = one.to - one.from - covered
    return lacking > allowed
      ? [
          `there is a recording of ${clock(one.from)} to ${clock(one.to)}, ${seconds(lacking)} of it are not told as recorded`
        ]
      : []
  })
  return [...empty, ...untold]
}
