import type { Moment, Steady } from "../../domain/values/Time.ts"
import { enter, hasRoom, type Pool, queueRules, type Waiting, waitingFor } from "./Pool.ts"
import type { Request, TaskId } from "./Task.ts"

/** What the pool says to a start. `position` is the depth of the action's queue with the newcomer in it. */
export type Admission =
  | { readonly _tag: "Admitted"; readonly pool: Pool }
  | { readonly _tag: "Queued"; readonly pool: Pool; readonly position: number; readonly evicted: Waiting | undefined }
  | { readonly _tag: "Refused" }

/** The oldest item that may be evicted for `newcomer`: its own queue is asked first, then the others. */
const victim = (pool: Pool, newcomer: Request): Waiting | undefined => {
  const { displace } = queueRules(pool, newcomer.action.name)
  if (displace === "nobody" || (displace === "forced" && !newcomer.forced)) return undefined
  const open = pool.waiting.filter(({ request }) => !request.forced)
  return open.find(({ request }) => request.action.name === newcomer.action.name) ?? open[0]
}

/** Admits, queues or refuses a start. `forced` never jumps a limit; it evicts, and cannot be evicted. */
export const admit = (pool: Pool, request: Request, now: Moment): Admission => {
  const action = request.action.name
  if (hasRoom(pool, action)) return { _tag: "Admitted", pool: enter(pool, request.taskId, action) }
  const rules = queueRules(pool, action)
  if (!rules.enabled) return { _tag: "Refused" }
  const full = rules.size > 0 && waitingFor(pool, action).length >= rules.size
  const evicted = full ? victim(pool, request) : undefined
  if (full && evicted === undefined) return { _tag: "Refused" }
  const waiting = [...pool.waiting.filter((item) => item !== evicted), { request, queuedAt: now }]
  const queued = { ...pool, waiting }
  return { _tag: "Queued", pool: queued, position: waitingFor(queued, action).length, evicted }
}

/**
 * The item whose turn it is, already counted in, or undefined while nothing that waits has room. Each action's order
 * names its candidate; of the candidates the one that has waited longest goes.
 */
export const next = (pool: Pool): { readonly item: Waiting; readonly pool: Pool } | undefined => {
  const candidates = new Map<string, Waiting>()
  for (const item of pool.waiting) {
    const { name } = item.request.action
    if (!candidates.has(name) || queueRules(pool, name).order === "last") candidates.set(name, item)
  }
  const fitting = pool.waiting.find(
    (item) => candidates.get(item.request.action.name) === item && hasRoom(pool, item.request.action.name)
  )
  if (fitting === undefined) return undefined
  const { action, taskId } = fitting.request
  return { item: fitting, pool: enter(without(pool, [fitting]), taskId, action.name) }
}

/** The pool after `items` have left the queue. */
export const without = (pool: Pool, items: ReadonlyArray<Waiting>): Pool => {
  const leaving = new Set(items)
  return leaving.size === 0 ? pool : { ...pool, waiting: pool.waiting.filter((item) => !leaving.has(item)) }
}

/** The queued item of a task, if it waits. */
export const find = (pool: Pool, taskId: TaskId): Waiting | undefined =>
  pool.waiting.find(({ request }) => request.taskId === taskId)

/** What has waited longer than its queue allows. */
export const overdue = (pool: Pool, now: Steady): ReadonlyArray<Waiting> =>
  pool.waiting.filter(({ queuedAt, request }) => {
    const { maxAge } = queueRules(pool, request.action.name)
    return maxAge > 0 && now - queuedAt.steady > maxAge * 1000
  })
