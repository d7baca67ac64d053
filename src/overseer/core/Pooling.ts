import type { Moment } from "../../domain/values/Time.ts"
import type { PoolInfo } from "../wire/ServerMessage.ts"
import { timestamp } from "../wire/Shown.ts"
import { type Pool, running, type Waiting, waitingFor } from "./Pool.ts"
import { purge as emptyQueue, fill } from "./Queueing.ts"
import { type Resize, resize, surplus } from "./Resize.ts"
import { andThen, broadcast, reply, type State, setPool, type Turn, task } from "./State.ts"
import { end } from "./Stopping.ts"
import type { Asker } from "./Task.ts"

/** What waits, each item with its place in its own action's queue. */
const items = (waiting: ReadonlyArray<Waiting>): NonNullable<PoolInfo["queue_items"]> => {
  const depths = new Map<string, number>()
  return waiting.map(({ queuedAt, request: { action, forced, taskId } }) => {
    const position = depths.get(action.name) ?? 0
    depths.set(action.name, position + 1)
    return { task_id: taskId, action: action.name, queued_at: timestamp(queuedAt.wall), position, forced }
  })
}

/** The counts of an action, or of all. An action without limits of its own shows the global limit. */
const counts = (pool: Pool, action: string | undefined): PoolInfo => ({
  limit: ((action === undefined ? undefined : pool.actions.get(action)) ?? pool.global).limit,
  running: running(pool, action),
  queue_depth: waitingFor(pool, action).length
})

const named = (action: string | undefined) => (action === undefined ? {} : { action })

/** Answers `pool_info`. */
export const poolInfo = (state: State, asker: Asker, action: string | undefined): Turn => {
  const waiting = waitingFor(state.pool, action)
  return reply(state, asker.connection, {
    type: "pool_info",
    id: asker.id,
    ...named(action),
    pool: { ...counts(state.pool, action), ...(waiting.length === 0 ? {} : { queue_items: items(waiting) }) }
  })
}

/** Sets limits: tells everyone, answers, ends what is too much, starts what now has room. */
export const setLimits = (state: State, asker: Asker, change: Resize, now: Moment): Turn => {
  const { action } = change
  const resized = setPool(state, resize(state.pool, change))
  const stopping = (taskId: string) => task(resized, taskId)?.state === "stopped"
  const told = andThen(
    broadcast(resized, { type: "pool_updated", ...named(action), pool: counts(resized.pool, action) }),
    (next) => poolInfo(next, asker, action)
  )
  const ended = surplus(resized.pool, action, stopping).reduce(
    (turn: Turn, taskId) => andThen(turn, (next) => end(next, taskId)),
    told
  )
  return andThen(ended, (next) => fill(next, now))
}

/** Empties a queue and answers with how many items went. */
export const purge = (state: State, asker: Asker, action: string | undefined, now: Moment): Turn => {
  const { count, turn } = emptyQueue(state, action, now)
  return andThen(turn, (next) =>
    reply(next, asker.connection, { type: "purged", id: asker.id, ...named(action), count })
  )
}
