import type { Run } from "../../domain/supervision/Run.ts"
import type { Instant } from "../../domain/values/Time.ts"

/** When runs that started did, and ended, by the wall clock. */
export const spansOf = (runs: ReadonlyArray<Run>, toWall: (at: Instant) => Instant) =>
  runs.flatMap(({ endedAt, startedAt }) =>
    startedAt === null ? [] : [{ startedAt: toWall(startedAt), endedAt: endedAt === null ? null : toWall(endedAt) }]
  )
