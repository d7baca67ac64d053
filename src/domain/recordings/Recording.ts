import type { TaskId } from "../supervision/TaskId.ts"
import type { RecordingId, SourceId } from "../values/Ids.ts"
import type { Instant } from "../values/Time.ts"

/** A stretch in which a run captured, from RECORDING START to RECORDING END; open while `endedAt` is null. Bytes of its files. */
export interface Recording {
  readonly id: RecordingId
  readonly sourceId: SourceId
  readonly taskId: TaskId
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  readonly bytes: number
}

/** A recording as it is stored. */
export interface RecordingFacts extends Omit<Recording, "id"> {
  /** Since when its session goes on; null where that was not told. */
  readonly sessionSince: Instant | null
}

/** What is stored of a recording once more is told of it: it ends once, and its bytes only grow. */
export const grown = <Known extends RecordingFacts>(recording: Known, again: RecordingFacts): Known => ({
  ...recording,
  endedAt: recording.endedAt ?? again.endedAt,
  sessionSince: recording.sessionSince ?? again.sessionSince,
  bytes: Math.max(recording.bytes, again.bytes)
})
