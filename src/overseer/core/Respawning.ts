import { enter } from "./Pool.ts"
import { shuttingDown } from "./Starting.ts"
import { decide, reply, type State, setPool, setTask, stay, type Turn, task } from "./State.ts"
import type { Asker, Cause, Exited, Task, TaskId } from "./Task.ts"

/** Spawns a process for a task that had one. It is counted in the pool without asking for room. */
const respawn = (state: State, rested: Task, before: Exited, cause: Cause): Turn => {
  const { action, taskId } = rested.request
  const again: Task = { ...rested, worker: { _tag: "Spawning", cause, before } }
  return decide(setTask(setPool(state, enter(state.pool, taskId, action.name)), again), { _tag: "Spawn", task: again })
}

/** An errored task runs again at once with its stored parameters, past the pool and the duplicate check. */
export const reset = (state: State, asker: Asker, taskId: TaskId): Turn => {
  const refuse = (message: string) => reply(state, asker.connection, { type: "error", id: asker.id, message })
  const found = task(state, taskId)
  if (found === undefined) return refuse("task not found")
  if (found.state !== "errored" || found.worker._tag !== "Exited") return refuse("task is not in errored state")
  if (state.draining) return refuse(shuttingDown)
  return respawn(state, { ...found, state: "active", exits: [] }, found.worker, { _tag: "Reset", asker })
}

/** A restart whose time has come, unless a stop was quicker. */
export const restartDue = (state: State, taskId: TaskId, pid: number): Turn => {
  const found = task(state, taskId)
  if (found?.worker._tag !== "Exited" || !found.restarting || state.draining) return stay(state)
  return respawn(state, { ...found, restarting: false }, found.worker, { _tag: "Restart", of: pid })
}
