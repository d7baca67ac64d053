import { HashMap } from "effect"
import type { ActionInfo, QueueShown, TaskInfo } from "../wire/ServerMessage.ts"
import { never, retryPolicy, timestamp } from "../wire/Shown.ts"
import { type Action, mask, type Params, secrets } from "./Action.ts"
import { type Displace, type Pool, type QueueRules, unlimited, type Waiting } from "./Pool.ts"
import * as Ring from "./Ring.ts"
import { andThen, reply, type State, stay, type Turn, task } from "./State.ts"
import { type Asker, pid, type Task, type TaskId } from "./Task.ts"

/** The parameters of a task without its secrets. */
const shown = (action: Action, params: Params): Params => {
  const hidden = secrets(action)
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, hidden.has(name) && value !== "" ? mask : value])
  )
}

const row = (listed: Task): TaskInfo => {
  const { action, params: given, policy, taskId } = listed.request
  const params = shown(action, given)
  const current = pid(listed)
  const { worker } = listed
  return {
    task_id: taskId,
    action: action.name,
    ...(Object.keys(params).length === 0 ? {} : { params }),
    state: listed.state,
    ...(policy === undefined ? {} : { retry_policy: retryPolicy(policy) }),
    ...(current === undefined ? {} : { current_pid: current }),
    ...(worker._tag === "Spawning" ? {} : { worker_state: worker._tag === "Running" ? "running" : "exited" }),
    restart_count: listed.restarts,
    created_at: timestamp(listed.createdAt.wall),
    last_started_at: timestamp(listed.startedAt.wall),
    ...(listed.exitedAt === undefined ? {} : { last_exited_at: timestamp(listed.exitedAt.wall) }),
    ...(worker._tag === "Exited" ? { last_exit_code: worker.code } : {})
  }
}

const queuedRow = ({ queuedAt, request }: Waiting): TaskInfo => ({
  task_id: request.taskId,
  action: request.action.name,
  queued_at: timestamp(queuedAt.wall),
  state: "queued",
  restart_count: 0,
  created_at: never
})

/** Every task in the order of creation, then the queued ones; `since` leaves out tasks without a newer start or exit. */
export const list = (state: State, asker: Asker, since: number | undefined): Turn => {
  const recent = HashMap.toValues(state.tasks).filter(
    ({ exitedAt, startedAt }) => since === undefined || Math.max(startedAt.wall, exitedAt?.wall ?? 0) >= since
  )
  const tasks = [
    ...recent.sort((a, b) => a.createdAt.steady - b.createdAt.steady).map(row),
    ...state.pool.waiting.map(queuedRow)
  ]
  return reply(state, asker.connection, { type: "tasks", id: asker.id, tasks })
}

/** The newest process's last events, for the asker alone. */
export const replay = (state: State, asker: Asker, taskId: TaskId, since: number | undefined): Turn => {
  const refuse = (message: string) => reply(state, asker.connection, { type: "error", id: asker.id, message })
  if (taskId === "") return refuse("task_id is required")
  const found = task(state, taskId)
  if (found === undefined) return refuse("task not found")
  if (found.worker._tag === "Spawning" && found.worker.before === undefined) return refuse("no worker for task")
  return Ring.events(found.ring)
    .filter(({ at }) => since === undefined || at >= since)
    .reduce((turn: Turn, { message }) => andThen(turn, (next) => reply(next, asker.connection, message)), stay(state))
}

const displaceShown: { readonly [D in Displace]: string } = { anyone: "true", forced: "false", nobody: "prohibit" }

const queueShown = ({ displace, enabled, maxAge, order, size }: QueueRules): QueueShown => ({
  enabled,
  size,
  order,
  max_age: maxAge,
  ...(displace === undefined ? {} : { displace: displaceShown[displace] })
})

/** An action as clients are shown it. */
export const actionInfo = (pool: Pool, action: Action): ActionInfo => {
  const { excess, limit, queue } = pool.actions.get(action.name) ?? unlimited
  const params = action.parameters.map(({ description, fallback, name, validate }) => [
    name,
    {
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
      ...(validate === undefined ? {} : { validate: validate.source })
    }
  ])
  return {
    name: action.name,
    type: "exec",
    ...(action.description === undefined ? {} : { description: action.description }),
    ...(params.length === 0 ? {} : { params: Object.fromEntries(params) }),
    task_pool: { limit, ...(queue === undefined ? {} : { queue: queueShown(queue) }), excess },
    retry: retryPolicy(action.retry),
    ...action.reach,
    ...((action.missing ?? []).length === 0 ? {} : { missing: action.missing }),
    ...(action.dedupeKey.length === 0 ? {} : { dedupe_key: action.dedupeKey })
  }
}
