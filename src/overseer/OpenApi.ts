import type { Parameter } from "./core/Action.ts"
import { actionInfo } from "./core/Listing.ts"
import type { State } from "./core/State.ts"
import { version } from "./version.ts"

interface Param {
  readonly name: string
  readonly type?: string
  readonly required?: true
  readonly default?: string
  readonly validate?: string
}

const command = (type: string, summary: string, parameters: ReadonlyArray<Param> = []) => ({
  operationId: `ws-${type.replaceAll("_", "-")}`,
  type,
  summary,
  ...(parameters.length === 0 ? {} : { parameters })
})

const task: Param = { name: "task_id", type: "string", required: true }
const since: Param = { name: "since", type: "string" }
const action: Param = { name: "action", type: "string" }

const commands = [
  command("list", "List all tasks", [since]),
  command("stop", "End a task", [task]),
  command("reset", "Run an errored task again", [task]),
  command("replay", "See a task's last events", [task, since]),
  command("describe", "See what can be started", [action]),
  command("pool_info", "See what runs and waits", [action]),
  command("purge", "Empty a queue", [action]),
  command("set_pool", "Set limits", [
    action,
    { name: "limit", type: "integer" },
    { name: "queue_size", type: "integer" },
    { name: "excess", type: "object" }
  ]),
  command("subscribe", "Follow a task", [task]),
  command("unsubscribe", "Stop following a task", [task]),
  command("metrics", "Read counts", [{ name: "task_id", type: "string" }, action]),
  command("manifest", "Read a description of the protocol")
]

const param = ({ fallback, name, validate }: Parameter): Param => ({
  name,
  type: "string",
  ...(fallback === undefined ? { required: true } : { default: fallback }),
  ...(validate === undefined ? {} : { validate: validate.source })
})

/** The commands of `/ws` as a Swagger 2.0 document: what can be sent, and a start for every action. */
export const openApi = ({ actions, pool }: State, title: string): object => {
  const starts = [...actions.values()].map((one) => {
    const { dedupe_key, retry, task_pool, type } = actionInfo(pool, one)
    return {
      operationId: `start-${one.name}`,
      type: "start",
      summary: `Run ${one.name}`,
      action: one.name,
      params_key: "params",
      parameters: one.parameters.map(param),
      "x-action-type": type,
      "x-task-pool": task_pool,
      "x-retry": retry,
      ...(dedupe_key === undefined ? {} : { "x-dedupe-key": dedupe_key })
    }
  })
  return {
    swagger: "2.0",
    info: { title, description: "Runs processes for its clients over a WebSocket.", version },
    produces: ["application/json"],
    paths: { "/ws": { ws: { summary: "Commands sent as JSON messages", commands: [...commands, ...starts] } } }
  }
}
