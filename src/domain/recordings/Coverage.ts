import { isRefusal } from "../supervision/Cause.ts"
import type { Instant, Millis } from "../values/Time.ts"
import type { CoverageInput, GapCause } from "./CoverageInput.ts"
import { type CoverageState, causeAt, changed, initialState, isRecording } from "./CoverageState.ts"
import { timelineOf } from "./CoverageTimeline.ts"
import { type ProvenInput, trimmed } from "./CoverageTrim.ts"
import { withDeletions } from "./Deletions.ts"
import { hindrances } from "./Hindrances.ts"
import { stalls } from "./Stalls.ts"
import { isAlike, type Stretch } from "./Stretch.ts"

/** Lengths in milliseconds; together they are the whole. Percentages are from 0 to 100. */
export interface Totals {
  readonly recorded: Millis
  /** Recorded as well, and deleted since. */
  readonly deleted: Millis
  readonly offAir: Millis
  readonly missed: Millis
  readonly gap: Millis
  /** What was lost within what was recorded, as far as recorders told; it is not part of the whole. */
  readonly lost: Millis
  /** Missed and gap, by cause; causes that did not occur are left out. */
  readonly byCause: Readonly<Partial<Record<GapCause, Millis>>>
  /** Recorded, deleted since or not, but for what was lost of it, of all that is known to have been on air; null when nothing is. */
  readonly percentOfOnAir: number | null
  /** The same of the whole; null when it has no length. */
  readonly percentOfAll: number | null
}

/** A recorder that reaches a source that is on air records within this time of its start. */
export const atOnce: Millis = 60_000

/** A recording that ends no longer than this before its recorder does was cut off, not ended by its source. */
export const cutOff: Millis = 5000

/**
 * A source that was on air at both ends of a stretch no longer than this counts as on air throughout; a recorder waits as long
 * for a session to go on (the recorder's default).
 */
export const bridge: Millis = 30 * 60_000

const stretch = (moment: CoverageState, from: Instant, to: Instant): Stretch => {
  if (isRecording(moment)) return { kind: "recorded", from, to, cause: null, hindrance: null }
  if (moment.live === 0 || moment.stalled > 0) return { kind: "gap", from, to, cause: causeAt(moment), hindrance: null }
  const { hindered, hindrance } = moment
  if (hindered === 0 || hindrance === null) return { kind: "off air", from, to, cause: null, hindrance: null }
  return { kind: "gap", from, to, cause: isRefusal(hindrance) ? "denied" : "hindered", hindrance }
}

const joined = (stretches: ReadonlyArray<Stretch>): ReadonlyArray<Stretch> => {
  const all: Array<Stretch> = []
  for (const one of stretches) {
    const last = all.at(-1)
    if (last !== undefined && isAlike(last, one)) {
      all[all.length - 1] = { ...last, to: one.to }
    } else all.push(one)
  }
  return all
}

const swept = (evidence: ProvenInput, from: Instant, to: Instant): ReadonlyArray<Stretch> => {
  let moment = initialState
  const stretches: Array<Stretch> = []
  let since = from
  for (const change of timelineOf(evidence)) {
    if (change.at >= to) break
    if (change.at > since) {
      stretches.push(stretch(moment, since, change.at))
      since = change.at
    }
    moment = changed(moment, change)
  }
  stretches.push(stretch(moment, since, to))
  return joined(stretches)
}

/** Moments at which the source certainly was on air although its recording ended or only then began. */
const proofs = (evidence: ProvenInput) => {
  const runs = new Map(evidence.runs.map((run) => [run.taskId, run]))
  const cut = new Set<Instant>()
  const begun = new Set<Instant>()
  for (const { endedAt, startedAt, taskId } of evidence.recordings) {
    const run = runs.get(taskId)
    if (run === undefined) continue
    const end = endedAt ?? run.endedAt
    if (end !== null && run.endedAt !== null && !run.vague && run.endedAt - end <= cutOff) cut.add(end)
    if (run.startedAt !== null && startedAt - run.startedAt <= atOnce) begun.add(startedAt)
  }
  const recorded = Map.groupBy(evidence.recordings, ({ taskId }) => taskId)
  for (const { from, taskId, to } of hindrances(evidence)) {
    for (const one of recorded.get(taskId) ?? []) {
      if (one.endedAt !== null && Math.abs(from - one.endedAt) <= cutOff) cut.add(one.endedAt)
      if (to !== null && one.startedAt >= to && one.startedAt - to <= atOnce) begun.add(one.startedAt)
    }
  }
  for (const { from, recovered, to } of stalls(evidence)) {
    cut.add(from)
    if (recovered && to !== null) begun.add(to)
  }
  return { cut, begun }
}

/** Turns what lies between two recordings into `missed` where the source was on air at both of its ends. */
const bridged = (stretches: ReadonlyArray<Stretch>, evidence: ProvenInput): ReadonlyArray<Stretch> => {
  const { begun, cut } = proofs(evidence)
  const all: Array<Stretch> = []
  let between: Array<Stretch> | null = null
  for (const one of stretches) {
    if (one.kind !== "recorded") {
      if (between === null) all.push(one)
      else between.push(one)
      continue
    }
    const first = between?.[0]
    const wasOnAir =
      first !== undefined && cut.has(first.from) && begun.has(one.from) && one.from - first.from <= bridge
    all.push(...(between !== null && wasOnAir ? missed(between) : (between ?? [])), one)
    between = []
  }
  return joined([...all, ...(between ?? [])])
}

const missed = (stretches: ReadonlyArray<Stretch>): ReadonlyArray<Stretch> =>
  stretches.some((one) => isOffAirForLong(one) || one.cause === "unwanted")
    ? stretches
    : stretches.map(({ cause, from, hindrance, to }) => ({
        kind: "missed",
        from,
        to,
        cause: cause ?? "starting",
        hindrance
      }))

const isOffAirForLong = (one: Stretch): boolean => one.kind === "off air" && one.to - one.from > atOnce

/**
 * What was recorded from `from` to `to`, what was off air, what was missed and why: stretches in order, without overlap, that
 * cover the whole. `to` is not in the future; nothing is told of an empty stretch.
 */
export const coverage = (evidence: CoverageInput, from: Instant, to: Instant): ReadonlyArray<Stretch> => {
  if (from >= to) return []
  const known = trimmed(evidence, to)
  return withDeletions(bridged(swept(known, from, to), known), known)
}

/** The lengths of the stretches, added up. */
export const totals = (stretches: ReadonlyArray<Stretch>, losses: Millis = 0): Totals => {
  const sum = { recorded: 0, deleted: 0, "off air": 0, missed: 0, gap: 0 }
  const byCause: Partial<Record<GapCause, Millis>> = {}
  for (const { cause, from, kind, to } of stretches) {
    sum[kind] += to - from
    if (cause !== null) byCause[cause] = (byCause[cause] ?? 0) + (to - from)
  }
  const had = sum.recorded + sum.deleted
  const lost = Math.min(losses, had)
  const whole = had - lost
  const onAir = had + sum.missed
  const all = onAir + sum["off air"] + sum.gap
  return {
    recorded: sum.recorded,
    deleted: sum.deleted,
    offAir: sum["off air"],
    missed: sum.missed,
    gap: sum.gap,
    lost,
    byCause,
    percentOfOnAir: onAir === 0 ? null : (100 * whole) / onAir,
    percentOfAll: all === 0 ? null : (100 * whole) / all
  }
}
