import { DateTime } from "effect"
import { formatGoDuration } from "../../domain/values/GoDuration.ts"
import type { RetryPolicy } from "../core/Retry.ts"

/** A retry policy on the wire: durations as Go writes them, zeros left out. */
export interface RetryPolicyShown {
  readonly restart_delay?: string
  readonly restart_jitter?: string
  readonly error_window?: string
  readonly error_threshold?: number
}

export const retryPolicy = (policy: RetryPolicy): RetryPolicyShown => ({
  ...(policy.restartDelay === 0 ? {} : { restart_delay: formatGoDuration(policy.restartDelay) }),
  ...(policy.restartJitter === 0 ? {} : { restart_jitter: formatGoDuration(policy.restartJitter) }),
  ...(policy.errorWindow === 0 ? {} : { error_window: formatGoDuration(policy.errorWindow) }),
  ...(policy.errorThreshold === 0 ? {} : { error_threshold: policy.errorThreshold })
})

/** Milliseconds since the epoch as RFC 3339 in UTC. */
export const timestamp = (millis: number): string => DateTime.formatIso(DateTime.makeUnsafe(millis))

/** The time that a row shows while it has none. */
export const never = "0001-01-01T00:00:00Z"
