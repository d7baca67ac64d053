import { type Instant, later, type Millis } from "../values/Time.ts"
import { type Capture, isOpen, type Loss, type Run, type Sent } from "./Run.ts"

/** A run that nothing but its record shows to exist stands and falls with it. */
export const isHearsay = (run: Run): boolean => isOpen(run) && run.seenAt === null

/** Of two accounts of a command: the own one, else the newer. As long as another backend leads it may send, and has not lost its witness. */
const laterSent = (known: Sent | null, stored: Sent | null): Sent | null =>
  known === null || (known.connection === 0 && stored !== null) ? stored : known

/** So far apart, in milliseconds, two backends may date the same beginning, which each heard of for itself. */
const near = 30_000

const agreed = (known: Instant | null, stored: Instant | null): Instant | null =>
  known !== null && stored !== null && Math.abs(known - stored) < near ? stored : known

/** Whether the recording that goes on is the one on record. */
const isSame = (known: Capture, stored: Capture): boolean =>
  known.recordingSince !== null && agreed(known.recordingSince, stored.recordingSince) === stored.recordingSince

/** What is lost of a recording: who listened for longer knows more. */
const moreLost = (known: Capture, stored: Capture): Loss | null =>
  isSame(known, stored) && (stored.lost?.ms ?? 0) > (known.lost?.ms ?? 0) ? stored.lost : known.lost

/** What is told once more of a recording that is on record: it is dated as there, however the overseer's clock is off. */
export const toldAgain = (known: Run, told: Run): Run => {
  const [since, again] = [known.capture.recordingSince, told.capture.recordingSince]
  if (since === null || again === null || since === again || Math.abs(since - again) >= near) return told
  const { recordingSince, sessionSince } = known.capture
  return { ...told, capture: { ...told.capture, recordingSince, sessionSince } }
}

/** A capture whose recording and session began when the record says, by which they go on to be told. */
const dated = (known: Capture, stored: Capture): Capture => ({
  ...known,
  lost: moreLost(known, stored),
  about: known.about ?? (isSame(known, stored) ? stored.about : null),
  recordingSince: agreed(known.recordingSince, stored.recordingSince),
  sessionSince: agreed(known.sessionSince, stored.sessionSince)
})

/** By then a connection that fell silent is given up, and brings nothing of what was sent on it any more, whosever it is. */
const overForAll: Millis = 30_000

/** Whether the stop on record is one that a list has shown to have had no effect, and the run was seen to go on for long enough since. */
const isRefuted = ({ seenAt, stopRefuted }: Run, { stop }: Run): boolean =>
  stop !== null && stop.at === stopRefuted && seenAt !== null && seenAt >= later(stop.at, overForAll)

/** What was seen of an open run, with what only whoever leads knows: why and when it was started and stopped. */
const joined = (known: Run, stored: Run): Run =>
  isHearsay(known)
    ? { ...stored, start: laterSent(known.start, stored.start) }
    : {
        ...known,
        createdAt: stored.createdAt,
        asked: stored.asked,
        startedAt: stored.startedAt ?? known.startedAt,
        pid: known.pid ?? stored.pid,
        ...(isRefuted(known, stored)
          ? { stop: known.stop, stopReason: known.stopReason }
          : {
              stop: laterSent(known.stop, stored.stop),
              stopReason: known.stopReason ?? stored.stopReason
            }),
        settings: known.settings ?? stored.settings,
        action: known.action ?? stored.action,
        tries: stored.tries,
        stalledAt: stored.stalledAt,
        capture: dated(known.capture, stored.capture)
      }

/** What is known of a run that ended in the record. What was seen of it at the overseer refutes that it never was there. */
const ended = (known: Run, stored: Run): Run => {
  const isRefuted = isOpen(known) && !isHearsay(known) && (stored.ending === "unsent" || stored.ending === "refused")
  return isRefuted ? known : { ...stored, capture: isOpen(known) ? stored.capture : known.capture }
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
