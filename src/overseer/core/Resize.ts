import { type Excess, type Limits, noQueue, type Pool, unlimited } from "./Pool.ts"
import type { TaskId } from "./Task.ts"

/** New limits, for one action or for all; 0 is no bound. */
export interface Resize {
  readonly action: string | undefined
  readonly limit: number
  readonly queueSize: number
  readonly excess: Excess | undefined
}

/**
 * Sets a limit and the size of its queue. A queue is never switched on by this: limits that had no queue of their own
 * get one that is off, as in the overseer's protocol.
 */
export const resize = (pool: Pool, { action, excess, limit, queueSize }: Resize): Pool => {
  const change = (limits: Limits): Limits => ({
    limit,
    queue: { ...(limits.queue ?? noQueue), size: queueSize },
    excess: excess ?? limits.excess
  })
  return action === undefined
    ? { ...pool, global: change(pool.global) }
    : { ...pool, actions: new Map(pool.actions).set(action, change(pool.actions.get(action) ?? unlimited)) }
}

/**
 * The tasks that must end for the limit to hold, `stopping` ones counted as good as gone: the oldest first, or the
 * newest if the excess order is `last`.
 */
export const surplus = (
  pool: Pool,
  action: string | undefined,
  stopping: (taskId: TaskId) => boolean
): ReadonlyArray<TaskId> => {
  const { excess, limit } = (action === undefined ? pool.global : pool.actions.get(action)) ?? unlimited
  if (limit <= 0) return []
  const staying: Array<TaskId> = []
  for (const [taskId, name] of pool.admitted) {
    if ((action === undefined || name === action) && !stopping(taskId)) staying.push(taskId)
  }
  const count = Math.max(0, staying.length - limit)
  return excess.order === "last" ? staying.reverse().slice(0, count) : staying.slice(0, count)
}
