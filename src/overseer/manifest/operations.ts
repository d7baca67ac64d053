const operation = (
  description: string,
  send: string,
  success: ReadonlyArray<string>,
  effects: { readonly broadcast?: ReadonlyArray<string>; readonly broadcast_subscribers?: ReadonlyArray<string> } = {},
  notes?: string
) => ({
  description,
  send,
  responses: {
    direct: { success, error: ["error"] },
    ...(Object.keys(effects).length === 0 ? {} : { side_effects: effects })
  },
  ...(notes === undefined ? {} : { notes })
})

const life = ["started", "output", "exited", "restarting", "errored"]

/** What can be done, and what is heard of it. */
export const operations = {
  start_task: operation(
    "Run an action",
    "start",
    ["queued", "started"],
    { broadcast: ["queued", "dequeued"], broadcast_subscribers: life },
    "A queued start is followed by started or dequeued. Choose the task_id and subscribe to it first to miss nothing."
  ),
  stop_task: operation(
    "End a task",
    "stop",
    [],
    { broadcast: ["dequeued"], broadcast_subscribers: ["exited"] },
    "Success has no answer."
  ),
  reset_task: operation("Run an errored task again", "reset", ["started"], { broadcast_subscribers: life }),
  list_tasks: operation("List all tasks", "list", ["tasks"]),
  replay_task: operation("See a task's last events", "replay", ["output", "exited"], {}, "There is no end mark."),
  describe_actions: operation("See what can be started", "describe", ["actions"]),
  get_pool_info: operation("See what runs and waits", "pool_info", ["pool_info"]),
  purge_queue: operation("Empty a queue", "purge", ["purged"], { broadcast: ["dequeued"] }),
  set_pool_limits: operation("Set limits", "set_pool", ["pool_info"], {
    broadcast: ["pool_updated"],
    broadcast_subscribers: ["started", "exited"]
  }),
  subscribe_task: operation("Follow a task", "subscribe", ["subscribed"]),
  unsubscribe_task: operation("Stop following a task", "unsubscribe", ["unsubscribed"]),
  get_metrics: operation("Read counts", "metrics", ["metrics"]),
  get_manifest: operation("Read this description", "manifest", ["manifest"])
}
