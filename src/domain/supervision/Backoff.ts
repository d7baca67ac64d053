import type { SourceId } from "../values/Ids.ts"
import { type Instant, later, type Millis } from "../values/Time.ts"
import { type ErrorPolicy, recentFailures } from "./ErrorWindow.ts"
import type { History } from "./History.ts"

/** The part of a wait that jitter may take away: waits lie between 80 and 100 per cent of their length. */
export const jitterShare = 0.2

/** A number from 0 to 1 that depends on its arguments alone, so that every backend computes the same jitter. */
const fraction = (sourceId: SourceId, at: Instant): number => {
  let hash = Math.imul(sourceId, 0x9e3779b1) ^ Math.imul(Math.floor(at / 0x100000000), 0x85ebca6b) ^ (at | 0)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x100000000
}

/** The wait after the `count`th failure in a row, before jitter: doubled each time, never above the maximum. */
export const wait = (policy: ErrorPolicy, count: number): Millis =>
  Math.min(policy.restartDelay * 2 ** Math.min(count - 1, 40), policy.restartDelayMax)

/**
 * The earliest moment of the next start: after a failure the wait for its place in the window, after a blocked exit the
 * longest wait; `null` when neither is on record. The count is taken at the last failure, so the answer does not move with time.
 */
export const nextStart = (sourceId: SourceId, history: History, policy: ErrorPolicy): Instant | null => {
  const failure = history.failures.at(-1)
  const block = history.blocks.at(-1)
  const jittered = (at: Instant, ms: Millis) => later(at, Math.round(ms * (1 - jitterShare * fraction(sourceId, at))))
  const afterFailure =
    failure === undefined
      ? null
      : jittered(failure, wait(policy, Math.max(1, recentFailures(history, policy, failure).length)))
  const afterBlock = block === undefined ? null : jittered(block, policy.restartDelayMax)
  if (afterFailure === null) return afterBlock
  return afterBlock === null || afterFailure >= afterBlock ? afterFailure : afterBlock
}

/** What a start that fails at once may take, from its time to the exit, before the error window could miss it. */
const startAllowance: Millis = 1000

/** All that passes before a trip: the window must be longer, or a source that always fails at once would never trip. */
export const waitsBeforeTrip = (policy: ErrorPolicy): Millis => {
  let total = 0
  for (let count = 1; count < policy.errorThreshold; count++) total += wait(policy, count) + startAllowance
  return total
}
