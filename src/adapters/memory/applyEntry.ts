import { HashMap, HashSet, Option } from "effect"
import type { Recording } from "../../domain/recordings/Recording.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { NewWorkerEvent } from "../../domain/supervision/WorkerEvent.ts"
import { RecordingId, type SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { JournalEntry } from "../../ports/Journal.ts"
import { eventIdentity } from "./eventIdentity.ts"
import { withOutages } from "./outages.ts"
import { int32, moment, storable } from "./storable.ts"
import type { RunRow, SourceRow, Tables } from "./Tables.ts"

type RunFacts = Extract<JournalEntry, { readonly _tag: "run" }>["run"]

const update = (tables: Tables, id: SourceId, change: (row: SourceRow) => SourceRow): Tables => ({
  ...tables,
  sources: HashMap.modify(tables.sources, id, change)
})

const enterEvent = (tables: Tables, event: NewWorkerEvent): Tables => {
  const identity = eventIdentity(event)
  const id = tables.lastId + 1
  return {
    ...update(tables, event.sourceId, (row) =>
      HashSet.has(row.told, identity)
        ? row
        : {
            ...row,
            told: HashSet.add(row.told, identity),
            events: [
              ...row.events,
              {
                ...event,
                id,
                pid: int32(event.pid),
                exitCode: event.type === "exited" ? int32(event.exitCode) : null,
                detail: event.detail === null ? null : storable(event.detail),
                at: moment(event.at)
              }
            ]
          }
    ),
    lastId: id
  }
}

const filledIn = (row: RunRow, facts: RunFacts): RunRow => ({
  ...row,
  startedAt: row.startedAt ?? facts.startedAt,
  pid: row.pid ?? int32(facts.pid),
  settings: row.settings ?? facts.settings,
  ...(row.endedAt === null && { endedAt: facts.endedAt, ending: facts.ending, exitCode: int32(facts.exitCode) })
})

const blankRun = {
  startedAt: null,
  pid: null,
  stopSentAt: null,
  stopReason: null,
  endedAt: null,
  ending: null,
  exitCode: null,
  settings: null
} as const

const enterRun = (tables: Tables, facts: RunFacts): Tables => {
  const known = Option.getOrUndefined(HashMap.get(tables.ran, facts.taskId))
  if (known !== undefined) {
    return update(tables, known, (source) => ({
      ...source,
      runs: source.runs.map((row) => (row.taskId === facts.taskId ? filledIn(row, facts) : row))
    }))
  }
  const { createdAt, taskId } = facts
  const row = filledIn({ ...blankRun, taskId, createdAt: moment(createdAt) }, facts)
  return {
    ...update(tables, facts.sourceId, (source) => ({ ...source, runs: [...source.runs, row] })),
    ran: HashMap.set(tables.ran, taskId, facts.sourceId)
  }
}

/** The facts of a run that only its recording tells of. */
const inferredRun = (taskId: TaskId, sourceId: SourceId, createdAt: Instant): RunFacts => ({
  ...blankRun,
  taskId,
  sourceId,
  createdAt
})

const measured = (recording: Recording, endedAt: Instant | null, bytes: number): Recording => ({
  ...recording,
  endedAt: recording.endedAt ?? endedAt,
  bytes: Math.max(recording.bytes, bytes)
})

const enterRecording = (tables: Tables, told: Omit<Recording, "id">): Tables => {
  const { endedAt, sourceId, startedAt, taskId } = told
  const bytes = Math.max(0, Math.trunc(told.bytes))
  const now = HashMap.has(tables.ran, taskId) ? tables : enterRun(tables, inferredRun(taskId, sourceId, startedAt))
  const id = RecordingId.make(now.lastId + 1)
  const isIt = (one: Recording) => one.taskId === taskId && one.startedAt === startedAt
  return {
    ...update(now, sourceId, (row) => ({
      ...row,
      recordings: row.recordings.some(isIt)
        ? row.recordings.map((one) => (isIt(one) ? measured(one, endedAt, bytes) : one))
        : [...row.recordings, { id, sourceId, taskId, startedAt, endedAt, bytes }]
    })),
    lastId: id
  }
}

/** The tables after one more entry of the journal. An entry of a source that is gone changes nothing, nor does one told again. */
export const applyEntry = (tables: Tables, entry: JournalEntry): Tables => {
  switch (entry._tag) {
    case "event":
      return HashMap.has(tables.sources, entry.event.sourceId) ? enterEvent(tables, entry.event) : tables
    case "run":
      return HashMap.has(tables.sources, entry.run.sourceId) ? enterRun(tables, entry.run) : tables
    case "recording started": {
      const { at, sourceId, taskId } = entry
      const started = { taskId, sourceId, startedAt: at, endedAt: null, bytes: 0 }
      return HashMap.has(tables.sources, sourceId) ? enterRecording(tables, started) : tables
    }
    case "recording":
      return HashMap.has(tables.sources, entry.sourceId) ? enterRecording(tables, entry) : tables
    case "outages":
      return { ...tables, outages: withOutages(tables.outages, entry.standing, entry.at) }
  }
}
