import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { connect, of } from "./Client.ts"
import { conforming, Overseen } from "./Overseen.ts"
import { part, row } from "./Tasks.ts"

layer(conforming, { excludeTestServices: true })("an overseer whose tasks end", (it) => {
  const client = Effect.flatMap(Overseen, ({ url }) => connect(url))

  it.effect("terminates on `stop` without an answer, and calls the exit intentional", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id, say } = yield* client
      const taskId = id()
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: "exec sleep 60" } })
      const stop = say({ type: "stop", task_id: taskId })
      assert.deepInclude(yield* row(ask, taskId), { state: "stopped" })
      assert.deepInclude(yield* hears("the exit", of("exited", taskId)), { exit_code: -1, intentional: true })
      assert.deepInclude(yield* row(ask, taskId), { state: "stopped", worker_state: "exited", last_exit_code: -1 })
      assert.lengthOf(
        heard.filter(({ id }) => id === stop),
        0
      )
    })
  )

  it.effect("reports whatever code a process chooses when it is stopped", () =>
    Effect.gen(function* () {
      const { ask, hears, id, say } = yield* client
      const taskId = id()
      const cmd = "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done"
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd } })
      yield* hears("ready", of("output", taskId))
      say({ type: "stop", task_id: taskId })
      assert.deepInclude(yield* hears("the exit", of("exited", taskId)), { exit_code: 9, intentional: true })
    })
  )

  it.effect("reports -1 for a signal from elsewhere, which is not intentional", () =>
    Effect.gen(function* () {
      const { ask, hears, id } = yield* client
      const taskId = id()
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: "kill -KILL $$" } })
      assert.deepInclude(yield* hears("the exit", of("exited", taskId)), { exit_code: -1, intentional: false })
    })
  )

  it.effect("marks a finished task stopped, in silence", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id, say } = yield* client
      const taskId = id()
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: ":" } })
      yield* hears("the exit", of("exited", taskId))
      const before = heard.length
      say({ type: "stop", task_id: taskId })
      assert.deepInclude(yield* row(ask, taskId), { state: "stopped", last_exit_code: 0 })
      assert.lengthOf(heard, before + 1)
    })
  )

  it.effect("does nothing more after an exit without a policy, whatever the code", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id } = yield* client
      for (const code of [0, 1, 3]) {
        const taskId = id()
        yield* ask({ type: "subscribe", task_id: taskId })
        yield* ask({
          type: "start",
          action: "unqueued",
          task_id: taskId,
          params: { cmd: `exit ${code}` },
          retry_policy: null
        })
        yield* hears("the exit", of("exited", taskId))
        assert.deepInclude(yield* row(ask, taskId), { state: "active", worker_state: "exited", last_exit_code: code })
        assert.lengthOf(heard.filter(of("restarting", taskId)), 0)
      }
    })
  )

  it.effect("restarts under a policy, even after code 0, until the threshold, and then gives up", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id } = yield* client
      const taskId = id()
      const policy = { restart_delay: "100ms", error_window: "90s", error_threshold: 3 }
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask({
        type: "start",
        action: "sh",
        task_id: taskId,
        params: { cmd: "echo x; exit 0" },
        retry_policy: policy
      })
      const errored = yield* hears("errored", of("errored", taskId))
      assert.deepInclude(errored, { exit_count: 3 })
      const events = heard.filter(
        ({ task_id, type }) => task_id === taskId && type !== "output" && type !== "subscribed"
      )
      assert.deepEqual(
        events.map(({ type }) => type),
        ["started", "exited", "restarting", "started", "exited", "restarting", "started", "exited", "errored"]
      )
      const [first, , restarting, second, , again] = events
      assert.deepInclude(restarting, { pid: first?.["pid"], restart_delay: "100ms", attempt: 1 })
      assert.deepInclude(again, { attempt: 2 })
      assert.deepInclude(second, { id: "", restart_of: first?.["pid"] })
      assert.deepEqual(
        heard.filter(of("output", taskId)).map(({ seq }) => seq),
        [1, 2, 3]
      )
      const listed = yield* row(ask, taskId)
      assert.deepInclude(listed, { state: "errored", restart_count: 2, last_exit_code: 0 })
      assert.deepEqual(listed?.["retry_policy"], { restart_delay: "100ms", error_window: "1m30s", error_threshold: 3 })
    })
  )

  it.effect("gives up at the first exit when the threshold is 1, and runs again on `reset`", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id } = yield* client
      const watcher = yield* client
      const taskId = id()
      const start = {
        type: "start",
        action: "sh",
        task_id: taskId,
        params: { cmd: "echo x; sleep 0.1; exit 4" },
        retry_policy: { error_threshold: 1 }
      }
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask(start)
      assert.deepInclude(yield* ask({ type: "reset", task_id: taskId }), { message: "task is not in errored state" })
      yield* hears(
        "errored",
        of("errored", taskId, ({ exit_count }) => exit_count === 1)
      )
      assert.lengthOf(heard.filter(of("restarting", taskId)), 0)

      yield* watcher.ask({ type: "unsubscribe", task_id: taskId })
      const started = yield* watcher.ask({ type: "reset", task_id: taskId })
      assert.deepInclude(started, { type: "started", task_id: taskId })
      assert.notProperty(started, "restart_of")
      const line = yield* hears(
        "a line of the new process",
        of("output", taskId, ({ seq }) => seq === 2)
      )
      assert.strictEqual(line["pid"], started["pid"])
      yield* hears(
        "errored again",
        of("errored", taskId, ({ pid }) => pid === started["pid"])
      )
      assert.lengthOf(heard.filter(of("started", taskId)), 1)
      assert.deepInclude(yield* row(ask, taskId), { restart_count: 0 })
    })
  )

  it.effect("cannot reset an errored task once it is stopped", () =>
    Effect.gen(function* () {
      const { ask, hears, id, say } = yield* client
      const taskId = id()
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask({
        type: "start",
        action: "sh",
        task_id: taskId,
        params: { cmd: ":" },
        retry_policy: { error_threshold: 1 }
      })
      yield* hears("errored", of("errored", taskId))
      say({ type: "stop", task_id: taskId })
      assert.deepInclude(yield* ask({ type: "reset", task_id: taskId }), { message: "task is not in errored state" })
    })
  )

  it.effect("drops a pending restart on `stop`, in silence, and meanwhile calls the task active", () =>
    Effect.gen(function* () {
      const { ask, heard, hears, id, say } = yield* client
      const taskId = id()
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask({
        type: "start",
        action: "sh",
        task_id: taskId,
        params: { cmd: ":" },
        retry_policy: { restart_delay: "300ms", restart_jitter: "1ms" }
      })
      yield* hears("restarting", of("restarting", taskId))
      assert.deepInclude(yield* row(ask, taskId), { state: "active", worker_state: "exited" })
      say({ type: "stop", task_id: taskId })
      assert.deepInclude(yield* row(ask, taskId), { state: "stopped", worker_state: "exited", restart_count: 0 })
      // Another task's later restart shows that the time of this one has passed.
      const witness = { type: "start", action: "sh", params: { cmd: ":" }, retry_policy: { restart_delay: "400ms" } }
      const later = String((yield* ask(witness))["task_id"])
      yield* hears(
        "the witness",
        of("started", later, ({ restart_of }) => restart_of !== undefined)
      )
      say({ type: "stop", task_id: later })
      assert.lengthOf(heard.filter(of("started", taskId)), 1)
    })
  )

  it.effect("restarts at once under an empty policy", () =>
    Effect.gen(function* () {
      const { ask, hears, id, say } = yield* client
      const taskId = id()
      yield* ask({ type: "subscribe", task_id: taskId })
      yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd: "sleep 0.05" }, retry_policy: {} })
      yield* hears(
        "the second restart",
        of("restarting", taskId, ({ attempt, restart_delay }) => attempt === 2 && restart_delay === "0s")
      )
      const listed = yield* row(ask, taskId)
      assert.deepEqual(part(listed ?? {}, "retry_policy"), {})
      assert.property(listed, "retry_policy")
      say({ type: "stop", task_id: taskId })
    })
  )
})
