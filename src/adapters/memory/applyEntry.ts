import { HashMap, HashSet, Option, Struct } from "effect"
import { paired, settledBy, toldTwice } from "../../domain/recordings/OnDisk.ts"
import { grown, type RecordingFacts } from "../../domain/recordings/Recording.ts"
import { foundRun } from "../../domain/supervision/Run.ts"
import { endsUnasked, filledIn, type RunFacts, storedOfRun } from "../../domain/supervision/RunFacts.ts"
import { endEvents, type NewWorkerEvent } from "../../domain/supervision/WorkerEvent.ts"
import { RecordingId, type SourceId } from "../../domain/values/Ids.ts"
import type { JournalEntry } from "../../ports/Journal.ts"
import { eventIdentity } from "./eventIdentity.ts"
import { withOutages } from "./outages.ts"
import { int32, moment, storable } from "./storable.ts"
import type { RecordingRow, RunRow, SourceRow, Tables } from "./Tables.ts"

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
      HashSet.has(row.identities, identity) || contradicts(event, row)
        ? row
        : {
            ...row,
            identities: HashSet.add(row.identities, identity),
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

/** What is told of a run as every store can keep it. */
const fitting = (facts: RunFacts): RunFacts => ({
  ...facts,
  createdAt: moment(facts.createdAt),
  pid: int32(facts.pid),
  exitCode: int32(facts.exitCode),
  message: facts.message === null ? null : storable(facts.message)
})

const newRow = (facts: RunFacts): RunRow => ({ ...Struct.pick(facts, storedOfRun), stopSentAt: null, livedAt: null })

const withFacts = (row: RunRow, facts: RunFacts): RunRow => ({
  ...filledIn(row, facts),
  stopSentAt: endsUnasked(row, facts) ? null : row.stopSentAt
})

/** The tables with these facts of a run filled in, or with the run if it is new. */
export const enterRun = (tables: Tables, told: RunFacts): Tables => {
  const facts = fitting(told)
  const { sourceId, taskId } = facts
  const owner = Option.getOrUndefined(HashMap.get(tables.ran, taskId))
  if (owner !== undefined) {
    return update(tables, owner, (source) => ({
      ...source,
      runs: source.runs.map((row) => (row.taskId === taskId ? withFacts(row, facts) : row))
    }))
  }
  return {
    ...update(tables, sourceId, (source) => ({ ...source, runs: [...source.runs, newRow(facts)] })),
    ran: HashMap.set(tables.ran, taskId, sourceId)
  }
}

const enterRecording = (tables: Tables, told: RecordingFacts): Tables => {
  const { endedAt, sessionSince, sourceId, startedAt, taskId } = told
  const bytes = Math.max(0, Math.trunc(told.bytes))
  const facts: RecordingFacts = { taskId, sourceId, startedAt, endedAt, sessionSince, bytes }
  const now = HashMap.has(tables.ran, taskId) ? tables : enterRun(tables, foundRun(taskId, sourceId, startedAt))
  const id = RecordingId.make(now.lastId + 1)
  const isIt = (one: RecordingRow) => one.taskId === taskId && one.startedAt === startedAt
  return {
    ...update(now, sourceId, (row) => ({
      ...row,
      recordings: row.recordings.some(isIt)
        ? row.recordings.map((one) => (isIt(one) ? grown(one, facts) : one))
        : [...row.recordings, { ...facts, id, lost: null, about: null }]
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
    if (record === null) return enterRecording(now, { taskId, sourceId, sessionSince: null, ...disk })
    return update(now, sourceId, (source) => ({
      ...source,
      recordings: source.recordings.map((one) => (one.id === record.id ? settledBy(one, disk) : one))
    }))
  }, left)
}

/** The tables with more told of a recording that is on record. */
const amended = (
  tables: Tables,
  { sourceId, startedAt, taskId }: Pick<RecordingFacts, "sourceId" | "startedAt" | "taskId">,
  told: Partial<Pick<RecordingRow, "about" | "lost">>
): Tables =>
  HashMap.has(tables.sources, sourceId)
    ? update(tables, sourceId, (row) => ({
        ...row,
        recordings: row.recordings.map((one) =>
          one.taskId === taskId && one.startedAt === startedAt ? { ...one, ...told } : one
        )
      }))
    : tables

/** The tables after one more entry of the journal. An entry of a source that is gone changes nothing, nor does one told again. */
export const applyEntry = (tables: Tables, entry: JournalEntry): Tables => {
  switch (entry._tag) {
    case "event":
      return HashMap.has(tables.sources, entry.event.sourceId)
        ? enterEvent(tables, entry.event, entry.asked ?? 0)
        : tables
    case "run":
      return HashMap.has(tables.sources, entry.run.sourceId) ? enterRun(tables, entry.run) : tables
    case "recording started": {
      const { at, sessionSince, sourceId, taskId } = entry
      const started = { taskId, sourceId, startedAt: at, endedAt: null, sessionSince, bytes: 0 }
      return HashMap.has(tables.sources, sourceId) ? enterRecording(tables, started) : tables
    }
    case "recording":
      return HashMap.has(tables.sources, entry.sourceId)
        ? enterRecording(tables, { ...entry, sessionSince: null })
        : tables
    case "lost":
      return amended(tables, entry, { lost: entry.lost })
    case "titled": {
      const { author, title } = entry.about
      const stored = (text: string | null) => (text === null ? null : storable(text))
      return amended(tables, entry, { about: { title: stored(title), author: stored(author) } })
    }
    case "settled":
      return HashMap.has(tables.sources, entry.sourceId) ? settled(tables, entry) : tables
    case "outages":
      return withOutages(tables, entry)
  }
}
