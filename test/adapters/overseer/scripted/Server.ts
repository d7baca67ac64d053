import type { OverseerEvent, TaskRow } from "../../../../src/domain/supervision/OverseerEvent.ts"
import type { PoolInfo } from "../../../../src/domain/supervision/Room.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { Instant } from "../../../../src/domain/values/Time.ts"
import type { StartAnswer } from "../../../../src/ports/Overseer.ts"
import type { ServerKnobs, StartCommand } from "./Knobs.ts"

/** One end of a connection as the overseer sees it. */
export interface Client {
  readonly hear: (event: OverseerEvent) => void
  readonly isOpen: () => boolean
  readonly subscriptions: Set<TaskId>
}

interface Task extends StartCommand {
  readonly client: Client
  state: TaskRow["state"]
  workerState: TaskRow["workerState"]
  pid: number | null
  startedAt: Instant | null
  exitedAt: Instant | null
  exitCode: number | null
  seq: number
  /** The last 100 events of the process, for replays. */
  ring: Array<OverseerEvent>
}

export interface Clockwork {
  /** The overseer's own clock. */
  readonly now: () => Instant
  readonly after: (millis: number, run: () => void) => void
}

const fullPool = "pool rejected task: pool: task rejected — limit reached and queue is full"

/** The overseer's side of the protocol, in memory: pool, queue, dedupe, single-use ids, stops without acknowledgement. */
export const make = (clockwork: Clockwork, knobs: ServerKnobs, onPanic: () => void) => {
  const clients = new Set<Client>()
  const tasks = new Map<TaskId, Task>()
  const burnt = new Set<TaskId>()
  const doubleStops: Array<TaskId> = []
  const doubles: Array<{ readonly action: string; readonly source: string; readonly taskIds: ReadonlyArray<TaskId> }> =
    []
  const counters = { tasks_started: 0, tasks_completed: 0, enqueued: 0, dequeued: 0, total_output_lines: 0 }
  let lastPid = 1000

  const all = () => [...tasks.values()]
  const isLive = (task: Task) => task.workerState === "running"
  const queue = () => all().filter(({ state }) => state === "queued")
  const running = () => all().filter(isLive).length
  const hasRoom = (action: string) => {
    const own = knobs.drivers.find(({ name }) => name === action)?.limit ?? 0
    if (own > 0 && all().filter((task) => isLive(task) && task.action === action).length >= own) return false
    return knobs.limit === 0 || running() < knobs.limit
  }

  const publish = (task: Task, event: OverseerEvent) => {
    for (const client of clients) if (client.subscriptions.has(task.taskId)) client.hear(event)
  }
  const broadcast = (event: OverseerEvent) => {
    for (const client of clients) client.hear(event)
  }
  const remember = (task: Task, event: OverseerEvent) => {
    task.ring.push(event)
    if (task.ring.length > 100) task.ring.shift()
  }

  const spawn = (task: Task): number => {
    const pid = ++lastPid
    const source = task.params["source"] ?? ""
    const twins = all().filter(
      (each) => isLive(each) && each.action === task.action && each.params["source"] === source
    )
    if (twins.length > 0) {
      doubles.push({ action: task.action, source, taskIds: [...twins, task].map(({ taskId }) => taskId) })
    }
    Object.assign(task, { state: "active", workerState: "running", pid, startedAt: clockwork.now() })
    counters.tasks_started++
    if (task.client.isOpen()) task.client.subscriptions.add(task.taskId)
    publish(task, { _tag: "started", taskId: task.taskId, pid, at: clockwork.now() })
    return pid
  }

  const refusal = ({ action, params }: StartCommand): string | undefined => {
    const driver = knobs.drivers.find(({ name }) => name === action)
    if (driver === undefined) return `unknown action: "${action}"`
    for (const [name, { default: value }] of Object.entries(driver.params)) {
      if (value === undefined && params[name] === undefined) {
        return `validation error: exec: required parameter "${name}" is missing`
      }
    }
    return knobs.refusals.get(action)
  }

  const twin = ({ action, params }: StartCommand): Task | undefined => {
    const key = knobs.drivers.find(({ name }) => name === action)?.dedupeKey ?? []
    if (key.length === 0) return undefined
    const same = (task: Task) => key.every((name) => (task.params[name] ?? "") === (params[name] ?? ""))
    return all().find((task) => isLive(task) && task.action === action && same(task))
  }

  const start = (client: Client, command: StartCommand): StartAnswer => {
    const at = clockwork.now()
    const { taskId } = command
    const message = refusal(command)
    if (message !== undefined) return { _tag: "refused", message }
    const existing = twin(command)?.taskId
    if (existing !== undefined) {
      return { _tag: "duplicate", existing, message: `duplicate task: already running as ${existing}` }
    }
    if (tasks.has(taskId) || burnt.has(taskId)) return { _tag: "known", message: "task already running or starting" }
    const task: Task = {
      ...command,
      client,
      state: "queued",
      workerState: null,
      pid: null,
      startedAt: null,
      exitedAt: null,
      exitCode: null,
      seq: 0,
      ring: []
    }
    if (hasRoom(command.action)) {
      tasks.set(taskId, task)
      return { _tag: "started", pid: spawn(task), at }
    }
    const waiting = queue()
    const oldest = waiting[0]
    const isQueueFull = knobs.queueSize === null || (knobs.queueSize > 0 && waiting.length >= knobs.queueSize)
    if (isQueueFull && (knobs.queueSize === null || !knobs.displace || oldest === undefined)) {
      burnt.add(taskId)
      return { _tag: "full", message: fullPool }
    }
    if (isQueueFull && oldest !== undefined) dequeue(oldest, "pool: displaced by incoming task")
    tasks.set(taskId, task)
    counters.enqueued++
    const position = queue().filter(({ action }) => action === command.action).length
    broadcast({ _tag: "queued", taskId, position, at })
    return { _tag: "queued", position, at }
  }

  const dequeue = (task: Task, ...reasons: ReadonlyArray<string>) => {
    tasks.delete(task.taskId)
    counters.dequeued++
    for (const reason of reasons) broadcast({ _tag: "dequeued", taskId: task.taskId, reason, at: clockwork.now() })
  }

  const exit = (taskId: TaskId, exitCode: number): boolean => {
    const task = tasks.get(taskId)
    if (task === undefined || !isLive(task) || task.pid === null) return false
    const intentional = task.state === "stopped"
    Object.assign(task, { workerState: "exited", exitedAt: clockwork.now(), exitCode })
    counters.tasks_completed++
    const event: OverseerEvent = { _tag: "exited", taskId, pid: task.pid, exitCode, intentional, at: clockwork.now() }
    remember(task, event)
    publish(task, event)
    const next = queue().find(({ action }) => hasRoom(action))
    if (next !== undefined) spawn(next)
    return true
  }

  const stop = (taskId: TaskId) => {
    const task = tasks.get(taskId)
    if (task === undefined) return
    if (task.state === "queued") return dequeue(task, "pool: task dequeued", "stopped")
    if (isLive(task) && task.state === "stopped") {
      doubleStops.push(taskId)
      if (knobs.panics) onPanic()
      return
    }
    task.state = "stopped"
    const { stopCode, stopTakes } = knobs
    if (isLive(task) && stopTakes !== "never") clockwork.after(stopTakes, () => exit(taskId, stopCode))
  }

  const say = (taskId: TaskId, line: string, stream: "stdout" | "stderr"): boolean => {
    const task = tasks.get(taskId)
    if (task === undefined || !isLive(task) || task.pid === null) return false
    const seq = ++task.seq
    counters.total_output_lines++
    const event: OverseerEvent = { _tag: "output", taskId, pid: task.pid, stream, line, seq, at: clockwork.now() }
    remember(task, event)
    publish(task, event)
    return true
  }

  const row = (task: Task, queuePosition: number | null): TaskRow => ({
    taskId: task.taskId,
    action: task.action,
    params: task.state === "queued" ? {} : task.params,
    state: task.state,
    workerState: task.workerState,
    pid: task.pid,
    startedAt: task.startedAt,
    exitedAt: task.exitedAt,
    exitCode: task.exitCode,
    queuePosition
  })

  return {
    clients,
    doubles,
    doubleStops,
    start,
    stop,
    exit,
    say,
    replay: (client: Client, taskId: TaskId, since?: Instant) => {
      for (const event of tasks.get(taskId)?.ring ?? [])
        if (since === undefined || event.at >= since) client.hear(event)
    },
    rows: (): ReadonlyArray<TaskRow> => [
      ...all()
        .filter(({ state }) => state !== "queued")
        .map((task) => row(task, null)),
      ...queue().map((task, _, waiting) =>
        row(task, waiting.filter(({ action }) => action === task.action).indexOf(task) + 1)
      )
    ],
    pool: (action?: string): PoolInfo => {
      const ofAction = (task: Task) => action === undefined || task.action === action
      return {
        limit: action === undefined ? knobs.limit : (knobs.drivers.find(({ name }) => name === action)?.limit ?? 0),
        running: all().filter((task) => isLive(task) && ofAction(task)).length,
        queueDepth: queue().filter(ofAction).length
      }
    },
    metrics: (): Readonly<Record<string, number>> => ({ ...counters }),
    dequeue: (taskId: TaskId, reason: string): boolean => {
      const task = tasks.get(taskId)
      if (task?.state !== "queued") return false
      dequeue(task, reason)
      return true
    },
    forget: () => {
      tasks.clear()
      burnt.clear()
      clients.clear()
      for (const name of Object.keys(counters)) Object.assign(counters, { [name]: 0 })
    },
    pidOf: (taskId: TaskId): number | null => tasks.get(taskId)?.pid ?? null
  }
}

export type Server = ReturnType<typeof make>
