import { HashMap, Result } from "effect"
import type { Moment } from "../../domain/values/Time.ts"
import { timestamp } from "../wire/Shown.ts"
import { fingerprint, validate } from "./Action.ts"
import { admit, find } from "./Admission.ts"
import * as Metrics from "./Metrics.ts"
import { drop, enlist } from "./Queueing.ts"
import { andThen, broadcast, count, reply, type State, setPool, type Turn, task } from "./State.ts"
import type { Asker, Request, TaskId } from "./Task.ts"

const fullPool = "pool: task rejected \u2014 limit reached and queue is full"
export const shuttingDown = "pool: shutdown"

/** A start as the client put it; `action` and `taskId` may be empty. */
export interface Wish extends Omit<Request, "action" | "asker" | "fingerprint"> {
  readonly action: string
}

/** The task that does this work right now, if one does. Queued, waiting and finished ones don't. */
const twin = (state: State, request: Request): TaskId | undefined => {
  if (request.fingerprint === undefined) return undefined
  for (const { request: other, worker } of HashMap.values(state.tasks)) {
    if (worker._tag !== "Exited" && other.fingerprint === request.fingerprint) return other.taskId
  }
  return undefined
}

/**
 * Answers a start: checks the action, the parameters, whether the work is already being done and whether the id is
 * new, in this order, then asks the pool. A refused start leaves no trace.
 */
export const start = (state: State, asker: Asker, wish: Wish, now: Moment): Turn => {
  const refuse = (message: string, existing?: TaskId): Turn =>
    reply(state, asker.connection, {
      type: "error",
      id: asker.id,
      message,
      ...(existing === undefined ? {} : { existing_task_id: existing })
    })

  if (wish.action === "") return refuse("action is required")
  const action = state.actions.get(wish.action)
  if (action === undefined) return refuse(`unknown action: ${JSON.stringify(wish.action)}`)
  const valid = validate(action, wish.params)
  if (Result.isFailure(valid)) return refuse(valid.failure)
  const request: Request = { ...wish, action, asker, fingerprint: fingerprint(action, wish.params) }
  const existing = twin(state, request)
  if (existing !== undefined) return refuse(`duplicate task: already running as ${existing}`, existing)
  if (task(state, wish.taskId) !== undefined || find(state.pool, wish.taskId) !== undefined) {
    return refuse("task already running or starting")
  }
  if (state.draining) return refuse(`pool rejected task: ${shuttingDown}`)

  const admission = admit(state.pool, request, now)
  switch (admission._tag) {
    case "Refused":
      return refuse(`pool rejected task: ${fullPool}`)
    case "Admitted":
      return enlist(setPool(state, admission.pool), request, false, now)
    case "Queued": {
      const { evicted, pool, position } = admission
      const queued = count(setPool(state, pool), Metrics.ofQueue("enqueued"))
      const displaced =
        evicted === undefined
          ? { state: queued, decisions: [] }
          : andThen(drop(queued, [evicted], "pool: displaced by incoming task", now), (next) => ({
              state: count(next, Metrics.ofQueue("displaced")),
              decisions: []
            }))
      return andThen(displaced, (next) =>
        broadcast(next, {
          type: "queued",
          id: asker.id,
          task_id: wish.taskId,
          action: action.name,
          position,
          ts: timestamp(now.wall)
        })
      )
    }
  }
}
