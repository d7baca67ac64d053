import { HashMap } from "effect"
import type { Moment } from "../../domain/values/Time.ts"
import { timestamp } from "../wire/Shown.ts"
import { subscribe } from "./Connections.ts"
import * as Metrics from "./Metrics.ts"
import { release } from "./Pool.ts"
import { fill } from "./Queueing.ts"
import * as Ring from "./Ring.ts"
import {
  andThen,
  broadcast,
  count,
  decide,
  publish,
  reply,
  type State,
  setPool,
  setTask,
  stay,
  type Turn,
  task
} from "./State.ts"
import type { Cause, Task, TaskId } from "./Task.ts"

/**
 * A process has come to life. Whoever started the task is subscribed to it and told, as is everyone subscribed; of a
 * reset only its asker hears. A stop that came meanwhile is carried out now.
 */
export const spawned = (state: State, taskId: TaskId, pid: number, now: Moment): Turn => {
  const found = task(state, taskId)
  if (found?.worker._tag !== "Spawning") return stay(state)
  const { cause } = found.worker
  const stopping = found.state === "stopped"
  const running: Task = {
    ...found,
    worker: { _tag: "Running", pid, stopping },
    startedAt: cause._tag === "Start" ? found.startedAt : now,
    restarts: found.restarts + (cause._tag === "Restart" ? 1 : 0),
    ring: Ring.empty
  }
  const told = announce(setTask(state, running), taskId, pid, cause, now)
  return stopping ? andThen(told, (next) => decide(next, { _tag: "Terminate", pid })) : told
}

const announce = (state: State, taskId: TaskId, pid: number, cause: Cause, now: Moment): Turn => {
  const started = { type: "started", task_id: taskId, pid, ts: timestamp(now.wall) } as const
  switch (cause._tag) {
    case "Start": {
      const action = task(state, taskId)?.request.action.name ?? ""
      const counted = count(state, Metrics.ofTask(action, "tasks_started"))
      return publish(subscribe(counted, cause.asker.connection, taskId), taskId, { ...started, id: cause.asker.id })
    }
    case "Restart":
      return publish(state, taskId, { ...started, id: "", restart_of: cause.of })
    case "Reset":
      return reply(state, cause.asker.connection, { ...started, id: cause.asker.id })
  }
}

/**
 * A process could not be made. A first start leaves no task behind: its asker gets an error, or everyone a `dequeued`
 * if it had waited. A reset leaves the task `errored`, to be tried again; a restart leaves it as it was.
 */
export const notSpawned = (state: State, taskId: TaskId, reason: string, now: Moment): Turn => {
  const found = task(state, taskId)
  if (found?.worker._tag !== "Spawning") return stay(state)
  const { before, cause } = found.worker
  const freed = setPool(state, release(state.pool, taskId))
  const rested = before === undefined ? freed : setTask(freed, { ...found, worker: before })
  switch (cause._tag) {
    case "Start": {
      const gone = { ...freed, tasks: HashMap.remove(freed.tasks, taskId) }
      const told = cause.queued
        ? broadcast(gone, { type: "dequeued", task_id: taskId, reason, ts: timestamp(now.wall) })
        : reply(gone, cause.asker.connection, {
            type: "error",
            id: cause.asker.id,
            message: `pool rejected task: ${reason}`
          })
      return andThen(told, (next) => fill(next, now))
    }
    case "Restart":
      return fill(rested, now)
    case "Reset": {
      const errored =
        before === undefined || found.state !== "active"
          ? rested
          : setTask(freed, { ...found, worker: before, state: "errored" })
      return andThen(
        reply(errored, cause.asker.connection, { type: "error", id: cause.asker.id, message: reason }),
        (next) => fill(next, now)
      )
    }
  }
}
