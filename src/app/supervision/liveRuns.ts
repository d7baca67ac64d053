import { type Capture, isOpen, type Run } from "../../domain/supervision/Run.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Measured, News } from "./LiveState.ts"

const noRuns: ReadonlyArray<Run> = []

/** The runs of one source: all open ones and, so that it can be told how things ended, the last ended one. */
const withRun = (runs: ReadonlyArray<Run>, run: Run): ReadonlyArray<Run> => {
  const others = runs.filter((other) => other.taskId !== run.taskId)
  const all = [...others, run].sort((a, b) => a.createdAt - b.createdAt)
  const lastEnded = all.findLast((one) => !isOpen(one))
  return all.filter((one) => isOpen(one) || one === lastEnded)
}

const signsOfLife: ReadonlySet<keyof Capture> = new Set(["lastHeartbeatAt", "lastRecordingAt", "grewAt", "fileBytes"])

/** Whether the run said nothing but that it lives and goes on with what it did. Of a stalled one that is news. */
const onlyLives = (before: Run, now: Run): boolean => {
  if (before.stalledAt !== null) return false
  for (const key of Object.keys(now) as Array<keyof Run>) {
    if (key !== "seenAt" && key !== "capture" && before[key] !== now[key]) return false
  }
  for (const key of Object.keys(now.capture) as Array<keyof Capture>) {
    if (!signsOfLife.has(key) && before.capture[key] !== now.capture[key]) return false
  }
  return true
}

/** The runs of all sources, and what was measured of them. */
export const liveRuns = () => {
  const runs = new Map<SourceId, ReadonlyArray<Run>>()
  const owners = new Map<TaskId, SourceId>()
  const measured = new Map<TaskId, Measured>()

  const of = (id: SourceId): ReadonlyArray<Run> => runs.get(id) ?? noRuns

  const get = (taskId: TaskId): Run | undefined => {
    const owner = owners.get(taskId)
    return owner === undefined ? undefined : of(owner).find((run) => run.taskId === taskId)
  }

  return {
    of,
    get,
    open: (): ReadonlyArray<Run> => [...runs.values()].flatMap((ofSource) => ofSource.filter(isOpen)),
    /** Adds or replaces a run; what that means. */
    put: (run: Run): News => {
      const before = get(run.taskId)
      const known = of(run.sourceId)
      const next = withRun(known, run)
      for (const { taskId } of known) {
        if (next.some((one) => one.taskId === taskId)) continue
        owners.delete(taskId)
        measured.delete(taskId)
      }
      if (next.includes(run)) owners.set(run.taskId, run.sourceId)
      runs.set(run.sourceId, next)
      return before !== undefined && onlyLives(before, run) ? "sign of life" : "change"
    },
    measured: (taskId: TaskId): Measured | undefined => measured.get(taskId),
    /** The source whose run was measured; undefined for a run that is not known. */
    measure: (taskId: TaskId, next: Measured): SourceId | undefined => {
      const owner = owners.get(taskId)
      if (owner !== undefined) measured.set(taskId, next)
      return owner
    }
  }
}
