import { HashMap, Option } from "effect"
import type { Recording } from "../../domain/recordings/Recording.ts"
import type { WorkerEvent, WorkerEventType } from "../../domain/supervision/WorkerEvent.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { Past } from "../../ports/WorkerEvents.ts"
import type { EventRow, OutageRow, RecordingRow, RunRow, SourceRow, Tables } from "./Tables.ts"

const nothing: Past = { runs: [], recordings: [], events: [], wishes: [], outages: [] }

/** What is told of a run and holds until something else is. */
const lasting: ReadonlySet<WorkerEventType> = new Set(["queued", "stalled", "recovered", "hindered", "freed"])

type Overlaps = (start: Instant, end: Instant | null) => boolean

const byEnd = (a: RunRow, b: RunRow) => (a.endedAt ?? 0) - (b.endedAt ?? 0) || (a.taskId < b.taskId ? -1 : 1)

const runsOf = (row: SourceRow, from: Instant, overlaps: Overlaps): Past["runs"] => {
  const before = row.runs
    .filter(({ endedAt }) => endedAt !== null && endedAt < from)
    .sort(byEnd)
    .at(-1)
  return row.runs
    .filter((run) => run === before || overlaps(run.createdAt, run.endedAt))
    .sort((a, b) => a.createdAt - b.createdAt || (a.taskId < b.taskId ? -1 : 1))
    .map(({ createdAt, endedAt, ending, exitCode, livedAt, startedAt, stopReason, taskId }) => ({
      taskId,
      createdAt,
      startedAt,
      endedAt,
      ending,
      exitCode,
      stopReason,
      livedAt
    }))
}

/** A recording without what only goes on with it. */
export const recordingOf = ({ about: _about, lost: _lost, sessionSince: _, ...recording }: RecordingRow): Recording =>
  recording

/** The event without what only the order of a source's history is told by. */
export const eventOf = ({ asked: _, ...event }: EventRow): WorkerEvent => event

const eventsOf = (row: SourceRow, from: Instant, to: Instant): Past["events"] => {
  const ascending = [...row.events].sort((a, b) => a.at - b.at || a.id - b.id)
  const turn = ascending.findLast(({ at, type }) => at < from && (type === "errored" || type === "reset"))
  const running = new Set(
    row.runs
      .filter(({ createdAt, endedAt }) => createdAt < from && (endedAt === null || endedAt >= from))
      .map(({ taskId }) => taskId)
  )
  const some = ascending.filter((event) => {
    if (event === turn || (event.at >= from && event.at <= to)) return true
    if (event.cause?.kind === "deleted" || event.cause?.kind === "found")
      return event.cause.stretches.some((one) => one.from <= to && one.to >= from)
    return lasting.has(event.type) && event.at < from && event.taskId !== null && running.has(event.taskId)
  })
  return some.map(eventOf)
}

/** Whether an outage stood in the way of this source, or of somebody who wanted it. */
const concerns = ({ kind, subject, userId }: OutageRow, { driver, wishes }: SourceRow): boolean =>
  subject === "" || (kind === "driver" && subject === driver) || wishes.some((one) => one.userId === userId)

/** What is stored of a source's past, from `from` to `to`. */
export const past = (tables: Tables, id: SourceId, from: Instant, to: Instant): Past => {
  const row = Option.getOrUndefined(HashMap.get(tables.sources, id))
  if (row === undefined) return nothing
  const overlaps: Overlaps = (start, end) => start <= to && (end === null || end >= from)
  return {
    runs: runsOf(row, from, overlaps),
    recordings: row.recordings
      .filter((recording) => overlaps(recording.startedAt, recording.endedAt))
      .sort((a, b) => a.startedAt - b.startedAt || a.id - b.id)
      .map(recordingOf),
    events: eventsOf(row, from, to),
    wishes: row.wishes,
    outages: tables.outages
      .filter((outage) => concerns(outage, row) && overlaps(outage.beganAt, outage.endedAt))
      .sort((a, b) => a.beganAt - b.beganAt)
      .map(({ beganAt, endedAt, kind, userId }) => ({ kind, userId, beganAt, endedAt }))
  }
}
