import { HashMap, HashSet, Option } from "effect"
import { paired, settledBy, toldTwice } from "../../domain/recordings/OnDisk.ts"
import type { Recording } from "../../domain/recordings/Recording.ts"
import { isSeen } from "../../domain/supervision/Run.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import { endEvents, type NewWorkerEvent } from "../../domain/supervision/WorkerEvent.ts"
import { RecordingId, type SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { JournalEntry } from "../../ports/Journal.ts"
import { eventIdentity } from "./eventIdentity.ts"
import { withOutages } from "./outages.ts"
import { int32, moment, storable } from "./storable.ts"
import type { RecordingRow, RunRow, SourceRow, Tables } from "./Tables.ts"

type RunFacts = Extract<JournalEntry, { readonly _tag: "run" }>["run"]

const update = (tables: Tables, id: SourceId, change: (row: SourceRow) => SourceRow): Tables => ({
  ...tables,
  sources: HashMap.modify(tables.sources, id, change)
})

const ends: ReadonlySet<string | null> = new Set(endEvents)

/** Whether the event tells of an end of its run though that is stored to have ended otherwise. */
const contradicts = (event: NewWorkerEvent, { runs }: SourceRow): boolean => {
  if (event.taskId === null || !ends.has(event.type)) return false
  const ending = runs.find(({ taskId }) => taskId === event.taskId)?.ending ?? null
  return ends.has(ending) && ending !== event.type
}

const enterEvent = (tables: Tables, event: NewWorkerEvent, asked: number): Tables => {
  const identity = eventIdentity(event)
  const id = tables.lastId + 1
  return {
    ...update(tables, event.sourceId, (row) =>
      HashSet.has(row.told, identity) || contradicts(event, row)
        ? row
        : {
            ...row,
            told: HashSet.add(row.told, identity),
            events: [
              ...row.events,
              {
                ...event,
                asked,
                id,
                pid: int32(event.pid),
                exitCode: event.type === "exited" ? int32(event.exitCode) : null,
                detail: event.detail === null ? null : storable(event.detail),
                cause: event.cause ?? null,
                at: moment(event.at)
              }
            ]
          }
    ),
    lastId: id
  }
}

/** Whether a run was given up before it began. */
const isGivenUp = ({ ending, startedAt }: RunRow): boolean =>
  startedAt === null && (ending === "unsent" || ending === "refused")

/** Whether a run ends now, and by no stop of ours. */
const endsUnasked = (row: RunRow, { endedAt, stopReason }: RunFacts): boolean =>
  row.endedAt === null && endedAt !== null && stopReason === null

const filledIn = (row: RunRow, facts: RunFacts): RunRow => ({
  ...row,
  startedAt: row.startedAt ?? facts.startedAt,
  pid: row.pid ?? int32(facts.pid),
  settings: row.settings ?? facts.settings,
  action: row.action ?? facts.action,
  tries: Math.max(row.tries, facts.tries),
  ...(endsUnasked(row, facts)
    ? { stopSentAt: null, stopReason: null }
    : { stopReason: row.stopReason ?? facts.stopReason }),
  ...((row.endedAt === null || (isGivenUp(row) && isSeen(facts))) && {
    asked: Math.max(row.asked, facts.asked),
    endedAt: facts.endedAt,
    ending: facts.ending,
    exitCode: int32(facts.exitCode),
    refusal: facts.refusal,
    message: facts.message === null ? null : storable(facts.message)
  })
})

const blankRun = {
  livedAt: null,
  asked: 0,
  startedAt: null,
  pid: null,
  stopSentAt: null,
  stopReason: null,
  endedAt: null,
  ending: null,
  exitCode: null,
  refusal: null,
  message: null,
  settings: null,
  action: null,
  tries: 0
} as const

/** The tables with these facts of a run filled in, or with the run if it is new. */
export const enterRun = (tables: Tables, facts: RunFacts): Tables => {
  const known = Option.getOrUndefined(HashMap.get(tables.ran, facts.taskId))
  if (known !== undefined) {
    return update(tables, known, (source) => ({
      ...source,
      runs: source.runs.map((row) => (row.taskId === facts.taskId ? filledIn(row, facts) : row))
    }))
  }
  const { asked, createdAt, taskId } = facts
  const row = filledIn({ ...blankRun, taskId, createdAt: moment(createdAt), asked }, facts)
  return {
    ...update(tables, facts.sourceId, (source) => ({ ...source, runs: [...source.runs, row] })),
    ran: HashMap.set(tables.ran, taskId, facts.sourceId)
  }
}

/** The facts of a run that only its recording tells of. */
const inferredRun = (taskId: TaskId, sourceId: SourceId, createdAt: Instant): RunFacts => ({
  ...blankRun,
  phase: "sent",
  taskId,
  sourceId,
  createdAt
})

const measured = (recording: RecordingRow, endedAt: Instant | null, bytes: number): RecordingRow => ({
  ...recording,
  endedAt: recording.endedAt ?? endedAt,
  bytes: Math.max(recording.bytes, bytes)
})

const enterRecording = (tables: Tables, told: Omit<Recording, "id">, sessionSince: Instant | null): Tables => {
  const { endedAt, sourceId, startedAt, taskId } = told
  const bytes = Math.max(0, Math.trunc(told.bytes))
  const now = HashMap.has(tables.ran, taskId) ? tables : enterRun(tables, inferredRun(taskId, sourceId, startedAt))
  const id = RecordingId.make(now.lastId + 1)
  const isIt = (one: RecordingRow) => one.taskId === taskId && one.startedAt === startedAt
  return {
    ...update(now, sourceId, (row) => ({
      ...row,
      recordings: row.recordings.some(isIt)
        ? row.recordings.map((one) =>
            isIt(one) ? { ...measured(one, endedAt, bytes), sessionSince: one.sessionSince ?? sessionSince } : one
          )
        : [...row.recordings, { id, sourceId, taskId, startedAt, endedAt, bytes, sessionSince, lost: null }]
    })),
    lastId: id
  }
}

/** The recordings of a source as the disk settles those of one run. */
const settled = (
  tables: Tables,
  { recordings, sourceId, taskId }: Extract<JournalEntry, { readonly _tag: "settled" }>
) => {
  if (!HashMap.has(tables.ran, taskId)) return tables
  const known = Option.getOrUndefined(HashMap.get(tables.sources, sourceId))?.recordings ?? []
  const records = paired(taskId, known, recordings)
  const gone = new Set(toldTwice(taskId, known, recordings, records))
  const left = update(tables, sourceId, (source) => ({
    ...source,
    recordings: source.recordings.filter((one) => !gone.has(one))
  }))
  return recordings.reduce((now, disk, i) => {
    const record = records[i]
    if (record === undefined) return now
    if (record === null) return enterRecording(now, { taskId, sourceId, ...disk }, null)
    return update(now, sourceId, (source) => ({
      ...source,
      recordings: source.recordings.map((one) => (one.id === record.id ? settledBy(one, disk) : one))
    }))
  }, left)
}

/** The tables after one more entry of the journal. An entry of a source that is gone changes nothing, nor does one told again. */
export const applyEntry = (tables: Tables, entry: JournalEntry, now: Instant): Tables => {
  switch (entry._tag) {
    case "event":
      return HashMap.has(tables.sources, entry.event.sourceId)
        ? enterEvent(tables, entry.event, entry.asked ?? 0)
        : tables
    case "run":
      return HashMap.has(tables.sources, entry.run.sourceId) ? enterRun(tables, entry.run) : tables
    case "recording started": {
      const { at, sessionSince, sourceId, taskId } = entry
      const started = { taskId, sourceId, startedAt: at, endedAt: null, bytes: 0 }
      return HashMap.has(tables.sources, sourceId) ? enterRecording(tables, started, sessionSince) : tables
    }
    case "recording":
      return HashMap.has(tables.sources, entry.sourceId) ? enterRecording(tables, entry, null) : tables
    case "lost": {
      const { lost, sourceId, startedAt, taskId } = entry
      if (!HashMap.has(tables.sources, sourceId)) return tables
      return update(tables, sourceId, (row) => ({
        ...row,
        recordings: row.recordings.map((one) =>
          one.taskId === taskId && one.startedAt === startedAt ? { ...one, lost } : one
        )
      }))
    }
    case "settled":
      return HashMap.has(tables.sources, entry.sourceId) ? settled(tables, entry) : tables
    case "outages":
      return withOutages(tables, entry.standing, entry.at, now)
  }
}
