import type { RecordingId, SourceId } from "./Ids.ts"
import type { TaskId } from "./TaskId.ts"
import type { Instant } from "./Time.ts"

/** A stretch in which a run captured, from RECORDING START to RECORDING END; open while `endedAt` is null. Bytes of its files. */
export interface Recording {
  readonly id: RecordingId
  readonly sourceId: SourceId
  readonly taskId: TaskId
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  readonly bytes: number
}
