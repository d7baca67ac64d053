import { DateTime, Option } from "effect"
import type { Moment } from "../../domain/values/Time.ts"
import type { ClientMessage } from "../wire/ClientMessage.ts"
import { subscribe, unsubscribe } from "./Connections.ts"
import { measure } from "./Counting.ts"
import { list, replay } from "./Listing.ts"
import { describe } from "./Offering.ts"
import { poolInfo, purge, setLimits } from "./Pooling.ts"
import { reset } from "./Respawning.ts"
import { start } from "./Starting.ts"
import { reply, type State, type Turn } from "./State.ts"
import { stop } from "./Stopping.ts"
import type { Asker, ConnectionId } from "./Task.ts"

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

/** Milliseconds, undefined when absent, null when it is no RFC 3339 time. */
const instant = (since: string): number | undefined | null => {
  if (since === "") return undefined
  if (!rfc3339.test(since)) return null
  return Option.match(DateTime.make(since.toUpperCase()), { onNone: () => null, onSome: DateTime.toEpochMillis })
}

/** What an answer may need beside the state. */
export interface Circumstances {
  readonly now: Moment
  /** An id nobody has used, for a start that names none. */
  readonly freshId: string
  readonly manifest: (state: State) => object
}

/** The turn that a client's message leads to. */
export const answer = (
  state: State,
  connection: ConnectionId,
  message: ClientMessage,
  { freshId, manifest, now }: Circumstances
): Turn => {
  const asker: Asker = { connection, id: message.id }
  const refuse = (why: string) => reply(state, connection, { type: "error", id: message.id, message: why })
  if (message.id === "") return refuse("id is required")
  const action = message.action === "" ? undefined : message.action
  const taskId = message.task_id

  switch (message.type) {
    case "start": {
      const policy = message.retry_policy
      const wish = {
        action: message.action,
        taskId: taskId === "" ? freshId : taskId,
        params: message.params,
        policy: policy && {
          restartDelay: policy.restart_delay,
          restartJitter: policy.restart_jitter,
          errorWindow: policy.error_window,
          errorThreshold: policy.error_threshold
        },
        forced: message.force
      }
      return start(state, asker, wish, now)
    }
    case "stop":
      return stop(state, asker, taskId, now)
    case "reset":
      return taskId === "" ? refuse("task_id is required") : reset(state, asker, taskId)
    case "list": {
      const since = instant(message.since)
      return since === null ? refuse("invalid since timestamp") : list(state, asker, since)
    }
    case "replay": {
      const since = instant(message.since)
      return since === null ? refuse("invalid since timestamp") : replay(state, asker, taskId, since)
    }
    case "subscribe":
      return taskId === ""
        ? refuse("task_id required for subscribe")
        : reply(subscribe(state, connection, taskId), connection, { type: "subscribed", id: asker.id, task_id: taskId })
    case "unsubscribe":
      return taskId === ""
        ? refuse("task_id required for unsubscribe")
        : reply(unsubscribe(state, connection, taskId), connection, {
            type: "unsubscribed",
            id: asker.id,
            task_id: taskId
          })
    case "describe":
      return describe(state, asker, message.action)
    case "pool_info":
      return poolInfo(state, asker, action)
    case "set_pool": {
      const { excess, limit, queue_size } = message
      return setLimits(state, asker, { action, limit, queueSize: queue_size, excess }, now)
    }
    case "purge":
      return purge(state, asker, action, now)
    case "metrics":
      return measure(state, asker, { taskId, action: message.action }, now)
    case "manifest":
      return reply(state, connection, { type: "manifest", id: asker.id, manifest: manifest(state) })
    default:
      return refuse(`unknown message type: ${message.type}`)
  }
}
