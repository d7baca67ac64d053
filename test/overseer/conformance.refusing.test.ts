import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connect, type Message, of } from "./Client.ts"
import { conforming, Overseen } from "./Overseen.ts"
import { row } from "./Tasks.ts"

layer(conforming, { excludeTestServices: true })("an overseer that may refuse", (it) => {
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
})
