import { later, latest } from "../values/Time.ts"
import type { CoverageInput } from "./CoverageInput.ts"
import { tolerance } from "./OnDisk.ts"
import { type Span, within, without } from "./Span.ts"
import type { Stretch } from "./Stretch.ts"

type Evidence = Pick<CoverageInput, "events" | "recordings">

/**
 * Parts of recordings as events tell them: each from its file's beginning to its last byte, and no further than its recording went: a copy
 * is written later.
 */
const ofRecordings = (stretches: ReadonlyArray<Span>, recordings: Evidence["recordings"]): ReadonlyArray<Span> =>
  stretches.flatMap(({ from, to }) => {
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

/** When what is deleted had been recorded: what was deleted, and not found again since. In order, without overlap. */
export const deletions = ({ events, recordings }: Evidence): ReadonlyArray<Span> => {
  let deleted: ReadonlyArray<Span> = []
  for (const { cause } of events.toSorted((a, b) => a.at - b.at)) {
    if (cause?.kind !== "deleted" && cause?.kind !== "found") continue
    const parts = ofRecordings(cause.stretches, recordings)
    const left = deleted.flatMap((one) => without(one, parts))
    deleted = cause.kind === "found" ? left : [...left, ...parts]
  }
  return deleted.toSorted((a, b) => a.from - b.from)
}

/** A recorded stretch in its deleted and its other parts. */
const parted = (stretch: Stretch, deleted: ReadonlyArray<Span>): ReadonlyArray<Stretch> => {
  const parts = (kind: "recorded" | "deleted", spans: ReadonlyArray<Span>): ReadonlyArray<Stretch> =>
    spans.map((span) => ({ ...span, kind, cause: null, hindrance: null }))
  return [
    ...parts("deleted", disjoint(within(stretch, deleted))),
    ...parts("recorded", without(stretch, deleted))
  ].sort((a, b) => a.from - b.from)
}

/** Spans in order, those that meet in one piece. */
const disjoint = (spans: ReadonlyArray<Span>): ReadonlyArray<Span> => {
  const all: Array<Span> = []
  for (const span of spans) {
    const last = all.at(-1)
    if (last !== undefined && span.from <= last.to)
      all[all.length - 1] = { from: last.from, to: latest(last.to, span.to) }
    else all.push(span)
  }
  return all
}

/** The stretches with what was recorded and is deleted told as that. */
export const withDeletions = (stretches: ReadonlyArray<Stretch>, evidence: Evidence): ReadonlyArray<Stretch> => {
  const deleted = deletions(evidence)
  return deleted.length === 0
    ? stretches
    : stretches.flatMap((one) => (one.kind === "recorded" ? parted(one, deleted) : [one]))
}
