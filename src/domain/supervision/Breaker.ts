import { type Instant, later, latestKnown, type Millis } from "../values/Time.ts"
import type { Hold } from "./Hold.ts"
import { isOpen, type Run } from "./Run.ts"

/** This many blocked exits within one error window, since the driver last proved itself, hold a driver back. */
export const blocksToHold = 3

/** A run that lives this long after its start was let in by the site. */
export const provenAfter: Millis = 60_000

/** What is known of a driver's blocked exits. */
export interface DriverHistory {
  /** Blocked exits of all its sources, ascending. */
  readonly blocks: ReadonlyArray<Instant>
  /** The last moment at which one of its recorders certainly got through, by living or recording, if any. */
  readonly provenAt: Instant | null
  /** Whether a recorder that was made since the last block is about to show whether it gets through. */
  readonly isTried: boolean
}

/** What one source of a driver shows of it. */
export interface DriverSource {
  readonly runs: ReadonlyArray<Run>
  readonly lastRecordingAt: Instant | null
}

/**
 * Whether a driver's sources may start: `open` freely; `held` not before `until`; `probing` one at a time until one gets through, so
 * none while one `isTried`.
 */
export type Gate =
  | { readonly _tag: "open" }
  | { readonly _tag: "held"; readonly until: Instant; readonly blocks: number }
  | { readonly _tag: "probing"; readonly blocks: number; readonly isTried: boolean }

export interface BreakerPolicy {
  readonly errorWindow: Millis
  readonly restartDelayMax: Millis
}

/**
 * The gate at `now`: recomputed from stored events, so it survives a restart of the backend. Once shut it stays shut, however
 * far apart later blocks are, until a recorder gets through or resets strike the blocks.
 */
export const gate = (driver: DriverHistory, policy: BreakerPolicy, now: Instant): Gate => {
  const last = driver.blocks.at(-1)
  if (last === undefined) return { _tag: "open" }
  const { provenAt } = driver
  const since = provenAt === null ? driver.blocks : driver.blocks.filter((at) => at > provenAt)
  const shut = since.some((at, i) => {
    const first = since[i - blocksToHold + 1]
    return first !== undefined && at - first <= policy.errorWindow
  })
  if (!shut) return { _tag: "open" }
  const blocks = since.length
  const until = later(last, policy.restartDelayMax)
  return now < until ? { _tag: "held", until, blocks } : { _tag: "probing", blocks, isTried: driver.isTried }
}

/** What a gate holds back; null where the next source may start. */
export const heldAt = (gate: Gate): Extract<Hold, { _tag: "driver" }> | null => {
  if (gate._tag === "open" || (gate._tag === "probing" && !gate.isTried)) return null
  return { _tag: "driver", until: gate._tag === "held" ? gate.until : null, blocks: gate.blocks }
}

/** What is known of a driver by its blocked exits, in any order, and by what its sources show. */
export const driverHistory = (
  blocks: ReadonlyArray<Instant>,
  sources: Iterable<DriverSource>,
  now: Instant
): DriverHistory => {
  const ascending = blocks.toSorted((a, b) => a - b)
  const last = ascending.at(-1) ?? now
  const liveSince: Array<Instant> = []
  let provenAt: Instant | null = null
  let isTried = false
  for (const { lastRecordingAt, runs } of sources) {
    provenAt = latestKnown(provenAt, lastRecordingAt)
    for (const run of runs) {
      if (!isOpen(run) || run.createdAt <= last) continue
      isTried = true
      if (run.startedAt !== null) liveSince.push(run.startedAt)
      provenAt = latestKnown(provenAt, run.capture.lastRecordingAt)
    }
  }
  return { blocks: ascending, provenAt: latestKnown(provenAt, provenBy(liveSince, now)), isTried }
}

/** When the driver last proved itself, given the starts of its live runs: a run alive for long enough is a proof. */
export const provenBy = (liveSince: ReadonlyArray<Instant>, now: Instant): Instant | null => {
  let proof: Instant | null = null
  for (const start of liveSince) {
    const at = later(start, provenAfter)
    if (at <= now && (proof === null || at > proof)) proof = at
  }
  return proof
}
