import { isOpen, type Run } from "../../domain/supervision/Run.ts"
import type { Instant } from "../../domain/values/Time.ts"

/** When runs went on, by the wall clock; one whose start is on its way may have begun as soon as it was made. */
export const spansOf = (runs: ReadonlyArray<Run>, toWall: (at: Instant) => Instant) =>
  runs.flatMap((run) => {
    const { createdAt, endedAt } = run
    const startedAt = run.startedAt ?? (isOpen(run) ? createdAt : null)
    return startedAt === null
      ? []
      : [{ startedAt: toWall(startedAt), endedAt: endedAt === null ? null : toWall(endedAt) }]
  })
