import { type Instant, later, type Millis } from "../values/Time.ts"

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
