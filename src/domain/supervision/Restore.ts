import { type Instant, later, type Millis } from "../values/Time.ts"
import { type History, noHistory, record } from "./History.ts"
import { foundRun, noCapture, type Run } from "./Run.ts"
import type { WorkerEvent } from "./WorkerEvent.ts"

/** No error window is longer (the bound of `error_window`), so failures older than this decide nothing. */
export const longestWindow: Millis = 24 * 3_600_000

/** The history that a source's stored events tell at `readAt`; its last reset is known apart from them. */
export const restoreHistory = (
  resetAt: Instant | null,
  events: Iterable<Pick<WorkerEvent, "type" | "at" | "exitCode" | "detail">>,
  readAt: Instant
): History => {
  let history: History = { ...noHistory, resetAt }
  const horizon = later(readAt, -longestWindow)
  for (const event of events) {
    if (event.type === "errored" || (event.type === "exited" && event.at >= horizon)) history = record(history, event)
  }
  return history
}

type StoredRun = Pick<
  Run,
  "taskId" | "sourceId" | "createdAt" | "startedAt" | "pid" | "settings" | "stopReason" | "stalledAt"
> & {
  readonly stopSentAt: Instant | null
  /** The start of the recording that it had not ended; null when there was none. */
  readonly recordingSince: Instant | null
}

/**
 * A run that had not ended when it was stored. What was sent for it lost its witness at `readAt`: connection 0 is none. An open
 * recording goes on, and its session is taken to have begun with it.
 */
export const restoreRun = (stored: StoredRun, readAt: Instant): Run => {
  const { createdAt, pid, recordingSince, settings, sourceId, stalledAt, startedAt, stopReason, stopSentAt, taskId } =
    stored
  const sent = (at: Instant) => ({ at, connection: 0, lostAt: readAt })
  return {
    ...foundRun(taskId, sourceId, createdAt),
    phase: startedAt === null ? "sent" : "running",
    start: sent(createdAt),
    stop: stopSentAt === null ? null : sent(stopSentAt),
    stopReason,
    seenAt: null,
    startedAt,
    pid,
    settings,
    stalledAt,
    capture:
      recordingSince === null
        ? noCapture
        : {
            ...noCapture,
            state: "recording",
            sessionSince: recordingSince,
            recordingSince,
            lastRecordingAt: recordingSince
          }
  }
}
