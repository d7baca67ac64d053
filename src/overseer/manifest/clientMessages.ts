import { boolean, type Field, type Fields, integer, map, ref, required, string, timestamp } from "./Field.ts"

const taskId: Field = required(string("the task"))
const action: Field = string("one action; all of them if absent")
const since: Field = timestamp("only what is as new as this, or newer")

const request = (type: string, description: string, fields: Fields = {}) => ({
  description,
  direction: "c2s",
  fields: {
    type: { type: "string", required: true, default: type, ui_hint: "hidden" },
    id: required(string("echoed in the answer; never empty")),
    ...fields
  }
})

/** What clients say. */
export const clientMessages = {
  start: request("start", "runs an action as a new task", {
    action: required(string("which action")),
    task_id: string("an id never used before; one is made up if absent"),
    params: map({ type: "string" }, "the action's parameters"),
    retry_policy: ref("RetryPolicy", "without it nothing is restarted"),
    force: { ...boolean("may evict from a full queue, and is not evicted"), default: false }
  }),
  stop: request("stop", "ends a task or takes it out of the queue; only failure is answered", { task_id: taskId }),
  reset: request("reset", "runs a task again that its retry policy had given up", { task_id: taskId }),
  list: request("list", "asks for all tasks", { since }),
  replay: request("replay", "asks for the last 100 events of a task's newest process", { task_id: taskId, since }),
  subscribe: request("subscribe", "asks to be told about a task, known or not", { task_id: taskId }),
  unsubscribe: request("unsubscribe", "ends a subscription", { task_id: taskId }),
  describe: request("describe", "asks what can be started", { action }),
  pool_info: request("pool_info", "asks what runs and what waits", { action }),
  set_pool: request("set_pool", "sets a limit and the size of its queue", {
    action,
    limit: integer("how many may run at once; 0 or absent is no limit"),
    queue_size: integer("how many may wait; 0 or absent is no bound"),
    excess: ref("ExcessConfig")
  }),
  purge: request("purge", "empties a queue", { action }),
  metrics: request("metrics", "asks for counts: of a task, of an action, or of everything", {
    task_id: string("one task"),
    action: string("one action")
  }),
  manifest: request("manifest", "asks for this description")
}
