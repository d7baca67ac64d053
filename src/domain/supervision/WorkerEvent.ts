import { Schema } from "effect"
import { SourceId } from "../values/Ids.ts"
import { Instant } from "../values/Time.ts"
import { EventCause } from "./EventCause.ts"
import { TaskId } from "./TaskId.ts"

/**
 * What is stored of a run's life. `stopped` is an exit that was asked for, `finished` one by which a recorder says that the broadcast is
 * over, `exited` any other; `lost` a run that vanished with its overseer; `dequeued` one that lost its place in the overseer's queue;
 * `stalled` a recorder that went silent or whose file stopped growing, at that moment; `recovered` the end of that; `lossy` what was lost
 * of a recording, at its end; `hindered` what keeps a recorder from recording, by its own word, and `freed` that nothing does any more; `deleted` what of its recordings is deleted, and `found` what of that is there again; `errored` the source's trip; `reset` the end of a trip; `gap` a stretch of events that could not be kept.
 */
export const WorkerEventType = Schema.Literals([
  "started",
  "exited",
  "finished",
  "stopped",
  "queued",
  "lost",
  "dequeued",
  "stalled",
  "recovered",
  "errored",
  "reset",
  "gap",
  "lossy",
  "hindered",
  "freed",
  "deleted",
  "found"
]).annotate({ identifier: "WorkerEventType" })
export type WorkerEventType = typeof WorkerEventType.Type

/** The events that end a run; of each run one is stored. */
export const endEvents: ReadonlyArray<WorkerEventType> = ["exited", "finished", "stopped", "lost", "dequeued"]

/** An event about to be stored. `pid` is null where no process was involved; `exitCode` only an `exited` has. */
export const NewWorkerEvent = Schema.Struct({
  sourceId: SourceId,
  type: WorkerEventType,
  pid: Schema.NullOr(Schema.Int),
  exitCode: Schema.NullOr(Schema.Int),
  taskId: Schema.NullOr(TaskId),
  /** What a person should know: the recorder's last words, the refusal, how many events a gap swallowed. */
  detail: Schema.NullOr(Schema.String),
  /** The same as data, where it is known: of exits, trips and losses. */
  cause: Schema.optionalKey(Schema.NullOr(EventCause)),
  at: Instant
})
export type NewWorkerEvent = typeof NewWorkerEvent.Type

export const WorkerEvent = Schema.Struct({ id: Schema.Int, ...NewWorkerEvent.fields })
export type WorkerEvent = typeof WorkerEvent.Type

/** The recorder's exit code for 'blocked by the site' (the recorder's documented codes). */
export const blockedExitCode = 3
