import type { OnDisk } from "../../domain/recordings/OnDisk.ts"
import type { Recording } from "../../domain/recordings/Recording.ts"
import { isSeen } from "../../domain/supervision/Run.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { JournalEntry } from "../../ports/Journal.ts"

export type RunFacts = Extract<JournalEntry, { readonly _tag: "run" }>["run"]
export type EventFacts = Extract<JournalEntry, { readonly _tag: "event" }>
export type OutageFacts = Extract<JournalEntry, { readonly _tag: "outages" }>
export type RecordingFacts = Omit<Recording, "id"> & { readonly sessionSince: Instant | null }

export type LossFacts = Extract<JournalEntry, { readonly _tag: "lost" }>

/** A recording as the disk has it. */
export type SettledFacts = OnDisk & Pick<Recording, "taskId" | "sourceId">

/** The facts of a run that only its recording tells of. */
const inferredRun = (taskId: TaskId, sourceId: SourceId, createdAt: Instant): RunFacts => ({
  taskId,
  sourceId,
  phase: "sent",
  createdAt,
  asked: 0,
  startedAt: null,
  pid: null,
  endedAt: null,
  ending: null,
  exitCode: null,
  refusal: null,
  message: null,
  settings: null,
  action: null,
  tries: 0,
  stopReason: null
})

/** Whether a run was given up before it began. */
const isGivenUp = ({ ending, startedAt }: RunFacts): boolean =>
  startedAt === null && (ending === "unsent" || ending === "refused")

const filledIn = (run: RunFacts, more: RunFacts): RunFacts => ({
  ...run,
  phase: isSeen(more) ? more.phase : run.phase,
  startedAt: run.startedAt ?? more.startedAt,
  pid: run.pid ?? more.pid,
  settings: run.settings ?? more.settings,
  action: run.action ?? more.action,
  tries: Math.max(run.tries, more.tries),
  stopReason: run.endedAt === null && more.endedAt !== null ? more.stopReason : (run.stopReason ?? more.stopReason),
  ...((run.endedAt === null || (isGivenUp(run) && isSeen(more))) && {
    asked: Math.max(run.asked, more.asked),
    endedAt: more.endedAt,
    ending: more.ending,
    exitCode: more.exitCode,
    refusal: more.refusal,
    message: more.message
  })
})

const measured = (recording: RecordingFacts, more: RecordingFacts): RecordingFacts => ({
  ...recording,
  endedAt: recording.endedAt ?? more.endedAt,
  sessionSince: recording.sessionSince ?? more.sessionSince,
  bytes: Math.max(recording.bytes, more.bytes)
})

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]) => (a[0] < b[0] ? -1 : 1)

/**
 * What entries say together: each run and each recording once, as one statement must have them, in the order of their keys, so
 * that writers that overlap wait for each other's rows in the same order; events and outages in the order given.
 */
export const mergeEntries = (entries: ReadonlyArray<JournalEntry>) => {
  const runs = new Map<string, RunFacts>()
  const recordings = new Map<string, RecordingFacts>()
  const events: Array<EventFacts> = []
  const outages: Array<OutageFacts> = []
  const settled = new Map<string, SettledFacts>()
  const losses = new Map<string, LossFacts>()

  const addRun = (facts: RunFacts) => {
    const known = runs.get(facts.taskId)
    runs.set(facts.taskId, known === undefined ? facts : filledIn(known, facts))
  }
  const addRecording = (facts: RecordingFacts) => {
    addRun(inferredRun(facts.taskId, facts.sourceId, facts.startedAt))
    const key = `${facts.taskId} ${facts.startedAt}`
    const known = recordings.get(key)
    recordings.set(key, known === undefined ? facts : measured(known, facts))
  }

  /** What the disk had last. */
  const addSettled = ({ recordings, sourceId, taskId }: Extract<JournalEntry, { readonly _tag: "settled" }>) => {
    for (const recording of recordings)
      settled.set(`${taskId} ${recording.startedAt}`, { ...recording, sourceId, taskId })
  }

  for (const entry of entries) {
    if (entry._tag === "event") events.push(entry)
    else if (entry._tag === "run") addRun(entry.run)
    else if (entry._tag === "recording") addRecording({ ...entry, sessionSince: null })
    else if (entry._tag === "outages") outages.push(entry)
    else if (entry._tag === "lost") losses.set(`${entry.taskId} ${entry.startedAt}`, entry)
    else if (entry._tag === "settled") addSettled(entry)
    else addRecording({ ...entry, startedAt: entry.at, endedAt: null, bytes: 0 })
  }
  return {
    runs: [...runs].sort(byKey).map(([, run]) => run),
    recordings: [...recordings].sort(byKey).map(([, recording]) => recording),
    losses: [...losses].sort(byKey).map(([, loss]) => loss),
    events,
    settled: [...settled.values()],
    outages
  }
}
