import type { Instant, Moment, Steady } from "../../domain/values/Time.ts"
import type { Action, Params, Stream } from "./Action.ts"
import type { RetryPolicy } from "./Retry.ts"
import type { Ring } from "./Ring.ts"

export type TaskId = string

/** One client's connection, numbered in the order of arrival. */
export type ConnectionId = number

/** Who asked, and under which correlation id the answer goes back. */
export interface Asker {
  readonly connection: ConnectionId
  readonly id: string
}

/** An accepted wish for a process. */
export interface Request {
  readonly taskId: TaskId
  readonly action: Action
  readonly params: Params
  /** Equal for requests that would do the same work; undefined when the action does not tell. */
  readonly fingerprint: string | undefined
  readonly policy: RetryPolicy | undefined
  readonly forced: boolean
  readonly asker: Asker
}

/** Why a process is being spawned, which decides who hears of it. */
export type Cause =
  | { readonly _tag: "Start"; readonly asker: Asker; readonly queued: boolean }
  | { readonly _tag: "Restart"; readonly of: number }
  | { readonly _tag: "Reset"; readonly asker: Asker }

/** The newest process of a task. */
export type Worker =
  | { readonly _tag: "Spawning"; readonly cause: Cause; readonly before: Exited | undefined }
  | { readonly _tag: "Running"; readonly pid: number; readonly stopping: boolean }
  | Exited

export interface Exited {
  readonly _tag: "Exited"
  readonly pid: number
  readonly code: number
}

/** What a process has said and how it ended, as clients are told. */
export interface OutputEvent {
  readonly type: "output"
  readonly task_id: TaskId
  readonly pid: number
  readonly stream: Stream
  readonly data: string
  readonly ts: string
  readonly seq: number
}

export interface ExitedEvent {
  readonly type: "exited"
  readonly task_id: TaskId
  readonly pid: number
  readonly exit_code: number
  readonly intentional: boolean
  readonly ts: string
}

/** A task that has left the queue, or never had to wait. Its id is used once in the life of this overseer. */
export interface Task {
  readonly request: Request
  readonly state: "active" | "stopped" | "errored"
  readonly worker: Worker
  /** A restart is due after its delay. */
  readonly restarting: boolean
  readonly restarts: number
  /** Earlier exits that the policy still counts. */
  readonly exits: ReadonlyArray<Steady>
  readonly createdAt: Moment
  readonly startedAt: Moment
  readonly exitedAt: Moment | undefined
  /** Number of lines forwarded over all processes of the task. */
  readonly lines: number
  /** Of the newest process only. */
  readonly ring: Ring<{ readonly at: Instant; readonly message: OutputEvent | ExitedEvent }>
}

/** True while a process exists or is being made. */
export const live = ({ worker }: Task): boolean => worker._tag !== "Exited"

/** True when nothing will happen to the task any more unless a client resets it. */
export const finished = (task: Task): boolean => !live(task) && !task.restarting

/** The last process id, also of a process that is gone. */
export const pid = ({ worker }: Task): number | undefined =>
  worker._tag === "Spawning" ? worker.before?.pid : worker.pid
