import type { Run } from "../../domain/supervision/Run.ts"
import { hasEnded, hasStarted, recordingStep } from "../../domain/supervision/RunEvents.ts"
import type { JournalEntry } from "../../ports/Journal.ts"
import type { Happening } from "./LiveState.ts"

/** The bytes of a run's recording, as far as they are known without looking. */
export type BytesOf = (run: Run) => number

const ofRecordings = (before: Run | undefined, after: Run, bytesOf: BytesOf): ReadonlyArray<JournalEntry> => {
  const { begun, ended } = recordingStep(before, after)
  const { sourceId, taskId } = after
  return [
    ...(before === undefined || ended === null
      ? []
      : [{ _tag: "recording", taskId, sourceId, ...ended, bytes: bytesOf(before) } as const]),
    ...(begun === null
      ? []
      : [{ _tag: "recording started", taskId, sourceId, at: begun, sessionSince: after.capture.sessionSince } as const])
  ]
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
