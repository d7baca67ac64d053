import type { Situation } from "../../../domain/supervision/Plan.ts"
import { isOpen } from "../../../domain/supervision/Run.ts"
import type { Assessment } from "../assessment/Assessment.ts"
import type { LiveState } from "../live/LiveState.ts"

/** The situations of all sources at one moment. */
export const situations = (live: LiveState["Service"], assessment: Assessment): ReadonlyArray<Situation> => {
  const all: Array<Situation> = []
  let recorded = 0
  for (const stored of live.sources()) {
    const situation = assessment.situation(stored)
    const isRecorded = situation.runs.some(isOpen)
    if (isRecorded) recorded++
    if (situation.eligible || isRecorded) all.push(situation)
  }
  // As a rule every run is a known source's.
  if (recorded === live.recorded().size) return all
  for (const sourceId of live.recorded()) {
    if (live.source(sourceId) !== undefined) continue
    const runs = live.runsOf(sourceId)
    all.push({ sourceId, driver: "", wishes: [], eligible: false, hold: null, restartAsked: 0, runs })
  }
  return all
}
