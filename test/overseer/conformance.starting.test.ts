import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connect, of } from "./Client.ts"
import { conforming, Overseen } from "./Overseen.ts"
import { row } from "./Tasks.ts"

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/

layer(conforming, { excludeTestServices: true })("an overseer asked to start", (it) => {
  const client = Effect.flatMap(Overseen, ({ url }) => connect(url))

  it.effect("answers `started`, subscribes the asker and tells what the process says and how it ends", () =>
    Effect.gen(function* () {
      const { ask, hears, id } = yield* client
      const taskId = id()
      const started = yield* ask({
        type: "start",
        action: "sh",
        task_id: taskId,
        params: { cmd: "sleep 0.3; echo hi; exit 7" }
      })
      assert.deepInclude(started, { type: "started", task_id: taskId })
      assert.isNumber(started["pid"])
      assert.match(String(started["ts"]), utc)
      assert.notProperty(started, "restart_of")
      const output = yield* hears("the line", of("output", taskId))
      assert.deepInclude(output, { pid: started["pid"], stream: "stdout", data: "hi", seq: 1 })
      assert.notProperty(output, "id")
      const exited = yield* hears("the exit", of("exited", taskId))
      assert.deepInclude(exited, { pid: started["pid"], exit_code: 7, intentional: false })
      assert.notProperty(exited, "id")
      const listed = yield* row(ask, taskId)
      assert.deepInclude(listed, {
        action: "sh",
        params: { cmd: "sleep 0.3; echo hi; exit 7" },
        state: "active",
        worker_state: "exited",
        current_pid: started["pid"],
        restart_count: 0,
        last_exit_code: 7,
        last_exited_at: exited["ts"]
      })
      assert.notProperty(listed, "retry_policy")
      assert.notProperty(listed, "queued_at")
    })
  )

  it.effect("makes up a task id when none is given", () =>
    Effect.gen(function* () {
      const { ask } = yield* client
      assert.match(String((yield* ask({ type: "start", action: "sh", params: { cmd: ":" } }))["task_id"]), uuid)
    })
  )

  it.effect("loses nothing for a client that subscribes first", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id, say } = yield* client
      const ids = Array.from({ length: 20 }, id)
      for (const taskId of ids) {
        say({ type: "subscribe", task_id: taskId })
        say({ type: "start", action: "sh", task_id: taskId, params: { cmd: "echo hi" } })
      }
      for (const taskId of ids) yield* hears("the exit", of("exited", taskId))
      yield* ask({ type: "metrics" })
      for (const taskId of ids) {
        assert.lengthOf(heard.filter(of("output", taskId)), 1)
        assert.lengthOf(heard.filter(of("started", taskId)), 1)
      }
    })
  )

  it.effect("tells other subscribers of the start, with the asker's id, and nobody else", () =>
    Effect.gen(function* () {
      const asker = yield* client
      const watcher = yield* client
      const stranger = yield* client
      const taskId = asker.id()
      assert.deepInclude(yield* watcher.ask({ type: "subscribe", task_id: taskId }), {
        type: "subscribed",
        task_id: taskId
      })
      const started = yield* asker.ask({
        type: "start",
        action: "sh",
        task_id: taskId,
        params: { cmd: "sleep 0.1; echo hi" }
      })
      assert.deepEqual(yield* watcher.hears("started", of("started", taskId)), started)
      yield* watcher.hears("the exit", of("exited", taskId))
      yield* stranger.ask({ type: "metrics" })
      assert.lengthOf(
        stranger.heard.filter(({ task_id }) => task_id === taskId),
        0
      )
    })
  )

  it.effect("tells nothing more after `unsubscribe`", () =>
    Effect.gen(function* () {
      const asker = yield* client
      const watcher = yield* client
      const taskId = asker.id()
      yield* watcher.ask({ type: "subscribe", task_id: taskId })
      yield* watcher.ask({ type: "subscribe", task_id: taskId })
      assert.deepInclude(yield* watcher.ask({ type: "unsubscribe", task_id: taskId }), {
        type: "unsubscribed",
        task_id: taskId
      })
      yield* asker.ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: "sleep 0.1; echo hi" } })
      yield* asker.hears("the exit", of("exited", taskId))
      yield* watcher.ask({ type: "metrics" })
      assert.lengthOf(watcher.heard.filter(of("output", taskId)), 0)
    })
  )

  it.effect("fills in defaults and parameters, and keeps what was sent as it was sent", () =>
    Effect.gen(function* () {
      const { ask, hears, id } = yield* client
      const taskId = id()
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask({ type: "start", action: "checked", task_id: taskId, params: { note: null, extra: "kept" } })
      const { data } = yield* hears("the line", of("output", taskId))
      assert.strictEqual(data, "<720><><<no value>><x720y>")
      assert.deepEqual((yield* row(ask, taskId))?.["params"], { note: "", extra: "kept" })
      yield* hears("the exit", of("exited", taskId))
    })
  )

  it.effect("ends every frame with a newline and answers in the order asked", () =>
    Effect.gen(function* () {
      const { ask, frames, heard, id, say } = yield* client
      const asked = [
        say({ type: "start", action: "sh", task_id: id(), params: { cmd: ":" } }),
        say({ type: "list" }),
        say({ type: "pool_info" }),
        say({ type: "stop", task_id: "nobody" }),
        say({ type: "describe" })
      ]
      yield* ask({ type: "metrics" })
      assert.isTrue(frames.every((frame) => frame.endsWith("}\n") && frame.indexOf("\n") === frame.length - 1))
      assert.deepEqual(
        heard.map(({ id }) => id).filter((one) => asked.includes(String(one))),
        asked
      )
    })
  )
})
