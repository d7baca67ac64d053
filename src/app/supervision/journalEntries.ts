import { isOpen, type Run, type StopReason } from "../../domain/supervision/Run.ts"
import { recoveredAt } from "../../domain/supervision/Stalling.ts"
import type { NewWorkerEvent, WorkerEventType } from "../../domain/supervision/WorkerEvent.ts"
import { type Instant, later } from "../../domain/values/Time.ts"
import type { JournalEntry } from "../../ports/Journal.ts"

const event = (
  run: Run,
  type: WorkerEventType,
  at: Instant,
  facts: Partial<Pick<NewWorkerEvent, "exitCode" | "detail">> = {}
): JournalEntry => ({
  _tag: "event",
  event: {
    sourceId: run.sourceId,
    type,
    pid: run.pid,
    exitCode: facts.exitCode ?? null,
    taskId: run.taskId,
    detail: facts.detail ?? null,
    at
  }
})

/** What a person is told of an exit that nobody asked for. */
const lastWords = (run: Run): string => {
  if (run.message !== null) return run.message
  return run.exitCode === -1
    ? "the recorder was killed by a signal"
    : `the recorder ended with exit code ${run.exitCode}`
}

const whyStopped: Readonly<Record<StopReason, string>> = {
  unwanted: "nobody wants the source any more",
  double: "another recorder of the source goes on",
  restart: "a new recorder takes its place",
  disk: "the disk is nearly full"
}

const ending = (run: Run, at: Instant): ReadonlyArray<JournalEntry> => {
  switch (run.ending) {
    case "exited":
      return [event(run, "exited", at, { exitCode: run.exitCode, detail: lastWords(run) })]
    case "stopped":
      return run.startedAt === null
        ? []
        : [event(run, "stopped", at, { detail: run.stopReason === null ? null : whyStopped[run.stopReason] })]
    case "lost":
    case "dequeued":
      return [event(run, "lost", at, { detail: run.message })]
    default:
      return []
  }
}

/** A stall goes on record, or its end does; the end of the run ends it anyway. */
const stallEntries = (before: Run | undefined, after: Run): ReadonlyArray<JournalEntry> => {
  const from = before?.stalledAt ?? null
  if (from === after.stalledAt) return []
  if (after.stalledAt !== null) return [event(after, "stalled", after.stalledAt)]
  return from === null || !isOpen(after) ? [] : [event(after, "recovered", recoveredAt(after, from))]
}

/** The bytes of a run's recording, as far as they are known without looking. */
export type BytesOf = (run: Run) => number

/** What has to be written down when a run turned from `before` into `after`. */
export const journalEntries = (before: Run | undefined, after: Run, bytesOf: BytesOf): ReadonlyArray<JournalEntry> => {
  const entries: Array<JournalEntry> = []
  const started = (before?.startedAt ?? null) === null && after.startedAt !== null
  const ended = (before === undefined || isOpen(before)) && !isOpen(after)
  if (before?.phase !== "queued" && after.phase === "queued")
    entries.push(event(after, "queued", after.seenAt ?? after.createdAt))
  if (started || ended) entries.push({ _tag: "run", run: after })
  if (started && after.startedAt !== null) entries.push(event(after, "started", after.startedAt))
  entries.push(...stallEntries(before, after))
  const from = before?.capture.recordingSince ?? null
  const to = after.capture.recordingSince
  if (from !== null && from !== to && before !== undefined) {
    const endedAt = after.endedAt ?? after.capture.lastRecordingAt ?? from
    entries.push({
      _tag: "recording",
      taskId: after.taskId,
      sourceId: after.sourceId,
      startedAt: from,
      endedAt: later(from, Math.max(0, endedAt - from)),
      bytes: bytesOf(before)
    })
  }
  if (to !== null && from !== to) {
    entries.push({ _tag: "recording started", taskId: after.taskId, sourceId: after.sourceId, at: to })
  }
  if (ended && after.endedAt !== null) entries.push(...ending(after, after.endedAt))
  return entries
}
