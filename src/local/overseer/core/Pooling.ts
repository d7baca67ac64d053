import type { PoolInfo } from "../wire/ServerMessage.ts"
import { timestamp } from "../wire/Shown.ts"
import { type Pool, running, waitingFor } from "./Pool.ts"
import { purge as emptyQueue, fill } from "./Queueing.ts"
import { type Resize, resize, surplus } from "./Resize.ts"
import { andThen, broadcast, reply, type State, setPool, type Turn, task } from "./State.ts"
import { end } from "./Stopping.ts"
import type { Asker } from "./Task.ts"

/** The counts of an action, or of all. An action without limits of its own shows the global limit. */
export const info = (pool: Pool, action: string | undefined): PoolInfo => {
  const waiting = waitingFor(pool, action)
  const limits = action === undefined ? pool.global : (pool.actions.get(action) ?? pool.global)
  return {
    limit: limits.limit,
    running: running(pool, action),
    queue_depth: waiting.length,
    ...(waiting.length === 0
      ? {}
      : {
          queue_items: waiting.map(({ queuedAt, request }) => ({
            task_id: request.taskId,
            action: request.action.name,
            queued_at: timestamp(queuedAt),
            position: waitingFor(pool, request.action.name).findIndex((item) => item.request === request),
            forced: request.forced
          }))
        })
  }
}

const named = (action: string | undefined) => (action === undefined ? {} : { action })

/** Answers `pool_info`. */
export const poolInfo = (state: State, asker: Asker, action: string | undefined): Turn =>
  reply(state, asker.connection, {
    type: "pool_info",
    id: asker.id,
    ...named(action),
    pool: info(state.pool, action)
  })

/** Sets limits: tells everyone, answers, ends what is too much, starts what now has room. */
export const setLimits = (state: State, asker: Asker, change: Resize, now: number): Turn => {
  const { action } = change
  const resized = setPool(state, resize(state.pool, change))
  const stopping = (taskId: string) => {
    const found = task(resized, taskId)
    return found?.state === "stopped"
  }
  const { queue_items, ...counts } = info(resized.pool, action)
  const told = andThen(broadcast(resized, { type: "pool_updated", ...named(action), pool: counts }), (next) =>
    poolInfo(next, asker, action)
  )
  const ended = surplus(resized.pool, action, stopping).reduce(
    (turn: Turn, taskId) => andThen(turn, (next) => end(next, taskId)),
    told
  )
  return andThen(ended, (next) => fill(next, now))
}

/** Empties a queue and answers with how many items went. */
export const purge = (state: State, asker: Asker, action: string | undefined, now: number): Turn => {
  const { count, turn } = emptyQueue(state, action, now)
  return andThen(turn, (next) =>
    reply(next, asker.connection, { type: "purged", id: asker.id, ...named(action), count })
  )
}
