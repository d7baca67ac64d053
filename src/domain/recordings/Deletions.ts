import { earliest, type Instant, later, latest } from "../values/Time.ts"
import type { CoverageInput } from "./CoverageInput.ts"
import { tolerance } from "./OnDisk.ts"
import type { Stretch } from "./Stretch.ts"

interface Span {
  readonly from: Instant
  readonly to: Instant
}

/**
 * When what was deleted since had been recorded, in order: each file from its beginning to its last byte, and no further than its recording
 * went: a copy is written later.
 */
const deletions = ({ events, recordings }: CoverageInput): ReadonlyArray<Span> =>
  events
    .flatMap(({ cause }) => (cause?.kind === "deleted" ? cause.stretches : []))
    .flatMap(({ from, to }) => {
      const of = recordings.find(
        ({ endedAt, startedAt }) => from >= later(startedAt, -tolerance) && (endedAt === null || from <= endedAt)
      )
      if (of === undefined) return []
      return {
        // The name of a first file tells the second in which its recording began, and its last byte is written before the end is told.
        from: from <= later(of.startedAt, tolerance) ? of.startedAt : from,
        to: of.endedAt === null || to < later(of.endedAt, -tolerance) ? to : of.endedAt
      }
    })
    .sort((a, b) => a.from - b.from)

/** A recorded stretch in its deleted and its other parts. */
const parted = (stretch: Stretch, deleted: ReadonlyArray<Span>): ReadonlyArray<Stretch> => {
  const parts: Array<Stretch> = []
  let since = stretch.from
  const recordedUntil = (to: Instant): void => {
    if (to > since) parts.push({ kind: "recorded", from: since, to, cause: null, hindrance: null })
  }
  for (const one of deleted) {
    const [from, to] = [latest(one.from, since), earliest(one.to, stretch.to)]
    if (from >= to) continue
    recordedUntil(from)
    parts.push({ kind: "deleted", from, to, cause: null, hindrance: null })
    since = to
  }
  recordedUntil(stretch.to)
  return parts
}

/** The stretches with what was recorded and is deleted told as that. */
export const withDeletions = (stretches: ReadonlyArray<Stretch>, evidence: CoverageInput): ReadonlyArray<Stretch> => {
  const deleted = deletions(evidence)
  return deleted.length === 0
    ? stretches
    : stretches.flatMap((one) => (one.kind === "recorded" ? parted(one, deleted) : [one]))
}
