import { HashMap, HashSet, Option } from "effect"
import type { ActionFault, ServerMessage } from "../wire/ServerMessage.ts"
import type { Action } from "./Action.ts"
import * as Metrics from "./Metrics.ts"
import type { Pool } from "./Pool.ts"
import type { ConnectionId, Task, TaskId } from "./Task.ts"

/** All that the overseer knows. */
export interface State {
  readonly actions: ReadonlyMap<string, Action>
  readonly pool: Pool
  /** The limits of actions before clients set any. */
  readonly configured: Pool["actions"]
  /** What is wrong with the actions of somebody's own. */
  readonly faults: ReadonlyArray<ActionFault>
  readonly tasks: HashMap.HashMap<TaskId, Task>
  readonly connections: HashSet.HashSet<ConnectionId>
  readonly subscribers: HashMap.HashMap<TaskId, HashSet.HashSet<ConnectionId>>
  readonly metrics: Metrics.Metrics
  /** On the way out: nothing starts any more. */
  readonly draining: boolean
}

/** What the shell is to do. Decisions are carried out in order, before anything else happens. */
export type Decision =
  | { readonly _tag: "Send"; readonly to: Iterable<ConnectionId>; readonly message: ServerMessage }
  | { readonly _tag: "Spawn"; readonly task: Task }
  | { readonly _tag: "Terminate"; readonly pid: number }
  | { readonly _tag: "RestartAfter"; readonly taskId: TaskId; readonly pid: number; readonly millis: number }

/** The outcome of one event: the next state, and what to do. */
export interface Turn {
  readonly state: State
  readonly decisions: ReadonlyArray<Decision>
}

export const initial = (actions: ReadonlyMap<string, Action>, pool: Pool): State => ({
  actions,
  pool,
  configured: pool.actions,
  faults: [],
  tasks: HashMap.empty(),
  connections: HashSet.empty(),
  subscribers: HashMap.empty(),
  metrics: Metrics.zero,
  draining: false
})

/** Nothing to do. */
export const stay = (state: State): Turn => ({ state, decisions: [] })

/** One turn after another. */
export const andThen = (first: Turn, next: (state: State) => Turn): Turn => {
  const second = next(first.state)
  return { state: second.state, decisions: [...first.decisions, ...second.decisions] }
}

export const decide = (state: State, ...decisions: ReadonlyArray<Decision>): Turn => ({ state, decisions })

/** To one connection; one that has gone hears nothing. */
export const reply = (state: State, to: ConnectionId, message: ServerMessage): Turn =>
  decide(state, { _tag: "Send", to: [to], message })

/** To every connection. */
export const broadcast = (state: State, message: ServerMessage): Turn =>
  decide(state, { _tag: "Send", to: state.connections, message })

/** To those who have subscribed to the task. */
export const publish = (state: State, taskId: TaskId, message: ServerMessage): Turn => {
  const to = HashMap.get(state.subscribers, taskId)
  return Option.isNone(to) ? stay(state) : decide(state, { _tag: "Send", to: to.value, message })
}

export const task = (state: State, taskId: TaskId): Task | undefined =>
  Option.getOrUndefined(HashMap.get(state.tasks, taskId))

export const setTask = (state: State, changed: Task): State => ({
  ...state,
  tasks: HashMap.set(state.tasks, changed.request.taskId, changed)
})

export const setPool = (state: State, pool: Pool): State => ({ ...state, pool })

export const count = (state: State, by: (metrics: Metrics.Metrics) => Metrics.Metrics): State => ({
  ...state,
  metrics: by(state.metrics)
})
