import { assert, layer } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { connect, of } from "./Client.ts"
import { local, Overseen } from "./Overseen.ts"
import { alive, gone } from "./Pids.ts"
import { row } from "./Tasks.ts"

const yaml = `
actions:
  sh: {type: exec, config: {entrypoint: sh, command: [-c, "[[.cmd]]"], parameters: {cmd: {}}}}
  events:
    type: exec
    config:
      entrypoint: sh
      command: [-c, "[[.cmd]]"]
      parameters: {cmd: {}}
      output: {stdout: {condition: has(output.json.event)}, stderr: {condition: "false"}}
`

layer(local(yaml), { excludeTestServices: true })("the local overseer, where the original has a defect,", (it) => {
  const client = Effect.flatMap(Overseen, ({ url }) => connect(url))

  it.effect("says `started`, then all output, then `exited`, also to clients that did not subscribe first", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id } = yield* client
      for (let i = 0; i < 40; i++) {
        const taskId = id()
        yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: "echo hi" } })
        yield* hears("the exit", of("exited", taskId))
        const types = heard.filter(({ task_id }) => task_id === taskId).map(({ type }) => type)
        assert.deepEqual(types, ["started", "output", "exited"])
      }
    })
  )

  it.effect("takes any number of stops for one task", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id, say } = yield* client
      const taskId = id()
      const cmd = "trap 'echo once; exit 0' TERM; echo ready; while :; do sleep 0.02; done"
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd } })
      yield* hears("ready", of("output", taskId))
      for (let i = 0; i < 20; i++) say({ type: "stop", task_id: taskId })
      yield* hears(
        "the exit",
        of("exited", taskId, ({ intentional }) => intentional === true)
      )
      for (let i = 0; i < 20; i++) say({ type: "stop", task_id: taskId })
      assert.deepInclude(yield* row(ask, taskId), { state: "stopped" })
      assert.lengthOf(heard.filter(of("exited", taskId)), 1)
    })
  )

  it.effect("kills the whole group of a process that ignores SIGTERM, five seconds later", () =>
    Effect.gen(function* () {
      const { ask, hears, id, say } = yield* client
      const taskId = id()
      const cmd = `trap '' TERM; sh -c 'trap "" TERM; echo $$; while :; do sleep 0.1; done' & while :; do sleep 0.1; done`
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd } })
      const { data } = yield* hears("the grandchild", of("output", taskId))
      const asked = yield* Clock.monotonicTimeNanos
      say({ type: "stop", task_id: taskId })
      assert.deepInclude(yield* row(ask, taskId), { state: "stopped", worker_state: "running" })
      const exited = yield* hears("the exit", of("exited", taskId), "9 seconds")
      assert.deepInclude(exited, { exit_code: -1, intentional: true })
      assert.isAtLeast(Number((yield* Clock.monotonicTimeNanos) - asked), 4_900_000_000)
      yield* gone(Number(data))
    })
  )

  it.effect("reports an exit soon even when a grandchild holds the pipe, and ends the grandchild", () =>
    Effect.gen(function* () {
      const { ask, hears, id } = yield* client
      const taskId = id()
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: "sleep 60 & echo $!; exit 3" } })
      const { data } = yield* hears("the grandchild", of("output", taskId))
      assert.isTrue(alive(Number(data)))
      const exited = yield* hears("the exit", of("exited", taskId), "4 seconds")
      assert.deepInclude(exited, { exit_code: 3, intentional: false })
      yield* gone(Number(data))
    })
  )

  it.effect("cuts a line of 25 MiB into pieces of at most 10 and goes on", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id } = yield* client
      const taskId = id()
      const cmd = "head -c 26214400 /dev/zero | tr '\\0' x; echo; echo after"
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd } })
      yield* hears("the exit", of("exited", taskId))
      assert.deepEqual(
        heard.filter(of("output", taskId)).map(({ data }) => String(data).length),
        [10485760, 10485760, 5242880, 5]
      )
    })
  )

  it.effect("answers a field of the wrong type with an error that names it, and keeps the connection", () =>
    Effect.gen(function* () {
      const { ask, hears, raw } = yield* client
      const cases: ReadonlyArray<readonly [object, string]> = [
        [{ type: 5 }, "type"],
        [{ type: "start", action: "sh", params: { cmd: 5 } }, "params.cmd"],
        [{ type: "start", action: "sh", params: ["x"] }, "params"],
        [{ type: "start", action: "sh", retry_policy: { restart_delay: 30 } }, "retry_policy.restart_delay"],
        [{ type: "start", action: "sh", retry_policy: { restart_delay: "30" } }, "retry_policy.restart_delay"],
        [{ type: "start", action: "sh", retry_policy: { error_threshold: 1.5 } }, "retry_policy.error_threshold"],
        [{ type: "set_pool", limit: 1.5 }, "limit"],
        [{ type: "set_pool", excess: "stop" }, "excess"],
        [{ type: "start", force: "yes" }, "force"]
      ]
      for (const [message, field] of cases) {
        const answer = yield* ask(message)
        assert.strictEqual(answer["type"], "error")
        assert.include(String(answer["message"]), `bad message: ${field}: `)
      }
      for (const frame of ["[]", "5", '"x"', "true", '{"id":5}']) raw(frame)
      yield* hears(
        "an error without id",
        of("error", undefined, ({ id }) => id === "")
      )
      assert.strictEqual((yield* ask({ type: "metrics" }))["type"], "metrics")
    })
  )

  it.effect("ends the connection of a client that does not speak JSON, and its alone", () =>
    Effect.gen(function* () {
      const other = yield* client
      for (const frame of ["{", "hello", "", "\u0000"]) {
        const { closed, raw } = yield* client
        raw(frame)
        assert.strictEqual(yield* closed, 1006)
      }
      assert.strictEqual((yield* other.ask({ type: "metrics" }))["type"], "metrics")
    })
  )

  it.effect("keeps refused lines out of replays", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id, say } = yield* client
      const taskId = id()
      const cmd = `echo noise; echo secret >&2; echo '{"event":"A"}'`
      yield* ask({ type: "start", action: "events", task_id: taskId, params: { cmd } })
      yield* hears("the exit", of("exited", taskId))
      const from = heard.length
      say({ type: "replay", task_id: taskId })
      yield* ask({ type: "metrics" })
      assert.deepEqual(
        heard
          .slice(from)
          .filter(({ task_id }) => task_id === taskId)
          .map(({ data, seq, type }) => [type, seq, data]),
        [
          ["output", 1, '{"event":"A"}'],
          ["exited", undefined, undefined]
        ]
      )
    })
  )
})
