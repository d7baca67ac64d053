import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { type Client, connect, of } from "./Client.ts"
import { local, Overseen } from "./Overseen.ts"
import { part } from "./Tasks.ts"

const yaml = `
task_pool: {limit: 3, queue: {enabled: true, size: 10}}
actions:
  sh: {type: exec, config: {entrypoint: sh, command: [-c, "[[.cmd]]"], parameters: {cmd: {default: "exec sleep 60"}}}}
  few:
    type: exec
    task_pool: {limit: 1, queue: {enabled: true}}
    config: {entrypoint: sh, command: [-c, "[[.cmd]]"], parameters: {cmd: {default: "exec sleep 60"}}}
  newest:
    type: exec
    task_pool: {limit: 1, queue: {enabled: true, order: last}}
    config: {entrypoint: sh, command: [-c, "[[.cmd]]"], parameters: {cmd: {default: "exec sleep 60"}}}
  aged:
    type: exec
    task_pool: {limit: 1, queue: {enabled: true, max_age: 1}}
    config: {entrypoint: sh, command: [-c, "[[.cmd]]"], parameters: {cmd: {default: "exec sleep 60"}}}
  any:
    type: exec
    task_pool: {limit: 1, queue: {enabled: true}}
    config: {entrypoint: "[[.program]]", command: ["60"], parameters: {program: {}}}
`

const start = Effect.fnUntraced(function* ({ ask, id }: Client, action: string, more: object = {}) {
  const taskId = id()
  yield* ask({ type: "start", action, task_id: taskId, ...more })
  return taskId
})

const started = ({ hears }: Client, taskId: string) => hears("started", of("started", taskId))

const end = (client: Client, ...taskIds: ReadonlyArray<string>) =>
  Effect.forEach(taskIds, (taskId) => {
    client.say({ type: "stop", task_id: taskId })
    return client.hears("the end", (message) => of("exited", taskId)(message) || of("dequeued", taskId)(message))
  })

layer(local(yaml), { excludeTestServices: true })("the queue of the local overseer", (it) => {
  const client = Effect.flatMap(Overseen, ({ url }) => connect(url))
  const running = ({ ask }: Client) =>
    Effect.map(ask({ type: "pool_info" }), (answer) => part(answer, "pool")["running"])

  it.effect("never starts more than the limits allow, whichever task makes room", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const a = yield* start(mine, "few")
      const b = yield* start(mine, "sh")
      const c = yield* start(mine, "sh")
      const d = yield* start(mine, "few")
      const e = yield* start(mine, "sh")
      yield* end(mine, b)
      yield* started(mine, e)
      assert.strictEqual(yield* running(mine), 3)
      yield* end(mine, c)
      assert.strictEqual(yield* running(mine), 2)
      assert.isFalse(mine.heard.some(of("started", d)))
      yield* end(mine, a)
      yield* started(mine, d)
      yield* end(mine, d, e)
    })
  )

  it.effect("starts what waits as soon as the limit is raised", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const a = yield* start(mine, "few")
      const [b, c] = [yield* start(mine, "few"), yield* start(mine, "few")]
      yield* mine.ask({ type: "set_pool", action: "few", limit: 3 })
      yield* started(mine, b)
      yield* started(mine, c)
      yield* mine.ask({ type: "set_pool", action: "few", limit: 1 })
      for (const taskId of [a, b]) yield* mine.hears("the exit", of("exited", taskId))
      assert.strictEqual(yield* running(mine), 1)
      yield* end(mine, c)
    })
  )

  it.effect("takes the newest first where so configured", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const a = yield* start(mine, "newest")
      const [b, c] = [yield* start(mine, "newest"), yield* start(mine, "newest")]
      yield* end(mine, a)
      yield* started(mine, c)
      yield* end(mine, c)
      yield* started(mine, b)
      yield* end(mine, b)
    })
  )

  it.effect("drops what waits too long", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const a = yield* start(mine, "aged")
      const b = yield* start(mine, "aged")
      yield* mine.hears(
        "expired",
        of("dequeued", b, ({ reason }) => reason === "pool: item expired")
      )
      yield* end(mine, a)
    })
  )

  it.effect("says once why a queued program could not be run, and takes the next", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const a = yield* start(mine, "any", { params: { program: "sleep" } })
      const b = yield* start(mine, "any", { params: { program: "/no/such" } })
      const c = yield* start(mine, "any", { params: { program: "" } })
      const d = yield* start(mine, "any", { params: { program: "true" } })
      yield* end(mine, a)
      yield* mine.hears("the exit", of("exited", d))
      const told = mine.heard.filter(({ task_id, type }) => (task_id === b || task_id === c) && type !== "queued")
      assert.deepEqual(
        told.map(({ reason, type }) => [type, reason]),
        [
          ["dequeued", "fork/exec /no/such: no such file or directory"],
          ["dequeued", "exec: entrypoint must not be empty after template rendering"]
        ]
      )
      const again = yield* mine.ask({ type: "start", action: "any", task_id: b, params: { program: "true" } })
      assert.strictEqual(again["type"], "started")
      yield* mine.hears("the exit", of("exited", b))
    })
  )

  it.effect("counts restarted processes too, so that limits stay true", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const params = { cmd: '[ -n "$X" ] || sleep 0.1' }
      const a = yield* start(mine, "few", { params, retry_policy: { restart_delay: "10ms", error_threshold: 2 } })
      yield* mine.hears(
        "the restart",
        of("started", a, ({ restart_of }) => restart_of !== undefined)
      )
      assert.strictEqual(yield* running(mine), 1)
      yield* mine.hears("errored", of("errored", a))
      assert.strictEqual(yield* running(mine), 0)
    })
  )
})
