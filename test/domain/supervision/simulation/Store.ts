import type { Run } from "../../../../src/domain/supervision/Run.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { WorkerEvent } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { Instant } from "../../../../src/domain/values/Time.ts"

type StoredRun = Pick<Run, "taskId" | "sourceId" | "createdAt" | "startedAt" | "pid" | "settings" | "endedAt"> & {
  readonly stopSentAt: Instant | null
}

type StoredEvent = Pick<WorkerEvent, "type" | "at" | "exitCode" | "detail" | "sourceId">

/** What outlives a backend: the wishes, the runs as they were last written down, and the events. */
export const makeStore = (sources: ReadonlyArray<SourceId>) => {
  const runs = new Map<TaskId, StoredRun>()
  const events: Array<StoredEvent> = []
  return {
    sources,
    wanted: new Set<SourceId>(sources),
    restartAt: new Map<SourceId, Instant>(),
    events,
    keep: (run: Run) => {
      const { createdAt, endedAt, pid, settings, sourceId, startedAt, taskId } = run
      const stopSentAt = runs.get(taskId)?.stopSentAt ?? null
      const ended = runs.get(taskId)?.endedAt ?? endedAt
      runs.set(taskId, { createdAt, endedAt: ended, pid, settings, sourceId, startedAt, taskId, stopSentAt })
    },
    stopping: (run: Run, at: Instant) => {
      const stored = runs.get(run.taskId)
      if (stored !== undefined) runs.set(run.taskId, { ...stored, stopSentAt: at })
    },
    stopIsStored: (taskId: TaskId) => (runs.get(taskId)?.stopSentAt ?? null) !== null,
    open: () => [...runs.values()].filter((run) => run.endedAt === null),
    /** The runs are lost, as when an old database is restored. */
    forget: () => runs.clear()
  }
}

export type Store = ReturnType<typeof makeStore>
