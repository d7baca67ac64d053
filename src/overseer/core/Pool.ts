import type { Moment } from "../../domain/values/Time.ts"
import type { Request, TaskId } from "./Task.ts"

/** What a queue does when it is full and another item comes. */
export type Displace = "anyone" | "forced" | "nobody"

/** How starts wait for room. A size or age of 0 means no bound; the age is in seconds. */
export interface QueueRules {
  readonly enabled: boolean
  readonly size: number
  readonly order: string
  readonly maxAge: number
  readonly displace: Displace | undefined
}

/** Which tasks end first when a limit falls below what runs. */
export interface Excess {
  readonly action: string
  readonly order: string
  readonly grace: number
}

/** A limit of 0 means none. */
export interface Limits {
  readonly limit: number
  readonly queue: QueueRules | undefined
  readonly excess: Excess
}

export interface Waiting {
  readonly request: Request
  readonly queuedAt: Moment
}

/** Who has room and who waits for it. Room is counted over everything and over each action; both must have some. */
export interface Pool {
  readonly global: Limits
  readonly actions: ReadonlyMap<string, Limits>
  /** Tasks whose process exists or is being made, in the order of admission. */
  readonly admitted: ReadonlyMap<TaskId, string>
  /** In the order of arrival. */
  readonly waiting: ReadonlyArray<Waiting>
}

export const noExcess: Excess = { action: "", order: "", grace: 0 }
export const unlimited: Limits = { limit: 0, queue: undefined, excess: noExcess }
export const noQueue: QueueRules = { enabled: false, size: 0, order: "", maxAge: 0, displace: undefined }

export const make = (global: Limits, actions: ReadonlyMap<string, Limits>): Pool => ({
  global,
  actions,
  admitted: new Map(),
  waiting: []
})

/** How many of an action, or of all, have been admitted and not released. */
export const running = ({ admitted }: Pool, action?: string): number => {
  if (action === undefined) return admitted.size
  let count = 0
  for (const name of admitted.values()) if (name === action) count++
  return count
}

/** What waits for an action, or for any, in the order of arrival. */
export const waitingFor = ({ waiting }: Pool, action?: string): ReadonlyArray<Waiting> =>
  action === undefined ? waiting : waiting.filter(({ request }) => request.action.name === action)

/** The queue of an action: its own rules, else the global ones. */
export const queueRules = ({ actions, global }: Pool, action: string): QueueRules =>
  actions.get(action)?.queue ?? global.queue ?? noQueue

const under = (count: number, limit: number): boolean => limit <= 0 || count < limit

/** True when one more of `action` fits both limits. */
export const hasRoom = (pool: Pool, action: string): boolean =>
  under(pool.admitted.size, pool.global.limit) && under(running(pool, action), pool.actions.get(action)?.limit ?? 0)

/** Counts a task in, whether or not there is room: restarts and resets are not asked. */
export const enter = (pool: Pool, taskId: TaskId, action: string): Pool => ({
  ...pool,
  admitted: new Map(pool.admitted).set(taskId, action)
})

/** Gives a task's room back. */
export const release = (pool: Pool, taskId: TaskId): Pool => {
  const admitted = new Map(pool.admitted)
  return admitted.delete(taskId) ? { ...pool, admitted } : pool
}
