import { HashMap } from "effect"
import { isHindrance } from "../../domain/supervision/Cause.ts"
import { restoreEndedRun, restoreHistory, restoreRun } from "../../domain/supervision/Restore.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { WorkerEvent } from "../../domain/supervision/WorkerEvent.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import type { RecordingRow, RunRow, SourceRow, Tables } from "./Tables.ts"

/** The recording of a source that began last. */
export const lastRecording = (row: SourceRow): RecordingRow | undefined => {
  let last: RecordingRow | undefined
  for (const recording of row.recordings) {
    if (last === undefined || recording.startedAt >= last.startedAt) last = recording
  }
  return last
}

/** The last recording that a run has not ended. */
const openRecording = (row: SourceRow, taskId: TaskId) => {
  let last: RecordingRow | null = null
  for (const recording of row.recordings) {
    if (recording.taskId !== taskId || recording.endedAt !== null) continue
    if (last === null || recording.startedAt > last.startedAt) last = recording
  }
  return last === null
    ? null
    : { since: last.startedAt, sessionSince: last.sessionSince, lost: last.lost, about: last.about }
}

/** The last stall that a run has not recovered from. */
const stalledAt = (row: SourceRow, taskId: TaskId): Instant | null => {
  let last: WorkerEvent | undefined
  for (const event of row.events) {
    if (event.taskId !== taskId || (event.type !== "stalled" && event.type !== "recovered")) continue
    last = event
  }
  return last?.type === "stalled" ? last.at : null
}

/** What keeps a run from recording, as it told last. */
const hindered = (row: SourceRow, taskId: TaskId) => {
  const last = row.events.findLast(
    (event) => event.taskId === taskId && (event.type === "hindered" || event.type === "freed")
  )
  const cause = last?.type === "hindered" ? last.cause : null
  return last === undefined || !isHindrance(cause) ? null : { cause, since: last.at }
}

const openRun = (row: SourceRow, { livedAt: _, ...run }: RunRow, readAt: Instant) => {
  const { taskId } = run
  const told = {
    recording: openRecording(row, taskId),
    stalledAt: stalledAt(row, taskId),
    hindered: hindered(row, taskId)
  }
  return restoreRun({ ...run, ...told, sourceId: row.id }, readAt)
}

const endedRun = (row: SourceRow, { livedAt: _, stopSentAt: _sent, ...run }: RunRow) =>
  restoreEndedRun({ ...run, sourceId: row.id })

/** A source as it is shown to the rules. */
export const storedSource = (tables: Tables, row: SourceRow, readAt: Instant, horizon: Instant): StoredSource => {
  const last = lastRecording(row)
  const {
    events,
    recordings: _,
    resetAsked,
    runs,
    subscriptions,
    identities: _identities,
    wishes: _wishes,
    ...own
  } = row
  const lastRun = runs.findLast(({ endedAt }) => endedAt !== null)
  return {
    ...own,
    subscriptions: subscriptions.map((subscription) => ({
      ...subscription,
      owner: HashMap.getUnsafe(tables.users, subscription.userId).user.username,
      sourceId: row.id,
      driver: row.driver,
      username: row.username
    })),
    history: restoreHistory(resetAsked, events, horizon),
    runs: runs
      .filter((run) => run.endedAt === null || run === lastRun)
      .map((run) => (run.endedAt === null ? openRun(row, run, readAt) : endedRun(row, run))),
    lastRecordingAt: last === undefined ? null : (last.endedAt ?? last.startedAt)
  }
}
