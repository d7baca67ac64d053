import type { OverseerEvent, TaskRow } from "../../../../src/domain/supervision/OverseerEvent.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import { type Instant, later } from "../../../../src/domain/values/Time.ts"
import type { StartAnswer } from "../../../../src/ports/Overseer.ts"
import type { Timeline } from "../Timeline.ts"
import * as Queue from "./Queue.ts"
import type { Setting } from "./Setting.ts"
import { isLive, newTask, type Peer, rowOf, type Start, type Task } from "./Task.ts"

const shutdown = "pool rejected task: pool: shutdown"
const waitForExits = 15_000

/**
 * The overseer as its protocol describes it, defects included: ids are used once and, rejected, stay reserved; a start that finds the
 * queue full evicts the oldest; a stop has no answer and no escalation, and a second one before the exit ends the overseer;
 * nothing outlives it.
 */
export const makeOverseer = (timeline: Timeline, setting: Setting) => {
  const peers = new Set<Peer>()
  /** Every task there ever was, in the order of their starts. */
  const ever: Array<Task> = []
  let tasks = new Map<TaskId, Task>()
  let reserved = new Set<TaskId>()
  let life = 1
  let isUp = true
  let isDraining = false
  let pids = 1_000

  const clock = (): Instant => later(timeline.wall(), setting.skew)
  const queue = Queue.make(() => tasks, setting)

  const publish = (event: OverseerEvent) => {
    for (const peer of peers) if (peer.subscriptions.has(event.taskId)) peer.hear(event)
  }
  const broadcast = (event: OverseerEvent) => {
    for (const peer of peers) peer.hear(event)
  }
  const remember = (task: Task, event: OverseerEvent) => {
    task.ring.push(event)
    if (task.ring.length > 100) task.ring.shift()
    publish(event)
  }

  /** Why a process can't be had just now; null where it can. */
  const spawn = (task: Task): string | null => {
    const trouble = setting.spawnFails()
    if (trouble !== null) return trouble
    const mine = life
    const pid = ++pids
    Object.assign(task, { state: "active", worker: "running", pid, startedAt: clock(), spawnedAt: timeline.now() })
    if (task.peer?.isOpen() === true) task.peer.subscriptions.add(task.taskId)
    publish({ _tag: "started", taskId: task.taskId, pid, at: clock() })
    task.recorder = setting.recorder(task, {
      name: task.taskId,
      clock,
      say: (line, stream = "stdout") => {
        if (!isLive(task) || task.life > life) return
        remember(task, { _tag: "output", taskId: task.taskId, pid, stream, line, seq: ++task.seq, at: clock() })
      },
      exit: (code) => exit(task, code)
    })
    if (mine === life) setting.hooks.spawned(task)
    return null
  }

  const end = (task: Task) => {
    task.endedAt = timeline.now()
    task.recorder?.end()
  }

  const exit = (task: Task, code: number): void => {
    if (!isLive(task) || task.pid === null) return
    end(task)
    Object.assign(task, { worker: "exited", exitedAt: clock(), exitCode: code })
    const intentional = task.stops.length > 0
    remember(task, { _tag: "exited", taskId: task.taskId, pid: task.pid, exitCode: code, intentional, at: clock() })
    setting.hooks.exited(task)
    const next = isDraining ? undefined : queue.next()
    if (next === undefined) return
    const trouble = spawn(next)
    if (trouble !== null) dequeue(next, trouble)
  }

  const dequeue = (task: Task, ...reasons: ReadonlyArray<string>) => {
    tasks.delete(task.taskId)
    end(task)
    for (const reason of reasons) broadcast({ _tag: "dequeued", taskId: task.taskId, reason, at: clock() })
  }

  const start = (peer: Peer | null, command: Start): StartAnswer => {
    const { taskId } = command
    const refusal = setting.refusal(command)
    if (refusal !== null) return { _tag: "refused", message: refusal }
    const twin = queue.twin(command)
    if (twin !== undefined) {
      const message = `duplicate task: already running as ${twin.taskId}`
      return { _tag: "duplicate", existing: twin.taskId, message }
    }
    if (tasks.has(taskId) || reserved.has(taskId)) return { _tag: "known", message: "task already running or starting" }
    if (isDraining && !setting.startsWhileDraining) return { _tag: "full", message: shutdown }
    const task = newTask(command, peer, life, timeline.now())
    const at = clock()
    if (queue.hasRoom(command.action)) {
      const trouble = spawn(task)
      if (trouble !== null) return Queue.spawnRefused(trouble)
      tasks.set(taskId, task)
      ever.push(task)
      return { _tag: "started", pid: task.pid ?? 0, at }
    }
    const evicted = queue.admit()
    if (evicted === "full") {
      reserved.add(taskId)
      return { _tag: "full", message: Queue.fullPool }
    }
    if (evicted !== null) dequeue(evicted, "pool: displaced by incoming task")
    setting.hooks.queued(task, evicted)
    tasks.set(taskId, task)
    ever.push(task)
    const position = queue.waiting().filter(({ action }) => action === command.action).length
    broadcast({ _tag: "queued", taskId, position, at })
    return { _tag: "queued", position, at }
  }

  const stop = (by: string, taskId: TaskId) => {
    const task = tasks.get(taskId)
    if (task === undefined) return
    if (task.state === "queued") {
      task.stops.push({ at: timeline.now(), by })
      return dequeue(task, "pool: task dequeued", "stopped")
    }
    if (isLive(task) && task.stops.length > 0) {
      setting.hooks.stoppedTwice(task, by)
      return die(false)
    }
    task.state = "stopped"
    if (!isLive(task)) return
    task.stops.push({ at: timeline.now(), by })
    task.recorder?.stop()
  }

  /** The process of the overseer is gone, and with it what it knew; a heir that rebuilds its list keeps what runs. */
  const die = (isRebuilt: boolean): void => {
    const kept = new Map<TaskId, Task>()
    for (const task of tasks.values()) {
      if (isRebuilt && isLive(task)) {
        task.ring = []
        kept.set(task.taskId, task)
      } else if (task.endedAt === null) {
        end(task)
        task.vanished = true
        task.worker = "exited"
      }
    }
    life++
    tasks = kept
    reserved = new Set()
    for (const task of kept.values()) task.life = life
    isDraining = false
    isUp = false
    peers.clear()
    setting.hooks.died()
    timeline.after(setting.rebirth(), () => {
      isUp = true
    })
  }

  /** Ends as on SIGTERM: what runs is stopped and waited for, and requests are still answered. */
  const drain = () => {
    if (isDraining || !isUp) return
    isDraining = true
    for (const task of queue.waiting()) dequeue(task, "pool: shutdown")
    const mine = life
    const running = [...tasks.values()].filter(isLive)
    if (running.some(({ stops }) => stops.length > 0)) return die(false)
    for (const task of running) stop("drain", task.taskId)
    const begun = timeline.now()
    const look = () => {
      if (mine !== life) return
      if (timeline.now() >= begun + waitForExits || running.every((task) => !isLive(task))) return die(false)
      timeline.after(100, look)
    }
    timeline.after(100, look)
  }

  return {
    peers,
    ever,
    start,
    stop,
    exit,
    die,
    drain,
    isOpen: () => isUp && !isDraining,
    life: () => life,
    live: (): ReadonlyArray<Task> => [...tasks.values()].filter(isLive),
    waiting: queue.waiting,
    dequeue,
    rows: (): ReadonlyArray<TaskRow> => [
      ...[...tasks.values()].filter(({ state }) => state !== "queued").map((task) => rowOf(task, null)),
      ...queue.waiting().map((task, index) => rowOf(task, index + 1))
    ],
    replay: (peer: Peer, taskId: TaskId, since?: Instant): void => {
      for (const event of tasks.get(taskId)?.ring ?? []) if (since === undefined || event.at >= since) peer.hear(event)
    },
    pool: queue.pool
  }
}

export type Overseer = ReturnType<typeof makeOverseer>
