import type { Situation } from "../../../domain/supervision/Plan.ts"
import { isOpen } from "../../../domain/supervision/Run.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import type { Assessment } from "../assessment/Assessment.ts"
import type { LiveState } from "../live/LiveState.ts"

/** The situations of all sources at one moment. */
export const situations = (live: LiveState["Service"], assessment: Assessment): ReadonlyArray<Situation> => {
  const all: Array<Situation> = []
  let ofSources = 0
  for (const stored of live.sources()) {
    const situation = assessment.situation(stored)
    let open = 0
    for (const run of situation.runs) if (isOpen(run)) open++
    ofSources += open
    if (situation.eligible || open > 0) all.push(situation)
  }
  const openRuns = live.openRuns()
  // As a rule every run is a known source's.
  if (openRuns.length === ofSources) return all
  const orphans = new Set<SourceId>()
  for (const run of openRuns) if (live.source(run.sourceId) === undefined) orphans.add(run.sourceId)
  for (const sourceId of orphans) {
    const runs = live.runsOf(sourceId)
    all.push({ sourceId, driver: "", wishes: [], eligible: false, hold: null, restartAsked: 0, runs })
  }
  return all
}
