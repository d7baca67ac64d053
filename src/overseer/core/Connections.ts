import { HashMap, HashSet, Option } from "effect"
import type { State } from "./State.ts"
import type { ConnectionId, TaskId } from "./Task.ts"

export const connected = (state: State, connection: ConnectionId): State => ({
  ...state,
  connections: HashSet.add(state.connections, connection)
})

/** Forgets a connection and its subscriptions. Tasks, restarts and queue entries stay. */
export const disconnected = (state: State, connection: ConnectionId): State => {
  let subscribers = state.subscribers
  for (const [taskId, those] of state.subscribers) {
    if (HashSet.has(those, connection)) subscribers = without(subscribers, taskId, those, connection)
  }
  return { ...state, connections: HashSet.remove(state.connections, connection), subscribers }
}

/** The task need not exist. A connection that has gone subscribes to nothing. */
export const subscribe = (state: State, connection: ConnectionId, taskId: TaskId): State => {
  if (!HashSet.has(state.connections, connection)) return state
  const those = Option.getOrElse(HashMap.get(state.subscribers, taskId), HashSet.empty<ConnectionId>)
  return { ...state, subscribers: HashMap.set(state.subscribers, taskId, HashSet.add(those, connection)) }
}

export const unsubscribe = (state: State, connection: ConnectionId, taskId: TaskId): State => {
  const those = HashMap.get(state.subscribers, taskId)
  return Option.isNone(those)
    ? state
    : { ...state, subscribers: without(state.subscribers, taskId, those.value, connection) }
}

const without = (
  all: State["subscribers"],
  taskId: TaskId,
  those: HashSet.HashSet<ConnectionId>,
  connection: ConnectionId
): State["subscribers"] => {
  const left = HashSet.remove(those, connection)
  return HashSet.isEmpty(left) ? HashMap.remove(all, taskId) : HashMap.set(all, taskId, left)
}
