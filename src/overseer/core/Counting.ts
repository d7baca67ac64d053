import { HashMap, Option } from "effect"
import type { Moment } from "../../domain/values/Time.ts"
import type { TaskCounts } from "../wire/ServerMessage.ts"
import { reply, type State, type Turn, task } from "./State.ts"
import type { Asker, Task } from "./Task.ts"

const ofTask = ({ exitedAt, lines, restarts, startedAt, worker }: Task, now: Moment): TaskCounts => ({
  output_lines: lines,
  restart_count: restarts,
  runtime_ms: Math.round(((worker._tag === "Exited" ? exitedAt : undefined) ?? now).steady - startedAt.steady),
  ...(worker._tag === "Exited" ? { last_exit_code: worker.code } : {})
})

/** Counts since the start: of a task, of an action, or of everything. An unknown name gets an answer without any. */
export const measure = (
  state: State,
  asker: Asker,
  { action, taskId }: { readonly taskId: string; readonly action: string },
  now: Moment
): Turn => {
  const answer = { type: "metrics", id: asker.id } as const
  if (taskId !== "") {
    const found = task(state, taskId)
    return reply(state, asker.connection, found === undefined ? answer : { ...answer, task: ofTask(found, now) })
  }
  if (action === "") return reply(state, asker.connection, { ...answer, global: state.metrics.global })
  const counts = Option.getOrUndefined(HashMap.get(state.metrics.actions, action))
  return reply(state, asker.connection, counts === undefined ? answer : { ...answer, action: counts })
}
