import { type Instant, later, type Millis } from "./Time.ts"

/** The number of blocked exits, within one error window and since the driver last proved itself, that hold a driver back. */
export const blocksToHold = 3

/** A run that lives this long after its start was let in by the site. */
export const provenAfter: Millis = 60_000

/** What is known of a driver's blocked exits. */
export interface DriverHistory {
  /** Blocked exits of all its sources, ascending. */
  readonly blocks: ReadonlyArray<Instant>
  /** The last moment at which one of its recorders certainly got through, if any. */
  readonly provenAt: Instant | null
}

/**
 * Whether a driver's sources may start: `open` freely; `held` not before `until`; `probing` one at a time until one gets through.
 */
export type Gate =
  | { readonly _tag: "open" }
  | { readonly _tag: "held"; readonly until: Instant; readonly blocks: number }
  | { readonly _tag: "probing"; readonly blocks: number }

export interface BreakerPolicy {
  readonly errorWindow: Millis
  readonly restartDelayMax: Millis
}

/** The gate at `now`: recomputed from stored events, so it survives a restart of the backend. */
export const gate = (driver: DriverHistory, policy: BreakerPolicy, now: Instant): Gate => {
  const last = driver.blocks.at(-1)
  if (last === undefined) return { _tag: "open" }
  const blocks = driver.blocks.filter(
    (at) => at >= last - policy.errorWindow && (driver.provenAt === null || at > driver.provenAt)
  ).length
  if (blocks < blocksToHold) return { _tag: "open" }
  const until = later(last, policy.restartDelayMax)
  return now < until ? { _tag: "held", until, blocks } : { _tag: "probing", blocks }
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
