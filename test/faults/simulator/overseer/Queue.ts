import type { PoolInfo } from "../../../../src/domain/supervision/Room.ts"
import type { TaskId } from "../../../../src/domain/supervision/TaskId.ts"
import type { StartAnswer } from "../../../../src/ports/Overseer.ts"
import type { Setting } from "./Setting.ts"
import { isLive, type Start, type Task } from "./Task.ts"

export const fullPool = "pool rejected task: pool: task rejected — limit reached and queue is full"

/** How a start is answered whose process could not be had. */
export const spawnRefused = (trouble: string): StartAnswer => {
  const message = `pool rejected task: ${trouble}`
  return trouble.endsWith("resource temporarily unavailable") ? { _tag: "full", message } : { _tag: "refused", message }
}

/** The overseer's pool and queue over its tasks. */
export const make = (tasks: () => ReadonlyMap<TaskId, Task>, setting: Setting) => {
  const all = () => [...tasks().values()]
  const running = () => all().filter(isLive).length
  const waiting = (): ReadonlyArray<Task> => all().filter(({ state }) => state === "queued")

  const hasRoom = (action: string): boolean => {
    const own = setting.drivers.find(({ name }) => name === action)?.limit ?? 0
    if (own > 0 && all().filter((task) => isLive(task) && task.action === action).length >= own) return false
    return setting.limit === 0 || running() < setting.limit
  }

  return {
    waiting,
    hasRoom,
    /** A running task with the same values of the dedupe key. */
    twin: ({ action, params }: Start): Task | undefined => {
      const key = setting.drivers.find(({ name }) => name === action)?.dedupeKey ?? []
      if (key.length === 0) return undefined
      const isSame = (task: Task) => key.every((name) => (task.params[name] ?? "") === (params[name] ?? ""))
      return all().find((task) => isLive(task) && task.action === action && isSame(task))
    },
    /** Room in the queue: null where there is, the task that has to go for it, or `full`. */
    admit: (): Task | "full" | null => {
      const { displaces, queueSize } = setting
      const oldest = waiting()[0]
      if (queueSize === null) return "full"
      if (queueSize === 0 || waiting().length < queueSize) return null
      return displaces && oldest !== undefined ? oldest : "full"
    },
    next: (): Task | undefined => waiting().find(({ action }) => hasRoom(action)),
    pool: (action?: string): PoolInfo => {
      const ofAction = (task: Task) => action === undefined || task.action === action
      return {
        limit: action === undefined ? setting.limit : 0,
        running: all().filter((task) => isLive(task) && ofAction(task)).length,
        queueDepth: waiting().filter(ofAction).length
      }
    }
  }
}
