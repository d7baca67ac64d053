import { HashMap } from "effect"
import { formatGoDuration, nanosToMillis } from "../../domain/values/GoDuration.ts"
import type { Moment } from "../../domain/values/Time.ts"
import { timestamp } from "../wire/Shown.ts"
import { accepts, type Stream } from "./Action.ts"
import * as Metrics from "./Metrics.ts"
import { release } from "./Pool.ts"
import { fill } from "./Queueing.ts"
import * as Retry from "./Retry.ts"
import * as Ring from "./Ring.ts"
import { andThen, count, decide, publish, type State, setPool, setTask, stay, type Turn, task } from "./State.ts"
import { type ExitedEvent, finished, type OutputEvent, type Task, type TaskId } from "./Task.ts"

/** A line from a process. One that its action's condition refuses leaves no trace: no number, no place in the ring. */
export const output = (
  state: State,
  taskId: TaskId,
  { data, pid, stream }: { readonly pid: number; readonly stream: Stream; readonly data: string },
  now: Moment
): Turn => {
  const found = task(state, taskId)
  if (found === undefined || !accepts(found.request.action, stream, data)) return stay(state)
  const seq = found.lines + 1
  const message: OutputEvent = { type: "output", task_id: taskId, pid, stream, data, ts: timestamp(now.wall), seq }
  const ring = Ring.push(found.ring, { at: now.wall, message }, data.length)
  const counted = count(state, Metrics.ofTask(found.request.action.name, "total_output_lines"))
  return publish(setTask(counted, { ...found, lines: seq, ring }), taskId, message)
}

/** How a process ended. */
export interface Ending {
  readonly pid: number
  /** -1 when a signal ended it. */
  readonly code: number
  /** Picks a point of the restart jitter, in [0, 1). */
  readonly chance: number
}

/**
 * A process has ended: its subscribers are told, its room goes to whoever waits, and only then its retry policy, if
 * the start carried one, says whether it runs again.
 */
export const exited = (state: State, taskId: TaskId, ending: Ending, now: Moment): Turn => {
  const found = task(state, taskId)
  if (found?.worker._tag !== "Running" || found.worker.pid !== ending.pid) return stay(state)
  const { code, pid } = ending
  const message: ExitedEvent = {
    type: "exited",
    task_id: taskId,
    pid,
    exit_code: code,
    intentional: found.worker.stopping,
    ts: timestamp(now.wall)
  }
  const rested: Task = {
    ...found,
    worker: { _tag: "Exited", pid, code },
    exitedAt: now,
    ring: Ring.push(found.ring, { at: now.wall, message }, 0)
  }
  const counted = count(setTask(state, rested), Metrics.ofTask(found.request.action.name, "tasks_completed"))
  const told = publish(setPool(counted, release(counted.pool, taskId)), taskId, message)
  const filled = andThen(told, (next) => fill(next, now))
  const judged = found.state === "active" ? andThen(filled, (next) => retry(next, rested, ending, now)) : filled
  return { ...judged, state: prune(judged.state) }
}

const retry = (state: State, rested: Task, { chance, pid }: Ending, now: Moment): Turn => {
  const { action, policy, taskId } = rested.request
  const verdict = Retry.afterExit(policy, rested.exits, now.steady)
  if (policy === undefined || verdict._tag === "Rest") return stay(state)
  const { exits } = verdict
  if (verdict._tag === "GiveUp") {
    const errored = setTask(state, { ...rested, state: "errored", exits })
    return publish(count(errored, Metrics.ofTask(action.name, "tasks_errored")), taskId, {
      type: "errored",
      task_id: taskId,
      pid,
      exit_count: exits.length,
      ts: timestamp(now.wall)
    })
  }
  const wait = Retry.delay(policy, chance)
  const waiting = setTask(state, { ...rested, restarting: true, exits })
  const told = publish(count(waiting, Metrics.ofTask(action.name, "tasks_restarted")), taskId, {
    type: "restarting",
    task_id: taskId,
    pid,
    restart_delay: formatGoDuration(wait),
    attempt: rested.restarts + 1,
    ts: timestamp(now.wall)
  })
  return andThen(told, (next) => decide(next, { _tag: "RestartAfter", taskId, pid, millis: nanosToMillis(wait) }))
}

/** How many finished tasks are remembered. The oldest are forgotten a tenth at a time. */
export const remembered = 2000

const prune = (state: State): State => {
  if (HashMap.size(state.tasks) <= remembered * 1.1) return state
  const done = HashMap.toValues(state.tasks).filter(finished)
  if (done.length <= remembered * 1.1) return state
  const oldest = done
    .sort((a, b) => (a.exitedAt?.steady ?? 0) - (b.exitedAt?.steady ?? 0))
    .slice(0, done.length - remembered)
  const ids = oldest.map(({ request }) => request.taskId)
  return {
    ...state,
    tasks: HashMap.removeMany(state.tasks, ids),
    subscribers: HashMap.removeMany(state.subscribers, ids)
  }
}
