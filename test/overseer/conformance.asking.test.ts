import { request } from "node:http"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connect, type Message, of } from "./Client.ts"
import { conforming, Overseen } from "./Overseen.ts"
import { part, row, rows } from "./Tasks.ts"

interface Answer {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | ReadonlyArray<string>>
  readonly body: string
}

/** A plain HTTP request to the overseer. */
const http = (url: string, path: string, method = "GET", headers: Record<string, string> = {}) =>
  Effect.callback<Answer>((resume) => {
    const asked = request(new URL(path, url.replace(/^ws/, "http")), { method, headers }, (response) => {
      let body = ""
      response.on("data", (chunk) => {
        body += chunk
      })
      response.on("end", () => resume(Effect.succeed({ status: response.statusCode, headers: response.headers, body })))
    })
    asked.on("error", (error) => resume(Effect.die(error)))
    asked.end()
  })

layer(conforming, { excludeTestServices: true })("an overseer asked about itself", (it) => {
  const client = Effect.flatMap(Overseen, ({ url }) => connect(url))

  it.effect("lists what has happened since a moment, that moment included, and whatever is queued", () =>
    Effect.gen(function* () {
      const { ask, hears, id, say } = yield* client
      const [old, held, waiting] = [id(), id(), id()]
      yield* ask({ type: "subscribe", task_id: old })
      yield* ask({ type: "start", action: "sh", task_id: old, params: { cmd: ":" } })
      const { ts } = yield* hears("the exit", of("exited", old))
      const ids = (since: unknown) => Effect.map(rows(ask, { since }), (all) => all.map(({ task_id }) => task_id))
      assert.include(yield* ids(ts), old)
      yield* ask({ type: "start", action: "roomy", task_id: held })
      yield* ask({ type: "start", action: "roomy", task_id: waiting })
      const listed = yield* ids("2999-01-01T00:00:00.123456789+09:00")
      assert.include(listed, waiting)
      assert.notInclude(listed, held)
      assert.notInclude(listed, old)
      for (const taskId of [waiting, held]) say({ type: "stop", task_id: taskId })
      yield* hears("the exit", of("exited", held))
    })
  )

  it.effect("describes its actions, all or one", () =>
    Effect.gen(function* () {
      const { ask } = yield* client
      const { actions } = yield* ask({ type: "describe" })
      assert.isArray(actions)
      const one = yield* ask({ type: "describe", action: "checked" })
      assert.deepEqual(one["actions"], [
        {
          name: "checked",
          type: "exec",
          params: { size: { default: "720", validate: 'value in ["480", "720"]' }, note: {} },
          task_pool: { limit: 0, excess: { action: "", order: "", grace: 0 } },
          retry: {}
        }
      ])
      const more = yield* ask({ type: "describe", action: "source" })
      assert.deepNestedInclude(more, { "actions[0].dedupe_key": ["source"] })
      const pooled = yield* ask({ type: "describe", action: "unqueued" })
      assert.deepNestedInclude(pooled, {
        "actions[0].retry": { restart_delay: "1m30s" },
        "actions[0].task_pool.limit": 1
      })
      const queue = yield* ask({ type: "describe", action: "strict" })
      assert.deepNestedInclude(queue, {
        "actions[0].task_pool.queue.enabled": true,
        "actions[0].task_pool.queue.size": 1
      })
      const bare = yield* ask({ type: "describe", action: "lost" })
      assert.notNestedProperty(bare, "actions[0].params")
      assert.notNestedProperty(bare, "actions[0].dedupe_key")
    })
  )

  it.effect("counts what it has done", () =>
    Effect.gen(function* () {
      const { ask, hears, id } = yield* client
      const metrics = (more: object, key: string) =>
        Effect.map(ask({ type: "metrics", ...more }), (answer): Message => part(answer, key))
      const before = yield* metrics({}, "global")
      const taskId = id()
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask({ type: "start", action: "checked", task_id: taskId, params: { note: "" } })
      yield* hears("the exit", of("exited", taskId))
      const after = yield* metrics({}, "global")
      for (const key of ["tasks_started", "tasks_completed", "total_output_lines"]) {
        assert.strictEqual(after[key], Number(before[key]) + 1, key)
      }
      assert.hasAllKeys(after, [
        "tasks_started",
        "tasks_completed",
        "tasks_errored",
        "tasks_restarted",
        "total_output_lines",
        "enqueued",
        "dequeued",
        "displaced",
        "expired"
      ])
      assert.hasAllKeys(yield* metrics({ action: "checked" }, "action"), [
        "tasks_started",
        "tasks_completed",
        "tasks_errored",
        "tasks_restarted",
        "total_output_lines"
      ])
      const own = yield* metrics({ task_id: taskId, action: "checked" }, "task")
      assert.deepInclude(own, { output_lines: 1, restart_count: 0, last_exit_code: 0 })
      assert.isNumber(own["runtime_ms"])
      for (const unknown of [{ task_id: "nobody" }, { action: "nobody" }]) {
        assert.hasAllKeys(yield* ask({ type: "metrics", ...unknown }), ["type", "id"])
      }
    })
  )

  it.effect("describes its protocol", () =>
    Effect.gen(function* () {
      const { ask } = yield* client
      const manifest = part(yield* ask({ type: "manifest" }), "manifest")
      assert.deepInclude(manifest, { protocol: "sticky-overseer" })
      assert.deepEqual(manifest["transport"], { path: "/ws", type_field: "type", correlation_field: "id" })
      assert.hasAllKeys(part(manifest, "types"), [
        ...[
          "ActionInfo",
          "ActionMetrics",
          "DisplacePolicy",
          "ExcessAction",
          "ExcessConfig",
          "GlobalMetrics",
          "KillOrder"
        ],
        ...["ParamSpec", "PoolConfig", "PoolInfo", "QueueConfig", "QueueOrder", "RetryPolicy", "Stream", "TaskInfo"],
        ...["TaskMetrics", "TaskState", "WorkerState"]
      ])
      assert.hasAllKeys(part(manifest, "messages"), [
        ...[
          "start",
          "stop",
          "reset",
          "list",
          "replay",
          "subscribe",
          "unsubscribe",
          "describe",
          "pool_info",
          "set_pool"
        ],
        ...["purge", "metrics", "manifest", "actions", "dequeued", "error", "errored", "exited", "manifest_response"],
        ...["metrics_response", "output", "pool_info_response", "pool_updated", "purged", "queued", "restarting"],
        ...["started", "subscribed", "tasks", "unsubscribed"]
      ])
      assert.hasAllKeys(part(manifest, "operations"), [
        ...["start_task", "stop_task", "reset_task", "list_tasks", "replay_task", "describe_actions", "get_pool_info"],
        ...["purge_queue", "set_pool_limits", "subscribe_task", "unsubscribe_task", "get_metrics", "get_manifest"]
      ])
    })
  )

  it.effect("answers plain HTTP as its neighbours expect", () =>
    Effect.gen(function* () {
      const { url } = yield* Overseen
      const upgrade = yield* http(url, "/ws")
      assert.strictEqual(upgrade.status, 400)
      assert.include(upgrade.body, "Bad Request")
      assert.strictEqual(upgrade.headers["sec-websocket-version"], "13")
      for (const path of ["/", "/health", "/ws/", "/ws/manifest"]) {
        assert.strictEqual((yield* http(url, path)).status, 404, path)
      }
      const document = yield* http(url, "/openapi.json", "POST")
      assert.strictEqual(document.status, 200)
      const openapi: unknown = JSON.parse(document.body)
      assert.deepNestedInclude(openapi, { swagger: "2.0", "info.title": "conformance" })
      assert.deepNestedInclude(openapi, { "paths./ws.ws.commands[0].operationId": "ws-list" })
      assert.include(document.body, '"start-checked"')
    })
  )

  it.effect("remembers a task after its asker has gone", () =>
    Effect.gen(function* () {
      const first = yield* client
      const taskId = first.id()
      yield* first.ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: "exec sleep 60" } })
      first.close()
      assert.strictEqual(yield* first.closed, 1000)
      const second = yield* client
      assert.deepInclude(yield* row(second.ask, taskId), { worker_state: "running", state: "active" })
      yield* second.ask({ type: "subscribe", task_id: taskId })
      second.say({ type: "stop", task_id: taskId })
      yield* second.hears("the exit", of("exited", taskId))
    })
  )
})
