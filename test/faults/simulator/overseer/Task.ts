import type { OverseerEvent, TaskRow } from "../../../../src/domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { Recorder } from "./Recorder.ts"

/** One end of a connection as the overseer sees it. */
export interface Peer {
  readonly name: string
  readonly subscriptions: Set<TaskId>
  readonly isOpen: () => boolean
  readonly hear: (event: OverseerEvent) => void
}

export interface Start {
  readonly taskId: TaskId
  readonly action: string
  readonly params: Readonly<Record<string, string>>
}

/** Who wanted a process to end: a client by its connection's name, or the overseer itself on its way out. */
export interface Stop {
  readonly at: number
  readonly by: string
}

/**
 * A task and all that ever became of it, which is more than the overseer tells. Its own fields `state` to `ring` are the
 * overseer's record; the rest is the script's, by the time line.
 */
export interface Task extends Start {
  readonly peer: Peer | null
  state: TaskRow["state"]
  worker: TaskRow["workerState"]
  pid: number | null
  startedAt: TaskRow["startedAt"]
  exitedAt: TaskRow["exitedAt"]
  exitCode: number | null
  seq: number
  ring: Array<OverseerEvent>

  recorder: Recorder | null
  /** The overseer's life in which it last was. */
  life: number
  readonly askedAt: number
  spawnedAt: number | null
  /** When its process ended, by itself or with its overseer. */
  endedAt: number | null
  /** Whether it ended without an exit that the overseer could tell. */
  vanished: boolean
  readonly stops: Array<Stop>
}

export const newTask = (start: Start, peer: Peer | null, life: number, askedAt: number): Task => ({
  ...start,
  peer,
  state: "queued",
  worker: null,
  pid: null,
  startedAt: null,
  exitedAt: null,
  exitCode: null,
  seq: 0,
  ring: [],
  recorder: null,
  life,
  askedAt,
  spawnedAt: null,
  endedAt: null,
  vanished: false,
  stops: []
})

export const isLive = (task: Task): boolean => task.worker === "running"

/** The task as a list shows it. */
export const rowOf = (task: Task, queuePosition: number | null): TaskRow => ({
  taskId: task.taskId,
  action: task.action,
  params: task.state === "queued" ? {} : task.params,
  state: task.state,
  workerState: task.worker,
  pid: task.pid,
  startedAt: task.startedAt,
  exitedAt: task.exitedAt,
  exitCode: task.exitCode,
  queuePosition
})
