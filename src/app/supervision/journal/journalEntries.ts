import { isOpen, type Run } from "../../../domain/supervision/Run.ts"
import { hasEnded, hasStarted, recordingStep, started } from "../../../domain/supervision/RunEvents.ts"
import { type Instant, latest } from "../../../domain/values/Time.ts"
import type { JournalEntry } from "../../../ports/Journal.ts"
import type { Happening } from "../live/LiveState.ts"

/** The bytes of a run's recording, as far as they are known without looking. */
export type BytesOf = (run: Run) => number

/** Since when a recorder's session goes on, where it knows of sessions. */
const sessionOf = ({ capture }: Run) => (capture.lookedAt === null ? capture.sessionSince : null)

const ofRecordings = (before: Run | undefined, after: Run, bytesOf: BytesOf): ReadonlyArray<JournalEntry> => {
  const { begun, ended } = recordingStep(before, after)
  const { sourceId, taskId } = after
  return [
    ...(before === undefined || ended === null
      ? []
      : [{ _tag: "recording", taskId, sourceId, ...ended, bytes: bytesOf(before) } as const]),
    ...(begun === null
      ? []
      : [{ _tag: "recording started", taskId, sourceId, at: begun, sessionSince: sessionOf(after) } as const])
  ]
}

/** What is lost of a recording that goes on, once it is more. */
const ofLosses = (before: Run | undefined, { capture, seenAt, sourceId, taskId }: Run): ReadonlyArray<JournalEntry> => {
  const { lost, recordingSince: startedAt } = capture
  if (lost === null || startedAt === null || seenAt === null || before?.capture.lost === lost) return []
  const { countedUntil: _, ...told } = lost
  return [{ _tag: "lost", taskId, sourceId, startedAt, lost: { ...told, at: seenAt } }]
}

/** What a recording that goes on is of, once that is told, or told anew. */
const ofTitles = (before: Run | undefined, { capture, sourceId, taskId }: Run): ReadonlyArray<JournalEntry> => {
  const { about, recordingSince: startedAt } = capture
  if (about === null || startedAt === null) return []
  const known = before?.capture.recordingSince === startedAt ? before.capture.about : null
  if (known !== null && known.title === about.title && known.author === about.author) return []
  return [{ _tag: "titled", taskId, sourceId, startedAt, about }]
}

/** Whether a run that was given up goes on after all. */
const isBack = (before: Run | undefined, after: Run): boolean =>
  before !== undefined && !isOpen(before) && isOpen(after)

/** What has to be written down of what happened to a source of which so much had been asked. */
export const journalEntries = (
  { events, run }: Happening,
  asked: number,
  bytesOf: BytesOf
): ReadonlyArray<JournalEntry> => {
  const told = (all: Happening["events"]) => all.map((event): JournalEntry => ({ _tag: "event", event, asked }))
  if (run === null) return told(events)
  const { after, before } = run
  return [
    ...(hasStarted(before, after) || hasEnded(before, after) || isBack(before, after)
      ? [{ _tag: "run", run: after } as const]
      : []),
    ...ofRecordings(before, after, bytesOf),
    ...ofLosses(before, after),
    ...ofTitles(before, after),
    // Whoever tells of the end tells of the beginning as well: nobody who led may have heard of it.
    ...(hasEnded(before, after) && !hasStarted(before, after) ? told(started(after)) : []),
    ...told(events)
  ]
}

/** An entry with the moments that the wall clock showed: that is how it is stored. */
export const dated = (entry: JournalEntry, wall: (at: Instant) => Instant): JournalEntry => {
  const orNull = (at: Instant | null) => (at === null ? null : wall(at))
  switch (entry._tag) {
    case "event":
      return { ...entry, event: { ...entry.event, at: wall(entry.event.at) } }
    case "run": {
      const { createdAt, endedAt, startedAt } = entry.run
      return {
        ...entry,
        run: { ...entry.run, createdAt: wall(createdAt), startedAt: orNull(startedAt), endedAt: orNull(endedAt) }
      }
    }
    // The disk tells by the wall clock.
    case "settled":
      return entry
    case "titled":
      return { ...entry, startedAt: wall(entry.startedAt) }
    case "lost":
      return { ...entry, startedAt: wall(entry.startedAt), lost: { ...entry.lost, at: wall(entry.lost.at) } }
    case "recording started":
      return { ...entry, at: wall(entry.at), sessionSince: orNull(entry.sessionSince) }
    case "recording":
      // A clock that was set back meanwhile makes no recording end before it begins.
      return {
        ...entry,
        startedAt: wall(entry.startedAt),
        endedAt: entry.endedAt === null ? null : latest(wall(entry.startedAt), wall(entry.endedAt))
      }
    case "outages":
      return {
        ...entry,
        at: wall(entry.at),
        standing: entry.standing.map((one) => ({ ...one, since: wall(one.since) }))
      }
  }
}
