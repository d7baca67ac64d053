import { type Instant, later, type Millis } from "../values/Time.ts"
import { type Capture, isOpen, type Loss, type Run, type Sent } from "./Run.ts"

/** A run that nothing but its record shows to exist stands and falls with it. */
export const isHearsay = (run: Run): boolean => isOpen(run) && run.seenAt === null

/** Of two accounts of a command: the own one, else the newer. As long as another backend leads it may send, and has not lost its witness. */
const laterSent = (own: Sent | null, stored: Sent | null): Sent | null =>
  own === null || (own.connection === 0 && stored !== null) ? stored : own

/** So far apart, in milliseconds, two backends may date the same beginning, which each heard of for itself. */
const near = 30_000

const agreed = (own: Instant | null, stored: Instant | null): Instant | null =>
  own !== null && stored !== null && Math.abs(own - stored) < near ? stored : own

/** Whether the recording that goes on is the one on record. */
const isSame = (own: Capture, stored: Capture): boolean =>
  own.recordingSince !== null && agreed(own.recordingSince, stored.recordingSince) === stored.recordingSince

/** What is lost of a recording: who listened for longer knows more. */
const moreLost = (own: Capture, stored: Capture): Loss | null =>
  isSame(own, stored) && (stored.lost?.ms ?? 0) > (own.lost?.ms ?? 0) ? stored.lost : own.lost

/** What is told once more of a recording that is on record: it is dated as there, however the overseer's clock is off. */
export const toldAgain = (before: Run, after: Run): Run => {
  const [since, again] = [before.capture.recordingSince, after.capture.recordingSince]
  if (since === null || again === null || since === again || Math.abs(since - again) >= near) return after
  const { recordingSince, sessionSince } = before.capture
  return { ...after, capture: { ...after.capture, recordingSince, sessionSince } }
}

/** A capture whose recording and session began when the record says, by which they go on to be told. */
const dated = (own: Capture, stored: Capture): Capture => ({
  ...own,
  lost: moreLost(own, stored),
  about: own.about ?? (isSame(own, stored) ? stored.about : null),
  recordingSince: agreed(own.recordingSince, stored.recordingSince),
  sessionSince: agreed(own.sessionSince, stored.sessionSince)
})

/** By then a connection that fell silent is given up, and brings nothing of what was sent on it any more, whosever it is. */
const overForAll: Millis = 30_000

/** Whether the stop on record is one that a list has shown to have had no effect, and the run was seen to go on for long enough since. */
const isRefuted = ({ seenAt, stopRefuted }: Run, { stop }: Run): boolean =>
  stop !== null && stop.at === stopRefuted && seenAt !== null && seenAt >= later(stop.at, overForAll)

/** What was seen of an open run, with what only whoever leads knows: why and when it was started and stopped. */
const joined = (own: Run, stored: Run): Run =>
  isHearsay(own)
    ? { ...stored, start: laterSent(own.start, stored.start) }
    : {
        ...own,
        createdAt: stored.createdAt,
        asked: stored.asked,
        startedAt: stored.startedAt ?? own.startedAt,
        pid: own.pid ?? stored.pid,
        ...(isRefuted(own, stored)
          ? { stop: own.stop, stopReason: own.stopReason }
          : {
              stop: laterSent(own.stop, stored.stop),
              stopReason: own.stopReason ?? stored.stopReason
            }),
        settings: own.settings ?? stored.settings,
        action: own.action ?? stored.action,
        tries: stored.tries,
        stalledAt: stored.stalledAt,
        capture: dated(own.capture, stored.capture)
      }

/** What is known of a run that ended in the record. What was seen of it at the overseer refutes that it never was there. */
const ended = (own: Run, stored: Run): Run => {
  const wasThere = isOpen(own) && !isHearsay(own) && (stored.ending === "unsent" || stored.ending === "refused")
  return wasThere ? own : { ...stored, capture: isOpen(own) ? stored.capture : own.capture }
}

/**
 * The runs of a source as whoever does not lead knows them, once the record that the leader keeps was read: what was seen at the
 * overseer is believed of what goes on, the record of everything else, and of the order in which they were made.
 */
export const withRecord = (runs: ReadonlyArray<Run>, record: ReadonlyArray<Run>): ReadonlyArray<Run> => {
  const ownRuns = new Map(runs.map((run) => [run.taskId, run]))
  const stored = new Set(record.map(({ taskId }) => taskId))
  const unrecorded = runs.filter((run) => !isHearsay(run) && !stored.has(run.taskId))
  const recorded = record.map((run) => {
    const own = ownRuns.get(run.taskId)
    if (own === undefined) return run
    if (!isOpen(run)) return ended(own, run)
    return isOpen(own) ? joined(own, run) : own
  })
  return [...unrecorded, ...recorded]
}
