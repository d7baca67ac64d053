import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connect, type Message, of } from "./Client.ts"
import { conforming, Overseen } from "./Overseen.ts"
import { row } from "./Tasks.ts"

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/

layer(conforming, { excludeTestServices: true })("an overseer asked to start", (it) => {
  const client = Effect.flatMap(Overseen, ({ url }) => connect(url))

  it.effect("wants an id on every message", () =>
    Effect.gen(function* () {
      const { hears, raw } = yield* client
      for (const message of [{}, { type: "list" }, { type: "list", id: "" }, { type: "list", id: null }]) {
        raw(JSON.stringify(message))
      }
      yield* hears(
        "an error without id",
        of("error", undefined, ({ id, message }) => id === "" && message === "id is required")
      )
    })
  )

  it.effect("says what is wrong with a message", () =>
    Effect.gen(function* () {
      const { ask } = yield* client
      const cases: ReadonlyArray<readonly [object, string | RegExp]> = [
        [{ type: "dance" }, /^unknown message type: /],
        [{ type: "start" }, "action is required"],
        [{ type: "start", action: 'no"pe' }, 'unknown action: "no\\"pe"'],
        [{ type: "start", action: "sh" }, 'validation error: exec: required parameter "cmd" is missing'],
        [
          { type: "start", action: "checked", params: { size: "721", note: "" } },
          'validation error: exec: parameter "size" failed validation (value: "721")'
        ],
        [{ type: "stop" }, "task_id is required"],
        [{ type: "reset" }, "task_id is required"],
        [{ type: "replay" }, "task_id is required"],
        [{ type: "subscribe" }, "task_id required for subscribe"],
        [{ type: "unsubscribe" }, "task_id required for unsubscribe"],
        [{ type: "stop", task_id: "nobody" }, "task not found"],
        [{ type: "reset", task_id: "nobody" }, "task not found"],
        [{ type: "replay", task_id: "nobody" }, "task not found"],
        [{ type: "list", since: "yesterday" }, "invalid since timestamp"],
        [{ type: "replay", task_id: "nobody", since: "yesterday" }, "invalid since timestamp"],
        [{ type: "describe", action: "nope" }, 'unknown action: "nope"']
      ]
      for (const [message, sentence] of cases) {
        const answer = yield* ask(message)
        assert.strictEqual(answer["type"], "error", JSON.stringify(message))
        if (typeof sentence === "string") assert.strictEqual(answer["message"], sentence)
        else assert.match(String(answer["message"]), sentence)
        assert.notProperty(answer, "existing_task_id")
      }
    })
  )

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

  it.effect("uses an id once, whatever has become of its task", () =>
    Effect.gen(function* () {
      const { ask, hears, id, say } = yield* client
      const again = (taskId: string) =>
        Effect.map(ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: ":" } }), (answer) => {
          assert.deepInclude(answer, { type: "error", message: "task already running or starting" })
        })
      const [done, stopped] = [id(), id()]
      yield* ask({ type: "start", action: "sh", task_id: done, params: { cmd: "sleep 0.2" } })
      yield* again(done)
      yield* hears("the exit", of("exited", done))
      yield* again(done)
      yield* ask({ type: "start", action: "sh", task_id: stopped, params: { cmd: "exec sleep 60" } })
      say({ type: "stop", task_id: stopped })
      yield* hears("the exit", of("exited", stopped))
      yield* again(stopped)
    })
  )

  it.effect("does the same work once at a time, and names the task that does it", () =>
    Effect.gen(function* () {
      const { ask, hears, id, say } = yield* client
      const [first, second] = [id(), id()]
      const source = id()
      yield* ask({ type: "start", action: "source", task_id: first, params: { source } })
      assert.deepInclude(
        yield* ask({ type: "start", action: "source", task_id: second, params: { source, more: "1" } }),
        {
          type: "error",
          message: `duplicate task: already running as ${first}`,
          existing_task_id: first
        }
      )
      assert.deepInclude(yield* ask({ type: "start", action: "source", task_id: first, params: { source } }), {
        message: `duplicate task: already running as ${first}`
      })
      say({ type: "stop", task_id: first })
      yield* hears("the exit", of("exited", first))
      assert.strictEqual(
        (yield* ask({ type: "start", action: "source", task_id: second, params: { source } }))["type"],
        "started"
      )
      say({ type: "stop", task_id: second })
      yield* hears("the exit", of("exited", second))
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

  it.effect("says why a program cannot be run, and leaves no task behind", () =>
    Effect.gen(function* () {
      const { ask, id } = yield* client
      const taskId = id()
      for (const [action, sentence] of [
        ["lost", 'pool rejected task: exec: "no-such-program-anywhere": executable file not found in $PATH'],
        ["nowhere", "pool rejected task: fork/exec /no/such/program: no such file or directory"]
      ] as const) {
        const answer = yield* ask({ type: "start", action, task_id: taskId })
        assert.deepEqual({ ...answer, id: "" }, { type: "error", id: "", message: sentence })
        assert.isUndefined(yield* row(ask, taskId))
      }
    })
  )

  it.effect("takes binary frames, unknown fields and field names in any case", () =>
    Effect.gen(function* () {
      const { hears, id, raw } = yield* client
      const [one, two] = [id(), id()]
      raw(Buffer.from(JSON.stringify({ TYPE: "subscribe", Id: one, Task_ID: one, nonsense: [{}] })))
      yield* hears("subscribed", (message: Message) => message["id"] === one && message["type"] === "subscribed")
      raw(`${JSON.stringify({ type: "metrics", id: two, params: null, retry_policy: null, excess: null })}\n`)
      yield* hears("metrics", (message: Message) => message["id"] === two && message["type"] === "metrics")
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
