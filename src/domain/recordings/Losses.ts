import type { Run } from "../supervision/Run.ts"
import type { WorkerEvent } from "../supervision/WorkerEvent.ts"
import type { Instant, Millis } from "../values/Time.ts"

/** What is known to be lost of recordings that ended from `from` to `to`, and of the one that still goes on. */
export const lossesWithin = (
  events: ReadonlyArray<Pick<WorkerEvent, "at" | "cause">>,
  going: Run | null,
  from: Instant,
  to: Instant
): Millis => {
  let lost = going?.capture.lost?.ms ?? 0
  for (const { at, cause } of events) {
    if (cause?.kind === "lossy" && at >= from && at <= to) lost += 1000 * cause.seconds
  }
  return lost
}
