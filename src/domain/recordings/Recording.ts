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
