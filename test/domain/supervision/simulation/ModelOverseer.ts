import type { OverseerEvent, TaskRow } from "../../../../src/domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { SourceId } from "../../../../src/domain/values/Ids.ts"
import type { Instant } from "../../../../src/domain/values/Time.ts"
import { recorderLine } from "../given.ts"
import type { Random } from "./Random.ts"
import type { Timeline } from "./Timeline.ts"

export type Command =
  | { readonly _tag: "start"; readonly taskId: TaskId; readonly sourceId: SourceId }
  | { readonly _tag: "stop"; readonly taskId: TaskId }
  | { readonly _tag: "subscribe"; readonly taskIds: ReadonlyArray<TaskId> }
  | { readonly _tag: "list"; readonly askedAt: Instant }

export type Message =
  | { readonly _tag: "event"; readonly event: OverseerEvent }
  | { readonly _tag: "tasks"; readonly askedAt: Instant; readonly rows: ReadonlyArray<TaskRow> }
  | { readonly _tag: "full" | "refused" | "known"; readonly taskId: TaskId }

/** What recorders of a source do by themselves: nothing, or an exit with this code after at most this long. */
export interface Behaviour {
  readonly lives: number | null
  readonly code: number
}

interface Task {
  readonly taskId: TaskId
  readonly sourceId: SourceId
  state: "active" | "stopped" | "queued"
  worker: "running" | "exited" | null
  pid: number | null
  startedAt: Instant | null
  exitedAt: Instant | null
  exitCode: number | null
  /** A stop was sent to the living process, which has not exited yet. */
  stopping: boolean
}

export interface Setting {
  /** Slots, and places in the queue; 0 means without limit. Without `queueing` a full pool rejects. */
  readonly limit: number
  readonly queue: number
  readonly queueing: boolean
  readonly behaviour: (sourceId: SourceId) => Behaviour
  readonly refuses: (sourceId: SourceId) => boolean
  readonly slowStop: () => number
  /** Whether the answer to a start gets lost inside the overseer. */
  readonly swallows: () => boolean
  readonly broke: (rule: string) => void
  readonly tell: (connection: number, message: Message) => void
}

/** The overseer as its protocol describes it: synchronous handlers, stops without an answer, tasks that are never forgotten. */
export const makeOverseer = (timeline: Timeline, random: Random, setting: Setting) => {
  let tasks = new Map<TaskId, Task>()
  let queue: Array<Task> = []
  let subscribed = new Map<number, Set<TaskId>>()
  let life = 0
  let pids = 1000
  const stats = { queued: 0, evicted: 0, rejected: 0 }

  const running = () => [...tasks.values()].filter((task) => task.worker === "running").length
  const hasRoom = () => setting.limit === 0 || running() < setting.limit

  const publish = (taskId: TaskId, event: OverseerEvent, everybody = false) => {
    for (const [connection, ids] of subscribed) {
      if (everybody || ids.has(taskId)) setting.tell(connection, { _tag: "event", event })
    }
  }

  const spawn = (task: Task) => {
    const pid = pids++
    Object.assign(task, { state: "active", worker: "running", pid, startedAt: timeline.now() })
    tasks.set(task.taskId, task)
    const mine = life
    if (!setting.swallows()) publish(task.taskId, { _tag: "started", taskId: task.taskId, pid, at: timeline.now() })
    const { code, lives } = setting.behaviour(task.sourceId)
    if (lives !== null) timeline.after(random.between(1, lives), () => mine === life && exit(task, code))
    timeline.after(random.between(50, 400), () => {
      if (mine !== life || task.worker !== "running" || code === 3) return
      const line = recorderLine("RECORDING START")
      const told = { _tag: "output", taskId: task.taskId, pid, stream: "stdout", line, seq: null } as const
      publish(task.taskId, { ...told, at: timeline.now() })
    })
  }

  const exit = (task: Task, code: number) => {
    if (task.worker !== "running" || task.pid === null) return
    Object.assign(task, { worker: "exited", exitedAt: timeline.now(), exitCode: code })
    const told = { taskId: task.taskId, pid: task.pid, exitCode: code, intentional: task.stopping, at: timeline.now() }
    task.stopping = false
    publish(task.taskId, { _tag: "exited", ...told })
    while (queue.length > 0 && hasRoom()) {
      const next = queue.shift()
      if (next !== undefined) spawn(next)
    }
  }

  const dequeue = (task: Task, reason: string) => {
    queue = queue.filter((other) => other !== task)
    tasks.delete(task.taskId)
    publish(task.taskId, { _tag: "dequeued", taskId: task.taskId, reason, at: timeline.now() }, true)
  }

  const start = (connection: number, taskId: TaskId, sourceId: SourceId) => {
    if (setting.refuses(sourceId)) return setting.tell(connection, { _tag: "refused", taskId })
    if (tasks.has(taskId)) return setting.tell(connection, { _tag: "known", taskId })
    subscribed.get(connection)?.add(taskId)
    const task: Task = {
      taskId,
      sourceId,
      state: "queued",
      worker: null,
      pid: null,
      startedAt: null,
      exitedAt: null,
      exitCode: null,
      stopping: false
    }
    if (hasRoom()) return spawn(task)
    if (!setting.queueing) {
      stats.rejected++
      return setting.tell(connection, { _tag: "full", taskId })
    }
    const oldest = queue[0]
    if (setting.queue > 0 && queue.length >= setting.queue && oldest !== undefined) {
      stats.evicted++
      dequeue(oldest, "pool: displaced by incoming task")
    }
    stats.queued++
    queue.push(task)
    tasks.set(taskId, task)
    publish(taskId, { _tag: "queued", taskId, position: queue.length, at: timeline.now() }, true)
  }

  const stop = (taskId: TaskId) => {
    const task = tasks.get(taskId)
    if (task === undefined) return
    if (task.state === "queued") {
      dequeue(task, "pool: task dequeued")
      return publish(taskId, { _tag: "dequeued", taskId, reason: "stopped", at: timeline.now() }, true)
    }
    if (task.stopping) setting.broke(`a second stop reached ${taskId} while the first was at work`)
    task.state = "stopped"
    if (task.worker !== "running") return
    task.stopping = true
    const mine = life
    timeline.after(setting.slowStop(), () => mine === life && exit(task, 0))
  }

  const rows = (): ReadonlyArray<TaskRow> =>
    [...tasks.values()].map((task) => ({
      taskId: task.taskId,
      action: "hls",
      params: {},
      state: task.state,
      workerState: task.worker,
      pid: task.pid,
      startedAt: task.startedAt,
      exitedAt: task.exitedAt,
      exitCode: task.exitCode,
      queuePosition: task.state === "queued" ? queue.indexOf(task) + 1 : null
    }))

  return {
    stats,
    opened: (connection: number) => void subscribed.set(connection, new Set()),
    closed: (connection: number) => void subscribed.delete(connection),
    handle: (connection: number, command: Command): void => {
      switch (command._tag) {
        case "start":
          start(connection, command.taskId, command.sourceId)
          break
        case "stop":
          stop(command.taskId)
          break
        case "subscribe":
          for (const taskId of command.taskIds) subscribed.get(connection)?.add(taskId)
          break
        case "list":
          setting.tell(connection, { _tag: "tasks", askedAt: command.askedAt, rows: rows() })
      }
    },
    /** Everything dies and is forgotten. */
    restart: () => {
      life++
      tasks = new Map()
      queue = []
      subscribed = new Map()
    },
    /** The tasks of a source that wait or work, those being stopped among them. */
    live: (sourceId: SourceId): ReadonlyArray<Task> =>
      [...tasks.values()].filter(
        (task) => task.sourceId === sourceId && (task.state === "queued" || task.worker === "running")
      )
  }
}

export type ModelOverseer = ReturnType<typeof makeOverseer>
