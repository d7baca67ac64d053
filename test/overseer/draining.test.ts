import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope } from "effect"
import { connect, of } from "./Client.ts"
import { running } from "./Overseen.ts"
import { alive, gone } from "./Pids.ts"
import { row } from "./Tasks.ts"

const yaml = `
actions:
  sh: {type: exec, config: {entrypoint: sh, command: [-c, "[[.cmd]]"], parameters: {cmd: {}}}}
  one:
    type: exec
    task_pool: {limit: 1, queue: {enabled: true}}
    config: {entrypoint: sh, command: [-c, "exec sleep 60"]}
`

/** An overseer with a scope of its own. */
const closable = Effect.gen(function* () {
  const scope = yield* Scope.make()
  const { url } = yield* Scope.provide(running(yaml), scope)
  return { url, close: Scope.close(scope, Exit.void) }
})

describe("an overseer told to stop", () => {
  it.live("drops what waits, ends what runs, answers meanwhile, and then cuts its connections", () =>
    Effect.gen(function* () {
      const { close, url } = yield* closable
      const { ask, closed, heard, hears, id, say } = yield* connect(url)
      const [slow, stopping, first, second, restarting] = [id(), id(), id(), id(), id()]
      const cmd = "trap 'read x < /dev/null; sleep 0.5; exit 5' TERM; echo ready; while :; do sleep 0.02; done"
      yield* ask({ type: "start", action: "sh", task_id: slow, params: { cmd } })
      yield* ask({ type: "start", action: "sh", task_id: stopping, params: { cmd } })
      yield* hears("ready", of("output", slow))
      yield* hears("ready", of("output", stopping))
      yield* ask({ type: "start", action: "one", task_id: first })
      yield* ask({ type: "start", action: "one", task_id: second })
      const policy = { restart_delay: "1h" }
      yield* ask({ type: "start", action: "sh", task_id: restarting, params: { cmd: ":" }, retry_policy: policy })
      yield* hears("restarting", of("restarting", restarting))
      say({ type: "stop", task_id: stopping })

      const closing = yield* Effect.forkChild(close, { startImmediately: true })
      yield* hears(
        "dequeued",
        of("dequeued", second, ({ reason }) => reason === "pool: shutdown")
      )
      assert.deepInclude(yield* row(ask, slow), { state: "stopped", worker_state: "running" })
      const refused = yield* ask({ type: "start", action: "sh", params: { cmd: ":" } })
      assert.deepInclude(refused, { type: "error", message: "pool rejected task: pool: shutdown" })
      assert.include((yield* Effect.flip(connect(url))).awaited, "ECONNREFUSED")
      for (const [taskId, code] of [
        [slow, 5],
        [stopping, 5],
        [first, -1]
      ] as const) {
        const exited = yield* hears("the exit", of("exited", taskId))
        assert.deepInclude(exited, { exit_code: code, intentional: true })
      }
      yield* Fiber.join(closing)
      assert.strictEqual(yield* closed, 1006)
      assert.isFalse(heard.some(of("started", second)))
    })
  )

  it.live("kills what will not end, with all that belongs to it", () =>
    Effect.gen(function* () {
      const { close, url } = yield* closable
      const { ask, hears, id } = yield* connect(url)
      const taskId = id()
      const cmd = `trap '' TERM; sh -c 'trap "" TERM; echo $$; while :; do sleep 0.1; done' & while :; do sleep 0.1; done`
      const { pid } = yield* ask({ type: "start", action: "sh", task_id: taskId, params: { cmd } })
      const { data } = yield* hears("the grandchild", of("output", taskId))
      assert.isTrue(alive(Number(data)) && alive(Number(pid)))
      yield* close
      yield* gone(Number(pid))
      yield* gone(Number(data))
    })
  )

  // By this clock, nothing that it could wait for ever comes.
  it.effect("with nothing to do is gone at once", () =>
    Effect.gen(function* () {
      const { close, url } = yield* closable
      const { closed } = yield* connect(url)
      yield* close
      assert.strictEqual(yield* closed, 1006)
    })
  )
})
