import type { Instant, Millis } from "../values/Time.ts"
import type { Hindrance } from "./Cause.ts"
import { type History, noHistory, record } from "./History.ts"
import { type About, foundRun, type Loss, noCapture, type Run } from "./Run.ts"
import type { StoredLoss } from "./StoredLoss.ts"
import type { WorkerEvent } from "./WorkerEvent.ts"

/** No error window is longer (the bound of `error_window`), so failures older than this decide nothing. */
export const longestWindow: Millis = 24 * 3_600_000

/**
 * The history that a source's stored events tell, failures from `horizon` on, each with how much had been asked of the source before;
 * the number of its last reset is known apart from them.
 */
export const restoreHistory = (
  reset: number,
  events: Iterable<Pick<WorkerEvent, "type" | "at" | "exitCode" | "detail" | "cause"> & { readonly asked: number }>,
  horizon: Instant
): History => {
  // Most sources of a large installation have none: they share one.
  let history: History = reset === 0 ? noHistory : { ...noHistory, reset }
  for (const event of events) {
    if (event.asked < reset) continue
    if (event.type === "errored" || (event.type === "exited" && event.at >= horizon)) history = record(history, event)
  }
  return history
}

type Stored = Pick<
  Run,
  "taskId" | "sourceId" | "createdAt" | "startedAt" | "pid" | "asked" | "settings" | "action" | "tries" | "stopReason"
>

/** A recording that had not ended, since when its session goes on, what was lost of it, and what it is of; null where that was not told. */
interface OpenRecording {
  readonly since: Instant
  readonly sessionSince: Instant | null
  readonly lost: StoredLoss | null
  readonly about: About | null
}

type StoredOpenRun = Stored &
  Pick<Run, "stalledAt"> & {
    readonly stopSentAt: Instant | null
    readonly recording: OpenRecording | null
    /** What last kept it from recording and still does, as far as is on record. */
    readonly hindered: { readonly cause: Hindrance; readonly since: Instant } | null
  }

type StoredEndedRun = Stored & Pick<Run, "ending" | "endedAt" | "exitCode" | "refusal" | "message">

const restored = ({ createdAt, sourceId, taskId, ...stored }: Stored & Partial<Run>): Run => ({
  ...foundRun(taskId, sourceId, createdAt),
  ...stored,
  seenAt: null
})

/**
 * A run that had not ended when it was stored. What was sent for it lost its witness at `readAt`: connection 0 is none. An open
 * recording goes on, and its session is taken to have begun with it where nothing else is known.
 */
export const restoreRun = ({ hindered, recording, stopSentAt, ...stored }: StoredOpenRun, readAt: Instant): Run => {
  const sent = (at: Instant) => ({ at, connection: 0, lostAt: readAt })
  return {
    ...restored(stored),
    phase: stored.startedAt === null ? "sent" : "running",
    start: sent(stored.createdAt),
    stop: stopSentAt === null ? null : sent(stopSentAt),
    capture:
      recording === null
        ? { ...noCapture, hindered: hindered === null ? null : { ...hindered, tries: null, until: null } }
        : {
            ...noCapture,
            state: "recording",
            sessionSince: recording.sessionSince ?? recording.since,
            recordingSince: recording.since,
            lost: recording.lost === null ? null : restoredLoss(recording.lost),
            about: recording.about,
            // On record as stalled since its beginning, it has no byte.
            hasBytes: stored.stalledAt === null,
            lastRecordingAt: stored.stalledAt !== null && stored.stalledAt <= recording.since ? null : recording.since,
            // Who tells of itself tells of sessions.
            lookedAt: recording.sessionSince === null ? readAt : null
          }
  }
}

const restoredLoss = ({ at, ...loss }: StoredLoss): Loss => ({ ...loss, countedUntil: at })

/** A run that ended, as it was stored. */
export const restoreEndedRun = (stored: StoredEndedRun): Run => ({ ...restored(stored), phase: "ended" })
