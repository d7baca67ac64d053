import type { PastRun } from "../../domain/recordings/CoverageInput.ts"
import { foundRun, type Run } from "../../domain/supervision/Run.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"

/** A run as its past is told, on the timeline of this process. */
export const pastRun = (sourceId: SourceId, past: PastRun, fromWall: (at: Instant) => Instant): Run => {
  const { createdAt, endedAt, ending, exitCode, startedAt, stopReason, taskId } = past
  return {
    ...foundRun(taskId, sourceId, fromWall(createdAt)),
    phase: endedAt === null ? "sent" : "ended",
    startedAt: startedAt === null ? null : fromWall(startedAt),
    endedAt: endedAt === null ? null : fromWall(endedAt),
    ending,
    exitCode,
    stopReason
  }
}
