import { type Hindrance, isHindrance } from "../supervision/Cause.ts"
import type { TaskId } from "../supervision/TaskId.ts"
import { type Instant, latest } from "../values/Time.ts"
import type { CoverageInput } from "./CoverageInput.ts"

/** A stretch in which a recorder ran and something kept it from recording; `to` is null while that lasts. */
export interface Hindering {
  readonly taskId: TaskId
  readonly hindrance: Hindrance
  readonly from: Instant
  readonly to: Instant | null
}

/**
 * What kept recorders from recording, and when: each from when it goes on record until it was over, something else stood in the way, the
 * recorder recorded, or its run ended.
 */
export const hindrances = ({ events, recordings, runs }: CoverageInput): ReadonlyArray<Hindering> => {
  const changes = events.filter(({ type }) => type === "hindered" || type === "freed")
  if (changes.length === 0) return []
  const byTask = Map.groupBy(changes, ({ taskId }) => taskId)
  const recorded = Map.groupBy(recordings, ({ taskId }) => taskId)
  return runs.flatMap(({ endedAt, startedAt, taskId }) => {
    const own = byTask.get(taskId)?.toSorted((a, b) => a.at - b.at)
    if (own === undefined) return []
    const ends = [
      ...own.map(({ at }) => at),
      ...(recorded.get(taskId) ?? []).map((one) => one.startedAt),
      ...(endedAt === null ? [] : [endedAt])
    ].sort((a, b) => a - b)
    return own.flatMap(({ at, cause = null, type }): ReadonlyArray<Hindering> => {
      if (type !== "hindered" || !isHindrance(cause)) return []
      const from = latest(at, startedAt ?? at)
      const to = ends.find((end) => end > at) ?? null
      return endedAt !== null && from >= endedAt ? [] : [{ taskId, hindrance: cause, from, to }]
    })
  })
}
