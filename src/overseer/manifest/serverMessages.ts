import { boolean, duration, type Field, type Fields, integer, list, ref, required, string, timestamp } from "./Field.ts"

type Delivery = "direct" | "broadcast" | "broadcast_subscribers"

const message = (delivery: Delivery, description: string, fields: Fields) => ({
  description,
  direction: "s2c",
  delivery,
  fields: { type: { type: "string", ui_hint: "hidden" }, ...fields }
})

const id: Field = required(string("of the request"))
const taskId: Field = required(string("the task"))
const ts: Field = required(timestamp("when"))
const pid: Field = required(integer("the process"))

/** What the overseer says. The three keys ending in `_response` are of type `manifest`, `metrics` and `pool_info`. */
export const serverMessages = {
  started: message("broadcast_subscribers", "a process runs", {
    id: required(string("of the start; empty for a restart")),
    task_id: taskId,
    pid,
    restart_of: integer("the process before, if this is a restart"),
    ts
  }),
  queued: message("broadcast", "a start waits for room", {
    id,
    task_id: taskId,
    action: required(string("what it waits to run")),
    position: required(integer("how many wait for this action, it included")),
    ts
  }),
  dequeued: message("broadcast", "an item left the queue without a start", {
    task_id: taskId,
    reason: string("why"),
    ts
  }),
  output: message("broadcast_subscribers", "a line from a process", {
    task_id: taskId,
    pid,
    stream: required(ref("Stream")),
    data: required(string("the line without its end")),
    ts,
    seq: integer("counts the task's lines from 1")
  }),
  exited: message("broadcast_subscribers", "a process ended", {
    task_id: taskId,
    pid,
    exit_code: required(integer("-1 when a signal ended it")),
    intentional: required(boolean("a stop came first")),
    ts
  }),
  restarting: message("broadcast_subscribers", "a process will be run again", {
    task_id: taskId,
    pid,
    restart_delay: required(duration("after this")),
    attempt: required(integer("counts restarts from 1")),
    ts
  }),
  errored: message("broadcast_subscribers", "a task was given up", {
    task_id: taskId,
    pid,
    exit_count: required(integer("exits within the window")),
    ts
  }),
  error: message("direct", "a request was refused", {
    id,
    message: required(string("why")),
    existing_task_id: string("the task that does the same already")
  }),
  tasks: message("direct", "answers list", { id, tasks: required(list(ref("TaskInfo"), "all tasks")) }),
  subscribed: message("direct", "answers subscribe", { id, task_id: taskId }),
  unsubscribed: message("direct", "answers unsubscribe", { id, task_id: taskId }),
  actions: message("direct", "answers describe; with an empty id everybody is told of other actions", {
    id,
    actions: required(list(ref("ActionInfo"), "what can be started")),
    faults: list(
      { type: "object" },
      "file, line, action, message: what can't be used of further actions; not in the protocol of others"
    )
  }),
  pool_info_response: message("direct", "answers pool_info and set_pool", {
    id,
    action: string("absent for the whole"),
    pool: required(ref("PoolInfo"))
  }),
  pool_updated: message("broadcast", "limits were set", {
    action: string("absent for the whole"),
    pool: required(ref("PoolInfo"))
  }),
  purged: message("direct", "answers purge", {
    id,
    action: string("absent for the whole"),
    count: required(integer("items dropped"))
  }),
  metrics_response: message("direct", "answers metrics; an unknown name gets no counts", {
    id,
    global: ref("GlobalMetrics"),
    action: ref("ActionMetrics"),
    task: ref("TaskMetrics")
  }),
  manifest_response: message("direct", "answers manifest", { id, manifest: required({ type: "object" }) })
}
