import type { Instant } from "../values/Time.ts"
import type { Run } from "./Run.ts"
import { type Hearing, stall } from "./Stall.ts"

/**
 * The run with `stalledAt` as it is to be put on record: set once its recording has stalled for as long as it could be heard,
 * taken back once it was seen to grow again or to have ended its recording. A run that nothing was heard of stays as it is.
 */
export const stalling = (run: Run, hearing: Hearing): Run => {
  if (run.phase !== "running") return run
  if (run.stalledAt !== null) return hasRecovered(run, run.stalledAt) ? { ...run, stalledAt: null } : run
  const found = stall(run, hearing)
  return found === null ? run : { ...run, stalledAt: found.since }
}

/** Whether the recorder was seen at work after it stalled. */
export const hasRecovered = ({ capture, heartbeatInterval }: Run, since: Instant): boolean => {
  if (capture.state === "idle" || capture.state === "sleeping") return true
  // Before the first byte a file that is merely opened is none that grows.
  const mayGrow = capture.hasBytes || (heartbeatInterval === null && !capture.segmented)
  return mayGrow && capture.grewAt !== null && capture.grewAt > since
}

/** When a stall that is over ended: as soon as the recorder was seen at work again. */
export const recoveredAt = (run: Run, stalledAt: Instant): Instant => {
  const { grewAt, lastRecordingAt } = run.capture
  const at = grewAt !== null && grewAt > stalledAt ? grewAt : lastRecordingAt
  return at !== null && at > stalledAt ? at : stalledAt
}
