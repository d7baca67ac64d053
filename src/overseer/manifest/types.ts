import { boolean, duration, type Fields, integer, list, map, ref, required, string, timestamp } from "./Field.ts"

const enumeration = (description: string, ...values: ReadonlyArray<string>) => ({ type: "enum", description, values })
const object = (description: string, fields: Fields) => ({ type: "object", description, fields })

const counts: Fields = {
  tasks_started: required(integer("starts that led to a process")),
  tasks_completed: required(integer("processes that ended")),
  tasks_errored: required(integer("tasks given up by their retry policy")),
  tasks_restarted: required(integer("restarts scheduled")),
  total_output_lines: required(integer("lines forwarded"))
}

/** The values and structures that messages are made of. */
export const types = {
  TaskState: enumeration(
    "what is intended for a task; active does not mean running",
    "active",
    "stopped",
    "errored",
    "queued"
  ),
  WorkerState: enumeration("whether a task's process exists", "running", "exited"),
  Stream: enumeration("where a line came from", "stdout", "stderr"),
  QueueOrder: enumeration("which waiting item goes first", "first", "last"),
  KillOrder: enumeration("which tasks end first when a limit is lowered", "first", "last"),
  ExcessAction: enumeration("what happens to tasks beyond a lowered limit; both stop them", "stop", "requeue"),
  DisplacePolicy: enumeration(
    "who may evict a waiting item: anyone, forced starts, nobody",
    "true",
    "false",
    "prohibit"
  ),
  RetryPolicy: object("when an exited process is run again; without a policy it is not", {
    restart_delay: duration("wait before each restart"),
    restart_jitter: duration("upper bound of a random addition to the wait"),
    error_window: duration("how long an exit counts; 0 is for ever"),
    error_threshold: integer("exits within the window after which the task is given up; 0 is never")
  }),
  ExcessConfig: object("what to do when a limit falls below what runs", {
    action: ref("ExcessAction"),
    order: ref("KillOrder"),
    grace: integer("not used")
  }),
  QueueConfig: object("how starts wait for room", {
    enabled: required(boolean("whether starts wait at all")),
    size: required(integer("how many may wait for one action; 0 is no bound")),
    order: required(ref("QueueOrder")),
    max_age: required(integer("seconds after which an item is dropped; 0 is never")),
    displace: ref("DisplacePolicy")
  }),
  PoolConfig: object("limits of an action", {
    limit: required(integer("how many may run at once; 0 is no limit")),
    queue: ref("QueueConfig"),
    excess: required(ref("ExcessConfig"))
  }),
  PoolInfo: object("what runs and what waits", {
    limit: required(integer("how many may run at once; 0 is no limit")),
    running: required(integer("processes that exist or are being made")),
    queue_depth: required(integer("items that wait")),
    queue_items: list({ type: "object" }, "the waiting items: task_id, action, queued_at, position, forced")
  }),
  ParamSpec: object("a parameter; without a default it is required", {
    description: string("for people; not in the protocol of others"),
    default: string("the value when none is sent"),
    validate: string("CEL over value that must hold")
  }),
  ActionInfo: object("something that can be started", {
    name: required(string("what start calls it")),
    type: required(string("exec: a program")),
    description: string("for people"),
    params: map(ref("ParamSpec"), "its parameters by name"),
    task_pool: required(ref("PoolConfig")),
    retry: ref("RetryPolicy", "for display; it restarts nothing"),
    dedupe_key: list({ type: "string" }, "parameters that tell two runs apart"),
    schemes: list({ type: "string" }, "how the addresses begin that it records; not in the protocol of others"),
    hosts: list({ type: "string" }, "the sites that it records; not in the protocol of others"),
    endings: list({ type: "string" }, "what the paths end in that it records; not in the protocol of others"),
    missing: list(
      { type: "string" },
      "programs that it needs and that are not installed; not in the protocol of others"
    )
  }),
  TaskInfo: object("a task", {
    task_id: required(string("its id")),
    action: required(string("what it runs")),
    params: map({ type: "string" }, "as sent; absent while queued"),
    queued_at: timestamp("since when it waits; only while queued"),
    state: required(ref("TaskState")),
    retry_policy: ref("RetryPolicy"),
    current_pid: integer("the newest process, also when it is gone"),
    worker_state: ref("WorkerState"),
    restart_count: required(integer("automatic restarts so far")),
    created_at: required(timestamp("when it was accepted or left the queue")),
    last_started_at: timestamp("when its newest process was started"),
    last_exited_at: timestamp("when its last process ended"),
    last_exit_code: integer("of the newest process, if that has ended; -1 for a signal")
  }),
  ActionMetrics: object("counts of an action since the overseer began", counts),
  GlobalMetrics: object("counts of everything since the overseer began", {
    ...counts,
    enqueued: required(integer("starts that had to wait")),
    dequeued: required(integer("items taken out of a queue without a start")),
    displaced: required(integer("of these, evicted by newcomers")),
    expired: required(integer("of these, too old"))
  }),
  TaskMetrics: object("counts of a task", {
    output_lines: required(integer("lines forwarded")),
    restart_count: required(integer("automatic restarts so far")),
    runtime_ms: required(integer("how long its newest process has run, or ran")),
    last_exit_code: integer("of the newest process, if that has ended")
  })
}
