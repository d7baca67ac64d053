import type { Moment } from "../../domain/values/Time.ts"
import { timestamp } from "../wire/Shown.ts"
import { next, overdue, without } from "./Admission.ts"
import * as Metrics from "./Metrics.ts"
import { type Pool, type Waiting, waitingFor } from "./Pool.ts"
import * as Ring from "./Ring.ts"
import { andThen, broadcast, count, decide, type State, setPool, setTask, stay, type Turn } from "./State.ts"
import type { Request, Task } from "./Task.ts"

/** Makes a task of an admitted request, and has its process spawned. */
export const enlist = (state: State, request: Request, queued: boolean, now: Moment): Turn => {
  const task: Task = {
    request,
    state: "active",
    worker: { _tag: "Spawning", cause: { _tag: "Start", asker: request.asker, queued }, before: undefined },
    restarting: false,
    restarts: 0,
    exits: [],
    createdAt: now,
    startedAt: now,
    exitedAt: undefined,
    lines: 0,
    ring: Ring.empty
  }
  return decide(setTask(state, task), { _tag: "Spawn", task })
}

/** Starts what waits, as far as there is room. */
export const fill = (state: State, now: Moment): Turn => {
  const turn = next(state.pool)
  return turn === undefined
    ? stay(state)
    : andThen(enlist(setPool(state, turn.pool), turn.item.request, true, now), (rest) => fill(rest, now))
}

/** Takes items out of the queue and tells everyone why, once for each. */
export const drop = (state: State, items: ReadonlyArray<Waiting>, reason: string, now: Moment): Turn =>
  items.reduce(
    (turn: Turn, { request }) =>
      andThen(turn, (next) =>
        broadcast(next, { type: "dequeued", task_id: request.taskId, reason, ts: timestamp(now.wall) })
      ),
    stay(count(setPool(state, without(state.pool, items)), Metrics.ofQueue("dequeued", items.length)))
  )

/** Drops what has waited too long. */
export const expire = (state: State, now: Moment): Turn => {
  const late = overdue(state.pool, now.steady)
  return drop(count(state, Metrics.ofQueue("expired", late.length)), late, "pool: item expired", now)
}

/** Empties the queue of an action, or all of it; gives how many went. */
export const purge = (
  state: State,
  action: string | undefined,
  now: Moment
): { readonly turn: Turn; readonly count: number } => {
  const items = waitingFor(state.pool, action)
  return { turn: drop(state, items, "purged", now), count: items.length }
}

/** The shortest age that any queue allows, in seconds; undefined when items never grow too old. */
export const shortestAge = ({ actions, global }: Pool): number | undefined => {
  const ages = [global, ...actions.values()].map(({ queue }) => queue?.maxAge ?? 0).filter((age) => age > 0)
  return ages.length === 0 ? undefined : Math.min(...ages)
}
