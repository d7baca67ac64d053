import type { Outage } from "../supervision/Outage.ts"
import type { TaskId } from "../supervision/TaskId.ts"
import { type Instant, later, latest, type Millis } from "../values/Time.ts"
import type { CoverageInput, PastRun } from "./CoverageInput.ts"

/** A run that was lost is noticed no longer than this after the link came back. */
export const noticed: Millis = 60_000

/** How old the last proof of a run's life may be: it is written down twice as often. */
export const unproven: Millis = 60_000

/**
 * A run as far as it is proven. `cut` tells of one that nothing shows the end of: nothing was there to see it. `vague` tells of one that may
 * have lived on after its recording had ended: nobody saw it do so.
 */
export type ProvenRun = PastRun & { readonly cut: boolean; readonly vague: boolean }

export interface ProvenInput extends CoverageInput {
  readonly runs: ReadonlyArray<ProvenRun>
}

/**
 * The evidence as far as it proves anything up to `to`: a run that was lost with its overseer was last known to work when the link
 * went down, and one that was lost with everything when its last sign of life was written down. It and its recordings end there, or
 * where a recording that is known to have ended by itself did. One whose end was only concluded from a list ends there as well.
 */
export const trimmed = (evidence: CoverageInput, to: Instant): ProvenInput => {
  const links = evidence.outages.filter(({ kind }) => kind === "link")
  const ends = new Map<TaskId, Instant>()
  const runs = evidence.runs.map((run): ProvenRun => {
    const link = lastKnown(run, links, evidence.recordings)
    const life = lastProof(run, evidence.recordings, to)
    const cut = life !== null && (link === null || link - life > unproven)
    const seen = cut || link !== null ? null : lastSeen(run, evidence.recordings)
    const end = cut ? life : (link ?? seen)
    const vague = seen !== null
    if (end === null) return { ...run, cut, vague }
    ends.set(run.taskId, end)
    return { ...run, endedAt: end, cut, vague }
  })
  if (ends.size === 0) return { ...evidence, runs }
  const recordings = evidence.recordings.flatMap((recording) => {
    const end = ends.get(recording.taskId)
    if (end === undefined || (recording.endedAt !== null && recording.endedAt <= end)) return recording
    return recording.startedAt < end ? { ...recording, endedAt: end } : []
  })
  return { ...evidence, runs, recordings }
}

/**
 * When the last of a run's recordings ended that has an end of its own, and not merely that of its run: whoever saw it tells that, the
 * recorder or its files.
 */
const ownEnd = ({ endedAt, taskId }: PastRun, recordings: CoverageInput["recordings"]): Instant | null =>
  recordings.reduce<Instant | null>((last, one) => {
    if (one.taskId !== taskId || one.endedAt === null || (endedAt !== null && one.endedAt >= endedAt)) return last
    return last === null ? one.endedAt : latest(last, one.endedAt)
  }, null)

/** The last proof of the life of a run that nobody told the end of, if that is too old; null for any other. */
const lastProof = (run: PastRun, recordings: CoverageInput["recordings"], to: Instant): Instant | null => {
  const { createdAt, ending, endedAt, livedAt, startedAt, taskId } = run
  if (ending !== null && ending !== "lost") return null
  let proof = latest(livedAt ?? createdAt, startedAt ?? createdAt)
  for (const one of recordings) if (one.taskId === taskId) proof = latest(proof, one.startedAt)
  proof = latest(proof, ownEnd(run, recordings) ?? proof)
  return (endedAt ?? to) - proof > unproven ? proof : null
}

/**
 * When the last recording of a run ended that nobody told the end of, if no sign of its life was written down after that; null for any other.
 * It may have waited for its source to come back, and it may have ended with its recording.
 */
const lastSeen = (run: PastRun, recordings: CoverageInput["recordings"]): Instant | null => {
  const { ending, livedAt, stopReason } = run
  if (ending !== "lost" && (ending !== "stopped" || stopReason !== null)) return null
  const own = ownEnd(run, recordings)
  return own === null || own < (livedAt ?? own) ? null : own
}

const lastKnown = (
  run: PastRun,
  links: ReadonlyArray<Outage>,
  recordings: CoverageInput["recordings"]
): Instant | null => {
  const { createdAt, ending, endedAt, startedAt } = run
  if (ending !== "lost" || endedAt === null) return null
  const began = startedAt ?? createdAt
  const outage = links.findLast(
    (link) =>
      link.beganAt < endedAt &&
      link.beganAt > began &&
      (link.endedAt === null || endedAt <= later(link.endedAt, noticed))
  )
  return outage === undefined ? null : latest(outage.beganAt, ownEnd(run, recordings) ?? outage.beganAt)
}
