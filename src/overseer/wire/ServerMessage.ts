import type { Excess } from "../core/Pool.ts"
import type { ExitedEvent, OutputEvent } from "../core/Task.ts"
import type { RetryPolicyShown } from "./Shown.ts"

/** A queue as `describe` shows it. */
export interface QueueShown {
  readonly enabled: boolean
  readonly size: number
  readonly order: string
  readonly max_age: number
  readonly displace?: string
}

/** An action as `describe` shows it. */
export interface ActionInfo {
  readonly name: string
  readonly type: "exec"
  readonly description?: string
  readonly params?: Readonly<
    Record<string, { readonly description?: string; readonly default?: string; readonly validate?: string }>
  >
  readonly task_pool: { readonly limit: number; readonly queue?: QueueShown; readonly excess: Excess }
  readonly retry: RetryPolicyShown
  readonly dedupe_key?: ReadonlyArray<string>
  readonly schemes?: ReadonlyArray<string>
  readonly hosts?: ReadonlyArray<string>
  readonly endings?: ReadonlyArray<string>
  readonly missing?: ReadonlyArray<string>
}

/** A row of `tasks`. */
export interface TaskInfo {
  readonly task_id: string
  readonly action: string
  readonly params?: Readonly<Record<string, string>>
  readonly queued_at?: string
  readonly state: "active" | "stopped" | "errored" | "queued"
  readonly retry_policy?: RetryPolicyShown
  readonly current_pid?: number
  readonly worker_state?: "running" | "exited"
  readonly restart_count: number
  readonly created_at: string
  readonly last_started_at?: string
  readonly last_exited_at?: string
  readonly last_exit_code?: number
}

export interface PoolInfo {
  readonly limit: number
  readonly running: number
  readonly queue_depth: number
  readonly queue_items?: ReadonlyArray<{
    readonly task_id: string
    readonly action: string
    readonly queued_at: string
    readonly position: number
    readonly forced: boolean
  }>
}

export interface ActionCounts {
  readonly tasks_started: number
  readonly tasks_completed: number
  readonly tasks_errored: number
  readonly tasks_restarted: number
  readonly total_output_lines: number
}

export interface GlobalCounts extends ActionCounts {
  readonly enqueued: number
  readonly dequeued: number
  readonly displaced: number
  readonly expired: number
}

export interface TaskCounts {
  readonly output_lines: number
  readonly restart_count: number
  readonly runtime_ms: number
  readonly last_exit_code?: number
}

/** What is wrong with a file of actions; a sentence without secrets. */
export interface ActionFault {
  readonly file: string
  /** Counted from 1; null for the file as a whole. */
  readonly line: number | null
  readonly action: string | null
  readonly message: string
}

/** Everything the overseer says, field for field as it goes over the wire. Times are RFC 3339 in UTC. */
export type ServerMessage =
  | OutputEvent
  | ExitedEvent
  | {
      readonly type: "started"
      readonly id: string
      readonly task_id: string
      readonly pid: number
      readonly restart_of?: number
      readonly ts: string
    }
  | {
      readonly type: "queued"
      readonly id: string
      readonly task_id: string
      readonly action: string
      readonly position: number
      readonly ts: string
    }
  | { readonly type: "dequeued"; readonly task_id: string; readonly reason: string; readonly ts: string }
  | {
      readonly type: "restarting"
      readonly task_id: string
      readonly pid: number
      readonly restart_delay: string
      readonly attempt: number
      readonly ts: string
    }
  | {
      readonly type: "errored"
      readonly task_id: string
      readonly pid: number
      readonly exit_count: number
      readonly ts: string
    }
  | { readonly type: "error"; readonly id: string; readonly message: string; readonly existing_task_id?: string }
  | { readonly type: "tasks"; readonly id: string; readonly tasks: ReadonlyArray<TaskInfo> }
  | { readonly type: "subscribed" | "unsubscribed"; readonly id: string; readonly task_id: string }
  | {
      readonly type: "actions"
      /** Empty where nobody asked: other actions are offered from now on. */
      readonly id: string
      readonly actions: ReadonlyArray<ActionInfo>
      readonly faults?: ReadonlyArray<ActionFault>
    }
  | { readonly type: "pool_info"; readonly id: string; readonly action?: string; readonly pool: PoolInfo }
  | { readonly type: "pool_updated"; readonly action?: string; readonly pool: PoolInfo }
  | { readonly type: "purged"; readonly id: string; readonly action?: string; readonly count: number }
  | {
      readonly type: "metrics"
      readonly id: string
      readonly global?: GlobalCounts
      readonly action?: ActionCounts
      readonly task?: TaskCounts
    }
  | { readonly type: "manifest"; readonly id: string; readonly manifest: object }

/** One frame of text: a JSON object and a newline. */
export const encode = (message: ServerMessage): string => `${JSON.stringify(message)}\n`
