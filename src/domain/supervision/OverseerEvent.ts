import type { Instant } from "../values/Time.ts"
import type { Refusal } from "./Run.ts"
import type { TaskId } from "./TaskId.ts"

/** Why a start that waited was not carried out. */
export type DequeueRefusal = Extract<Refusal, "spawn" | "shutdown" | "refused">

/** What the overseer tells about a task, in the words of its protocol. */
export type OverseerEvent =
  | { readonly _tag: "started"; readonly taskId: TaskId; readonly pid: number; readonly at: Instant }
  | { readonly _tag: "queued"; readonly taskId: TaskId; readonly position: number; readonly at: Instant }
  | {
      readonly _tag: "dequeued"
      readonly taskId: TaskId
      readonly reason: string
      /** Why it was not started when its turn came; absent where it lost its place before. */
      readonly refusal?: DequeueRefusal
      readonly at: Instant
    }
  | {
      readonly _tag: "output"
      readonly taskId: TaskId
      readonly pid: number
      readonly stream: "stdout" | "stderr"
      readonly line: string
      readonly seq: number | null
      readonly at: Instant
    }
  | {
      readonly _tag: "exited"
      readonly taskId: TaskId
      readonly pid: number
      readonly exitCode: number
      readonly intentional: boolean
      readonly at: Instant
    }

/** A task as the overseer lists it. */
export interface TaskRow {
  readonly taskId: TaskId
  readonly action: string
  /** The parameters sent with the start; a queued row has none. */
  readonly params: Readonly<Record<string, string>>
  readonly state: "active" | "stopped" | "errored" | "queued"
  /** The only truth about liveness; null while queued and in the instant of the start. */
  readonly workerState: "running" | "exited" | null
  readonly pid: number | null
  readonly startedAt: Instant | null
  readonly exitedAt: Instant | null
  readonly exitCode: number | null
  readonly queuePosition: number | null
}

/** A list and how much it proves: which connection it came on and when it was asked for. */
export interface Listing {
  readonly connection: number
  readonly openedAt: Instant
  readonly askedAt: Instant
  readonly rows: ReadonlyArray<TaskRow>
}
