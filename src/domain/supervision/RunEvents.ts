import { type Instant, latest } from "../values/Time.ts"
import type { Hindrance } from "./Cause.ts"
import { causeWords } from "./causeWords.ts"
import { lossyCause } from "./LossyCause.ts"
import { isOpen, type Run, type StopReason } from "./Run.ts"
import { recoveredAt } from "./Stalling.ts"
import type { NewWorkerEvent, WorkerEventType } from "./WorkerEvent.ts"

const event = (
  run: Run,
  type: WorkerEventType,
  at: Instant,
  facts: Partial<Pick<NewWorkerEvent, "exitCode" | "detail" | "cause">> = {}
): NewWorkerEvent => ({
  sourceId: run.sourceId,
  type,
  pid: run.pid,
  exitCode: facts.exitCode ?? null,
  taskId: run.taskId,
  detail: facts.detail ?? null,
  ...(facts.cause === undefined ? {} : { cause: facts.cause }),
  at
})

/** That the run started, where it did. */
export const started = (run: Run): ReadonlyArray<NewWorkerEvent> =>
  run.startedAt === null ? [] : [event(run, "started", run.startedAt)]

/** What a person is told of an exit that nobody asked for. */
const lastWords = ({ exitCode, message }: Run): string => causeWords({ kind: "exit", code: exitCode, message })

const whyStopped: Readonly<Record<StopReason, string>> = {
  unwanted: "nobody wants the source any more",
  double: "another recorder of the source goes on",
  restart: "a new recorder takes its place",
  disk: "the disk is nearly full",
  storage: "nothing can be recorded into the recordings' folder"
}

/** What stood in the way of a recorder as it ended, where it said so. */
const inTheWay = (before: Run | undefined): Hindrance | null => {
  const cause = before?.capture.hindered?.cause ?? null
  return cause === null || cause.kind === "off_air" ? null : cause
}

const ending = (run: Run, at: Instant, before: Run | undefined): ReadonlyArray<NewWorkerEvent> => {
  switch (run.ending) {
    case "exited": {
      const cause = inTheWay(before)
      const facts = { exitCode: run.exitCode, detail: lastWords(run), ...(cause === null ? {} : { cause }) }
      return [event(run, "exited", at, facts)]
    }
    case "stopped":
      return run.startedAt === null
        ? []
        : [event(run, "stopped", at, { detail: run.stopReason === null ? null : whyStopped[run.stopReason] })]
    case "finished":
      return [event(run, "finished", at, { detail: "the broadcast is over" })]
    case "lost":
    case "dequeued":
      return [event(run, run.ending, at, { detail: run.message })]
    default:
      return []
  }
}

/** A stall goes on record, and so does its end; the end of its run needs no word of that. */
const stall = (before: Run | undefined, after: Run): ReadonlyArray<NewWorkerEvent> => {
  const from = before?.stalledAt ?? null
  if (from === after.stalledAt) return []
  if (after.stalledAt !== null) return [event(after, "stalled", after.stalledAt)]
  return from === null || !isOpen(after) ? [] : [event(after, "recovered", recoveredAt(after, from))]
}

/** Whether a run started between two of its states. */
export const hasStarted = (before: Run | undefined, after: Run): boolean =>
  (before?.startedAt ?? null) === null && after.startedAt !== null

/** Whether a run ended between two of its states. */
export const hasEnded = (before: Run | undefined, after: Run): boolean =>
  (before === undefined || isOpen(before)) && !isOpen(after)

/**
 * What a run's recording did between two of its states: the one before ended, another one began, or both. One that turns out to have begun
 * earlier is the same.
 */
export const recordingStep = (
  before: Run | undefined,
  after: Run
): {
  readonly ended: { readonly startedAt: Instant; readonly endedAt: Instant } | null
  readonly begun: Instant | null
} => {
  const from = before?.capture.recordingSince ?? null
  const to = after.capture.recordingSince
  if (from === to || (from !== null && to !== null && to < from)) return { ended: null, begun: null }
  if (from === null) return { ended: null, begun: to }
  const endedAt = latest(from, after.endedAt ?? after.capture.lastRecordingAt ?? from)
  return { ended: { startedAt: from, endedAt }, begun: to }
}

/** A recording that ended with gaps says so. */
const losses = (before: Run | undefined, after: Run): ReadonlyArray<NewWorkerEvent> => {
  const lost = before?.capture.lost ?? null
  const { ended } = recordingStep(before, after)
  if (lost === null || ended === null) return []
  const cause = lossyCause(lost)
  return [event(after, "lossy", ended.endedAt, { detail: causeWords(cause), cause })]
}

/** What keeps a running recorder from recording; null while it records, waits for what is off air, or did not say. */
const hindranceOf = (run: Run | undefined): { readonly cause: Hindrance; readonly since: Instant } | null => {
  if (run?.phase !== "running" || run.capture.state === "recording") return null
  const cause = inTheWay(run)
  return cause === null || run.capture.hindered === null ? null : { cause, since: run.capture.hindered.since }
}

/** What the site answers may come in other words each time. */
const isAlike = (a: Hindrance, b: Hindrance): boolean =>
  a.kind === b.kind && (a.kind !== "http" || b.kind !== "http" || a.status === b.status)

/** What stands in a recorder's way goes on record, or that nothing does any more; the end of the run ends it anyway. */
const hindrance = (before: Run | undefined, after: Run): ReadonlyArray<NewWorkerEvent> => {
  const [from, to] = [hindranceOf(before), hindranceOf(after)]
  if (to !== null) {
    if (from !== null && isAlike(from.cause, to.cause)) return []
    const at = latest(to.since, from?.since ?? after.capture.lastRecordingAt ?? to.since)
    return [event(after, "hindered", at, { detail: causeWords(to.cause), cause: to.cause })]
  }
  if (from === null || !isOpen(after)) return []
  return [event(after, "freed", latest(from.since, after.capture.recordingSince ?? after.seenAt ?? from.since))]
}

/** What happened when a run turned from `before` into `after`, in the order in which it happened. */
export const runEvents = (before: Run | undefined, after: Run): ReadonlyArray<NewWorkerEvent> => [
  ...(before?.phase !== "queued" && after.phase === "queued"
    ? [event(after, "queued", after.seenAt ?? after.createdAt)]
    : []),
  ...(hasStarted(before, after) ? started(after) : []),
  ...stall(before, after),
  ...losses(before, after),
  ...hindrance(before, after),
  ...(hasEnded(before, after) && after.endedAt !== null ? ending(after, after.endedAt, before) : [])
]
