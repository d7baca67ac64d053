import type { Outage } from "../supervision/Outage.ts"
import type { TaskId } from "../supervision/TaskId.ts"
import { type Instant, later, type Millis } from "../values/Time.ts"
import type { CoverageInput, PastRun } from "./CoverageInput.ts"

/** A run that was lost is noticed no longer than this after the link came back. */
export const noticed: Millis = 60_000

/**
 * The evidence as far as it proves anything: a run that was lost with its overseer was last known to work when the link went down,
 * so it and its recordings end there.
 */
export const trimmed = (evidence: CoverageInput): CoverageInput => {
  const links = evidence.outages.filter(({ kind }) => kind === "link")
  if (links.length === 0) return evidence
  const cut = new Map<TaskId, Instant>()
  const runs = evidence.runs.map((run) => {
    const end = lastKnown(run, links)
    if (end === null) return run
    cut.set(run.taskId, end)
    return { ...run, endedAt: end }
  })
  if (cut.size === 0) return evidence
  const recordings = evidence.recordings.flatMap((recording) => {
    const end = cut.get(recording.taskId)
    if (end === undefined || (recording.endedAt !== null && recording.endedAt <= end)) return recording
    return recording.startedAt < end ? { ...recording, endedAt: end } : []
  })
  return { ...evidence, runs, recordings }
}

const lastKnown = (run: PastRun, links: ReadonlyArray<Outage>): Instant | null => {
  const { createdAt, ending, endedAt, startedAt } = run
  if (ending !== "lost" || endedAt === null) return null
  const began = startedAt ?? createdAt
  const outage = links.findLast(
    (link) =>
      link.beganAt < endedAt &&
      link.beganAt > began &&
      (link.endedAt === null || endedAt <= later(link.endedAt, noticed))
  )
  return outage === undefined ? null : outage.beganAt
}
