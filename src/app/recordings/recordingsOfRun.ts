import { type Filed, type RecordedFile, recordingsOnDisk } from "../../domain/recordings/OnDisk.ts"
import type { Run } from "../../domain/supervision/Run.ts"
import { earliest, type Instant, later, type Millis } from "../../domain/values/Time.ts"
import { spansOf } from "./spansOf.ts"

/** A recorder that lost its overseer ends within a second, and closes its files. */
export const closing: Millis = 2_000

/** Names tell whole seconds. */
const named: Millis = 1_000

/** Whether a recording was begun by a run that was made then: what the one before it began had ended by then. */
const provesRun = ({ endedAt, startedAt }: Filed, madeAt: Instant): boolean =>
  startedAt >= later(madeAt, -named) && endedAt >= later(madeAt, closing)

/** Nobody need have heard that one began which was lost with its overseer or stopped before that, or was given up. */
export const mayHaveRecorded = ({ ending, startedAt }: Run): boolean =>
  startedAt !== null || ending === "unsent" || ending === "lost" || ending === "stopped"

/** That it started may have been heard late, and so be dated late; it was made before. */
export const begunAt = ({ createdAt, startedAt }: Run): Instant => earliest(startedAt ?? createdAt, createdAt)

/** What files tell to have been recorded by a run that ended, beside others of its source; of one that nobody heard of, what proves that it ran. */
export const recordingsOfRun = (
  run: Run,
  files: ReadonlyArray<RecordedFile>,
  runs: ReadonlyArray<Run>,
  toWall: (at: Instant) => Instant
): ReadonlyArray<Filed> => {
  const { endedAt, startedAt, taskId } = run
  if (endedAt === null) return []
  const others = runs.filter((other) => other.taskId !== taskId)
  const span = { startedAt: toWall(begunAt(run)), endedAt: toWall(endedAt) }
  const found = recordingsOnDisk(files, span, spansOf(others, endedAt, toWall))
  return startedAt === null ? found.filter((one) => provesRun(one, span.startedAt)) : found
}
