import { earliest, type Instant, later, latest } from "../values/Time.ts"
import { capture } from "./Capture.ts"
import type { OverseerEvent } from "./OverseerEvent.ts"
import { parseRecorderEvent, type RecorderEvent } from "./RecorderEvent.ts"
import {
  type Ending,
  endingBy,
  foundRun,
  isStopping,
  noCapture,
  type Refusal,
  type Run,
  type Sent,
  type StopReason
} from "./Run.ts"
import { hasRecovered } from "./Stalling.ts"

/** The run after it ended, which it does once; what captured no longer does. */
export const end = (
  run: Run,
  ending: Ending,
  at: Instant,
  facts: Partial<Pick<Run, "exitCode" | "message" | "refusal">> = {}
): Run =>
  run.phase === "ended"
    ? run
    : {
        ...run,
        phase: "ended",
        ending,
        endedAt: at,
        exitCode: facts.exitCode ?? null,
        refusal: facts.refusal ?? null,
        message: facts.message ?? run.message,
        queuePosition: null,
        capture: { ...noCapture, lastRecordingAt: run.capture.lastRecordingAt }
      }

const running = (run: Run, pid: number, at: Instant, heardAt: Instant): Run =>
  run.phase === "running" && run.pid === pid
    ? { ...run, startedAt: run.startedAt ?? at, seenAt: heardAt }
    : { ...run, phase: "running", pid, startedAt: at, queuePosition: null, seenAt: heardAt }

/** A line proves that the process runs, and not when it began: that the overseer's word or its list tells. */
const speaking = (run: Run, pid: number, at: Instant, heardAt: Instant): Run =>
  run.pid === null || run.pid === pid
    ? { ...run, phase: "running", pid, queuePosition: null, seenAt: heardAt }
    : running(run, pid, at, heardAt)

/**
 * The run after one of the overseer's events. Events may come in any order and more than once: an ended run stays ended, so a
 * `started` after its `exited` revives nothing; but whatever is heard of one that was given up as never sent refutes that. An exit counts as asked for when the overseer says so or a stop was sent.
 * `heardAt` is this machine's clock; the overseer's own may run ahead of it, and no event lies in the future. `lived` says when, by that
 * clock, what a recorder says of its own time was.
 */
export const reduceRun = (
  run: Run,
  event: OverseerEvent,
  heardAt: Instant,
  lived: (itsTime: Instant) => Instant = (itsTime) => itsTime
): Run => {
  if (run.phase === "ended")
    return run.ending === "unsent" ? reduceRun(reopened(run, heardAt), event, heardAt, lived) : run
  const at = event.at < heardAt ? event.at : heardAt
  switch (event._tag) {
    case "started":
      return running(run, event.pid, at, heardAt)
    case "queued":
      return run.phase === "running" ? run : { ...run, phase: "queued", queuePosition: event.position, seenAt: heardAt }
    case "dequeued":
      return run.phase === "running"
        ? run
        : end({ ...run, seenAt: heardAt }, isStopping(run) ? "stopped" : "dequeued", at, {
            message: isStopping(run) ? null : event.reason,
            refusal: isStopping(run) ? null : (event.refusal ?? null)
          })
    case "exited": {
      const startedAt = run.startedAt ?? earliest(run.createdAt, at)
      return end(
        { ...run, pid: event.pid, startedAt, seenAt: heardAt },
        event.intentional || isStopping(run) ? "stopped" : endingBy(event.exitCode, run.capture),
        // Nothing ends before it began: a clock that was just set back says so all the same, and the failure would be an old one.
        latest(at, startedAt),
        { exitCode: event.exitCode }
      )
    }
    case "output":
      return recovered(hear(speaking(run, event.pid, at, heardAt), event.line, heardAt, lived))
  }
}

/** A stall is over with the first line that shows it, however many more are heard before anybody judges the run. */
const recovered = (run: Run): Run =>
  run.stalledAt !== null && hasRecovered(run, run.stalledAt) ? { ...run, stalledAt: null } : run

const byClock = (said: RecorderEvent, lived: (itsTime: Instant) => Instant): RecorderEvent => {
  if ("at" in said && said.at !== null) return { ...said, at: lived(said.at) }
  return "since" in said && said.since !== null ? { ...said, since: lived(said.since) } : said
}

const hear = (run: Run, line: string, at: Instant, lived: (itsTime: Instant) => Instant): Run => {
  const said = parseRecorderEvent(line)
  if (said === undefined) return run
  const event = byClock(said, lived)
  if (event._tag !== "log") {
    const message = event._tag === "recording start" ? null : run.message
    return { ...run, message, capture: capture(run.capture, event, at, run.heartbeatInterval ?? 0) }
  }
  return event.level === "error" || event.level === "fatal" ? { ...run, message: event.message } : run
}

/** A run that ended by a conclusion that was refuted, as if it had just been found. */
export const reopened = (run: Run, at: Instant): Run => ({
  ...foundRun(run.taskId, run.sourceId, at, run.asked),
  createdAt: run.createdAt,
  settings: run.settings,
  heartbeatInterval: run.heartbeatInterval,
  stopReason: run.stopReason,
  stop: run.stop === null ? null : { ...run.stop, lostAt: run.stop.lostAt ?? at }
})

/** The start was refused: the run never was. */
export const refuse = (run: Run, refusal: Refusal, message: string, at: Instant): Run =>
  end(run, "refused", at, { refusal, message })

/** The run after a stop was sent for it. */
export const stopSent = (run: Run, stop: Sent, why: StopReason): Run => ({
  ...run,
  stop,
  stopSeen: false,
  stopReason: why
})

/** The run after connection `connection` closed: commands sent on it, or on an earlier one, have lost their witness. */
export const connectionLost = (run: Run, connection: number, at: Instant): Run => {
  const lose = (sent: Sent | null) =>
    sent !== null && sent.connection <= connection && sent.lostAt === null ? { ...sent, lostAt: at } : sent
  const start = lose(run.start)
  const stop = lose(run.stop)
  return start === run.start && stop === run.stop ? run : { ...run, start, stop }
}

/** A dead connection may deliver late; after this many milliseconds it no longer does. */
export const deliveryGrace = 10_000

/** How long, in milliseconds, a command may go unanswered before a list is asked for its fate. */
export const answerDeadline = 15_000

/**
 * Whether a list asked for at `askedAt` on `connection` shows the fate of a command: the command's deadline has passed, and the
 * list came on the command's own connection or long enough after that one closed.
 */
export const settles = (list: { readonly connection: number; readonly askedAt: Instant }, sent: Sent): boolean =>
  list.askedAt >= later(sent.at, answerDeadline) &&
  (list.connection === sent.connection || (sent.lostAt !== null && list.askedAt >= later(sent.lostAt, deliveryGrace)))
