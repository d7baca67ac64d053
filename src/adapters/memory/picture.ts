import { HashMap } from "effect"
import type { Recording } from "../../domain/recordings/Recording.ts"
import { restoreHistory, restoreRun } from "../../domain/supervision/Restore.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { WorkerEvent } from "../../domain/supervision/WorkerEvent.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import type { SourceRow, Tables } from "./Tables.ts"

/** The recording of a source that began last. */
export const lastRecording = (row: SourceRow): Recording | undefined => {
  let last: Recording | undefined
  for (const recording of row.recordings) {
    if (last === undefined || recording.startedAt >= last.startedAt) last = recording
  }
  return last
}

/** The start of the last recording that a run has not ended. */
const recordingSince = (row: SourceRow, taskId: TaskId): Instant | null => {
  let since: Instant | null = null
  for (const recording of row.recordings) {
    if (recording.taskId !== taskId || recording.endedAt !== null) continue
    if (since === null || recording.startedAt > since) since = recording.startedAt
  }
  return since
}

/** The last stall that a run has not recovered from. */
const stalledAt = (row: SourceRow, taskId: TaskId): Instant | null => {
  let last: WorkerEvent | undefined
  for (const event of row.events) {
    if (event.taskId !== taskId || (event.type !== "stalled" && event.type !== "recovered")) continue
    if (last === undefined || event.at >= last.at) last = event
  }
  return last?.type === "stalled" ? last.at : null
}

/** A source as it is shown to the rules. */
export const picture = (tables: Tables, row: SourceRow, readAt: Instant): StoredSource => {
  const last = lastRecording(row)
  return {
    id: row.id,
    driver: row.driver,
    username: row.username,
    createdAt: row.createdAt,
    restartAt: row.restartAt,
    overrides: row.overrides,
    overridesVersion: row.overridesVersion,
    subscriptions: row.subscriptions.map((subscription) => ({
      ...subscription,
      owner: HashMap.getUnsafe(tables.users, subscription.userId).user.username,
      sourceId: row.id,
      driver: row.driver,
      username: row.username
    })),
    history: restoreHistory(row.resetAt, row.events, readAt),
    openRuns: row.runs
      .filter((run) => run.endedAt === null)
      .sort((a, b) => a.createdAt - b.createdAt || (a.taskId < b.taskId ? -1 : 1))
      .map((run) => {
        const { taskId } = run
        const told = { recordingSince: recordingSince(row, taskId), stalledAt: stalledAt(row, taskId) }
        return restoreRun({ ...run, ...told, sourceId: row.id }, readAt)
      }),
    lastRecordingAt: last === undefined ? null : (last.endedAt ?? last.startedAt)
  }
}
