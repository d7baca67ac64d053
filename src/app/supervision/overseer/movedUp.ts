import type { Run } from "../../../domain/supervision/Run.ts"
import type { Happening, LiveState } from "../live/LiveState.ts"

/** Those who waited behind a run that has left its driver's queue, each a place further on. */
export const movedUp = (live: LiveState["Service"], { run }: Happening): ReadonlyArray<Run> => {
  const place = run?.before?.queuePosition ?? null
  if (run === null || place === null || run.before?.phase !== "queued" || run.after.phase === "queued") return []
  const driver = live.source(run.after.sourceId)?.driver
  return live.openRuns().flatMap((one) => {
    const { phase, queuePosition, sourceId } = one
    const isBehind = phase === "queued" && queuePosition !== null && queuePosition > place
    return isBehind && live.source(sourceId)?.driver === driver ? [{ ...one, queuePosition: queuePosition - 1 }] : []
  })
}
