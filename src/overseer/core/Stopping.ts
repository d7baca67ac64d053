import { HashMap } from "effect"
import type { Moment } from "../../domain/values/Time.ts"
import { find } from "./Admission.ts"
import { drop } from "./Queueing.ts"
import { shuttingDown } from "./Starting.ts"
import { andThen, decide, reply, type State, setTask, stay, type Turn, task } from "./State.ts"
import type { Asker, TaskId } from "./Task.ts"

/**
 * Ends a task, whatever it is doing: a process is terminated, a pending restart forgotten, a finished task marked
 * `stopped`. A process that is being stopped already, or being made, is not signalled again. Unknown ids do nothing.
 */
export const end = (state: State, taskId: TaskId): Turn => {
  const found = task(state, taskId)
  if (found === undefined) return stay(state)
  const stopped = { ...found, state: "stopped", restarting: false } as const
  if (found.worker._tag !== "Running" || found.worker.stopping) return stay(setTask(state, stopped))
  const { pid } = found.worker
  return decide(setTask(state, { ...stopped, worker: { ...found.worker, stopping: true } }), { _tag: "Terminate", pid })
}

/** Answers a stop. Success has no reply: the exit of the process, or `dequeued`, is the sign. */
export const stop = (state: State, asker: Asker, taskId: TaskId, now: Moment): Turn => {
  const refuse = (message: string) => reply(state, asker.connection, { type: "error", id: asker.id, message })
  if (taskId === "") return refuse("task_id is required")
  const queued = find(state.pool, taskId)
  if (queued !== undefined) return drop(state, [queued], "stopped", now)
  return task(state, taskId) === undefined ? refuse("task not found") : end(state, taskId)
}

/** On the way out: nothing starts any more, what waits is dropped, what runs is ended. */
export const drain = (state: State, now: Moment): Turn =>
  [...HashMap.keys(state.tasks)].reduce(
    (turn: Turn, taskId) =>
      andThen(turn, (next) => {
        const worker = task(next, taskId)?.worker._tag
        return worker === "Running" || worker === "Spawning" ? end(next, taskId) : stay(next)
      }),
    drop({ ...state, draining: true }, state.pool.waiting, shuttingDown, now)
  )
