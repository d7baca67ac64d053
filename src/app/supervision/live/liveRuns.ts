import { withRecord } from "../../../domain/supervision/Record.ts"
import { type Capture, isOpen, type Run } from "../../../domain/supervision/Run.ts"
import { withRun, worthKeeping } from "../../../domain/supervision/RunOrder.ts"
import type { TaskId } from "../../../domain/supervision/TaskId.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import type { Measured, News } from "./LiveState.ts"

const noRuns: ReadonlyArray<Run> = []

const signsOfLife: ReadonlySet<keyof Capture> = new Set([
  "lastHeartbeatAt",
  "lastRecordingAt",
  "grewAt",
  "fileBytes",
  "lookedAt"
])

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
  const recorded = new Set<SourceId>()
  const owners = new Map<TaskId, SourceId>()
  const measured = new Map<TaskId, Measured>()

  const of = (id: SourceId): ReadonlyArray<Run> => runs.get(id) ?? noRuns

  const get = (taskId: TaskId): Run | undefined => {
    const owner = owners.get(taskId)
    return owner === undefined ? undefined : of(owner).find((run) => run.taskId === taskId)
  }

  const set = (id: SourceId, next: ReadonlyArray<Run>): void => {
    for (const { taskId } of of(id)) {
      if (next.some((one) => one.taskId === taskId)) continue
      owners.delete(taskId)
      measured.delete(taskId)
    }
    for (const { taskId } of next) owners.set(taskId, id)
    if (next.length === 0) runs.delete(id)
    else runs.set(id, next)
    if (next.some(isOpen)) recorded.add(id)
    else recorded.delete(id)
  }

  return {
    of,
    get,
    open: (): ReadonlyArray<Run> => {
      const open: Array<Run> = []
      for (const ofSource of runs.values()) for (const run of ofSource) if (isOpen(run)) open.push(run)
      return open
    },
    /** The sources that have open runs. */
    recorded: (): ReadonlySet<SourceId> => recorded,
    /** Adds or replaces a run; what that means. */
    put: (run: Run): News => {
      const before = get(run.taskId)
      set(run.sourceId, worthKeeping(withRun(of(run.sourceId), run)))
      return before !== undefined && onlyLives(before, run) ? "sign of life" : "change"
    },
    /** Joins what is known of a source's runs with their record. */
    record: (id: SourceId, stored: ReadonlyArray<Run>): void => set(id, worthKeeping(withRecord(of(id), stored))),
    /** Takes in open runs that nothing is known of; what is known of others is known better. */
    adopt: (open: ReadonlyArray<Run>): void => {
      for (const run of open)
        if (get(run.taskId) === undefined) set(run.sourceId, worthKeeping([...of(run.sourceId), run]))
    },
    /** The source is gone: nothing is kept of it but what still runs. */
    forget: (id: SourceId): void => set(id, of(id).filter(isOpen)),
    measured: (taskId: TaskId): Measured | undefined => measured.get(taskId),
    /** The source whose run was measured; undefined for a run that is not known. */
    measure: (taskId: TaskId, next: Measured): SourceId | undefined => {
      const owner = owners.get(taskId)
      if (owner !== undefined) measured.set(taskId, next)
      return owner
    }
  }
}
