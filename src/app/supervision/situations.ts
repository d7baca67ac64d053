import type { Situation } from "../../domain/supervision/Plan.ts"
import { isOpen } from "../../domain/supervision/Run.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { Assessment } from "./Assessment.ts"
import type { LiveState } from "./LiveState.ts"

/** The situations of all sources at one moment, and when the first of their holds ends. */
export const situations = (
  live: LiveState["Service"],
  assessment: Assessment
): { readonly all: ReadonlyArray<Situation>; readonly nextAt: Instant | null } => {
  const all: Array<Situation> = []
  let nextAt: Instant | null = null
  for (const entry of live.entries()) {
    const situation = assessment.situation(entry)
    if (!situation.eligible && !situation.runs.some(isOpen)) continue
    all.push(situation)
    const until = situation.hold !== null && "until" in situation.hold ? situation.hold.until : null
    if (until !== null && (nextAt === null || until < nextAt)) nextAt = until
  }
  const orphans = new Set<SourceId>()
  for (const run of live.openRuns()) if (live.entry(run.sourceId) === undefined) orphans.add(run.sourceId)
  for (const sourceId of orphans) {
    all.push({ sourceId, eligible: false, hold: null, restartAsked: 0, runs: live.runsOf(sourceId) })
  }
  return { all, nextAt }
}
