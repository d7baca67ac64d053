import type { Run } from "../../domain/supervision/Run.ts"
import type { Instant } from "../../domain/values/Time.ts"

/**
 * Whether a run may have begun that is not known to have: its start may be on its way, and nobody need have heard of one that was lost or
 * stopped. What was given up as never sent is not taken to have begun while another went on, which had ended at `over`.
 */
const mayHaveBegun = ({ createdAt, ending }: Run, over: Instant | null): boolean => {
  if (ending === "unsent") return over !== null && createdAt >= over
  return ending === null || ending === "lost" || ending === "stopped"
}

/**
 * When runs went on, by the wall clock, beside one that ended at `over`, null while it goes on; one that may have begun may have done so as
 * soon as it was made.
 */
export const spansOf = (runs: ReadonlyArray<Run>, over: Instant | null, toWall: (at: Instant) => Instant) =>
  runs.flatMap((run) => {
    const { createdAt, endedAt } = run
    const startedAt = run.startedAt ?? (mayHaveBegun(run, over) ? createdAt : null)
    return startedAt === null
      ? []
      : [{ startedAt: toWall(startedAt), endedAt: endedAt === null ? null : toWall(endedAt) }]
  })
