import type { Instant, Millis } from "../values/Time.ts"
import { type History, lastFailureOf, type Trip } from "./History.ts"

/** How failures delay the next start (`Backoff.ts`) and finally forbid it. All lengths in milliseconds. */
export interface ErrorPolicy {
  readonly restartDelay: Millis
  readonly restartDelayMax: Millis
  readonly errorWindow: Millis
  /** The number of failures inside the window at which a source trips; at least 1. */
  readonly errorThreshold: number
}

/** Failures no older than the window at `now`; the edge counts. */
export const recentFailures = (history: History, policy: ErrorPolicy, now: Instant): ReadonlyArray<Instant> =>
  history.failures.filter((at) => at <= now && at >= now - policy.errorWindow)

/** Whether the failures at `now` suffice for a trip that has not been stored yet. */
export const shouldTrip = (history: History, policy: ErrorPolicy, now: Instant): boolean =>
  history.errored === null && recentFailures(history, policy, now).length >= policy.errorThreshold

/** The trip that the failures at `now` make: how often the source failed, and what the last recorder ended by. */
export const trip = (history: History, policy: ErrorPolicy, now: Instant): Trip => ({
  at: now,
  cause: lastFailureOf(history),
  failures: recentFailures(history, policy, now).length,
  within: policy.errorWindow
})
