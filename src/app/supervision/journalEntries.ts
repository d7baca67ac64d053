import type { Run } from "../../domain/supervision/Run.ts"
import { hasEnded, hasStarted } from "../../domain/supervision/RunEvents.ts"
import { later } from "../../domain/values/Time.ts"
import type { JournalEntry } from "../../ports/Journal.ts"
import type { Happening } from "./LiveState.ts"

/** The bytes of a run's recording, as far as they are known without looking. */
export type BytesOf = (run: Run) => number

const ofRecordings = (before: Run | undefined, after: Run, bytesOf: BytesOf): ReadonlyArray<JournalEntry> => {
  const from = before?.capture.recordingSince ?? null
  const to = after.capture.recordingSince
  if (from === to) return []
  const { sourceId, taskId } = after
  const entries: Array<JournalEntry> = []
  if (before !== undefined && from !== null) {
    const endedAt = after.endedAt ?? after.capture.lastRecordingAt ?? from
    entries.push({
      _tag: "recording",
      taskId,
      sourceId,
      startedAt: from,
      endedAt: later(from, Math.max(0, endedAt - from)),
      bytes: bytesOf(before)
    })
  }
  if (to !== null) entries.push({ _tag: "recording started", taskId, sourceId, at: to })
  return entries
}

/** What has to be written down of what happened. */
export const journalEntries = ({ events, run }: Happening, bytesOf: BytesOf): ReadonlyArray<JournalEntry> => {
  const told = events.map((event): JournalEntry => ({ _tag: "event", event }))
  if (run === null) return told
  const { after, before } = run
  return [
    ...(hasStarted(before, after) || hasEnded(before, after) ? [{ _tag: "run", run: after } as const] : []),
    ...ofRecordings(before, after, bytesOf),
    ...told
  ]
}
