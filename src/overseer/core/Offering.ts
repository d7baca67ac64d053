import type { Moment } from "../../domain/values/Time.ts"
import type { ActionFault, ServerMessage } from "../wire/ServerMessage.ts"
import type { Action } from "./Action.ts"
import { actionInfo } from "./Listing.ts"
import type { Limits } from "./Pool.ts"
import { fill } from "./Queueing.ts"
import { andThen, broadcast, reply, type State, type Turn } from "./State.ts"
import type { Asker } from "./Task.ts"

/** An action with its limits. */
export interface Offered {
  readonly action: Action
  readonly limits: Limits
}

/** All that is offered, as `describe` answers and as everybody is told when it changes. */
export const offer = ({ actions, faults, pool }: State, id: string): ServerMessage => ({
  type: "actions",
  id,
  actions: [...actions.values()].map((action) => actionInfo(pool, action)),
  ...(faults.length === 0 ? {} : { faults })
})

const isSame = (one: Limits, other: Limits | undefined): boolean => JSON.stringify(one) === JSON.stringify(other)

/**
 * Offers other actions from now on. What runs or waits goes on as it was accepted; everybody hears of it. Limits that clients set meanwhile stand where
 * an action's own did not change.
 */
export const change = (
  state: State,
  offered: ReadonlyMap<string, Offered>,
  faults: ReadonlyArray<ActionFault>,
  now: Moment
): Turn => {
  const configured = new Map([...offered].map(([name, { limits }]) => [name, limits]))
  const limits = new Map(configured)
  for (const [name, set] of state.pool.actions) {
    const before = state.configured.get(name)
    if (before !== undefined && isSame(before, configured.get(name))) limits.set(name, set)
  }
  const actions = new Map([...offered].map(([name, { action }]) => [name, action]))
  const next: State = { ...state, actions, configured, faults, pool: { ...state.pool, actions: limits } }
  return andThen(broadcast(next, offer(next, "")), (told) => fill(told, now))
}

/** What can be started: one action, or all of them. */
export const describe = (state: State, asker: Asker, name: string): Turn => {
  const { connection, id } = asker
  if (name === "") return reply(state, connection, offer(state, id))
  const action = state.actions.get(name)
  return reply(
    state,
    connection,
    action === undefined
      ? { type: "error", id, message: `unknown action: ${JSON.stringify(name)}` }
      : { type: "actions", id, actions: [actionInfo(state.pool, action)] }
  )
}
