import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { type Client, connect, of } from "./Client.ts"
import { conforming, Overseen } from "./Overseen.ts"
import { part, row, rows } from "./Tasks.ts"

const full = "pool rejected task: pool: task rejected \u2014 limit reached and queue is full"

/** Starts a task of an action; gives its id and the answer. */
const start = Effect.fnUntraced(function* ({ ask, id }: Client, action: string, more: object = {}) {
  const taskId = id()
  const answer = yield* ask({ type: "start", action, task_id: taskId, ...more })
  return { taskId, answer, type: answer["type"] }
})

/** Ends tasks and waits until each has exited or left its queue. */
const end = (client: Client, ...taskIds: ReadonlyArray<string>) =>
  Effect.forEach(taskIds, (taskId) => {
    // An id that is used again may have left a queue before.
    const before = client.heard.length
    client.say({ type: "stop", task_id: taskId })
    return client.hears(
      "the end",
      (message) =>
        client.heard.indexOf(message) >= before && (of("exited", taskId)(message) || of("dequeued", taskId)(message))
    )
  })

layer(conforming, { excludeTestServices: true })("an overseer with limits", (it) => {
  const client = Effect.flatMap(Overseen, ({ url }) => connect(url))

  it.effect("refuses when there is no room and no queue", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const first = yield* start(mine, "unqueued")
      const second = yield* start(mine, "unqueued", { force: true })
      assert.deepInclude(second.answer, { type: "error", message: full })
      assert.isUndefined(yield* row(mine.ask, second.taskId))
      yield* end(mine, first.taskId)
      const third = yield* start(mine, "unqueued")
      assert.strictEqual(third.type, "started")
      yield* end(mine, third.taskId)
    })
  )

  it.effect("queues, tells everyone, and starts the item under its first id when there is room", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const stranger = yield* client
      const first = yield* start(mine, "roomy")
      const second = yield* start(mine, "roomy")
      assert.deepInclude(second.answer, { type: "queued", task_id: second.taskId, action: "roomy", position: 1 })
      assert.deepEqual(yield* stranger.hears("queued", of("queued", second.taskId)), second.answer)
      const third = yield* start(mine, "roomy")
      assert.deepInclude(third.answer, { type: "queued", position: 2 })
      const listed = yield* row(mine.ask, second.taskId)
      assert.deepInclude(listed, {
        state: "queued",
        restart_count: 0,
        action: "roomy",
        created_at: "0001-01-01T00:00:00Z"
      })
      assert.hasAllKeys(listed, ["task_id", "action", "queued_at", "state", "restart_count", "created_at"])
      assert.deepEqual(
        (yield* rows(mine.ask)).slice(-2).map(({ task_id }) => task_id),
        [second.taskId, third.taskId]
      )
      assert.deepInclude(yield* mine.ask({ type: "replay", task_id: second.taskId }), { message: "task not found" })
      const again = { type: "start", action: "roomy", task_id: second.taskId }
      assert.deepInclude(yield* mine.ask(again), { message: "task already running or starting" })

      yield* end(mine, first.taskId)
      const started = yield* mine.hears("started", of("started", second.taskId))
      assert.strictEqual(started["id"], second.answer["id"])
      yield* end(mine, second.taskId)
      yield* mine.hears("started", of("started", third.taskId))
      yield* end(mine, third.taskId)
      assert.lengthOf(stranger.heard.filter(of("started")), 0)
    })
  )

  it.effect("keeps a queued start when its asker goes, and tells those who have subscribed", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const watcher = yield* client
      const first = yield* start(watcher, "roomy")
      const second = yield* start(mine, "roomy")
      yield* watcher.ask({ type: "subscribe", task_id: second.taskId })
      mine.close()
      yield* mine.closed
      yield* end(watcher, first.taskId)
      assert.deepInclude(yield* watcher.hears("started", of("started", second.taskId)), { id: second.answer["id"] })
      yield* end(watcher, second.taskId)
    })
  )

  it.effect("takes an item out of the queue on `stop`, and its id may be used again", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const stranger = yield* client
      const first = yield* start(mine, "roomy")
      const second = yield* start(mine, "roomy")
      mine.say({ type: "stop", task_id: second.taskId })
      yield* stranger.hears(
        "dequeued",
        of("dequeued", second.taskId, ({ reason }) => reason === "stopped")
      )
      assert.isUndefined(yield* row(mine.ask, second.taskId))
      yield* end(mine, first.taskId)
      const again = yield* mine.ask({ type: "start", action: "roomy", task_id: second.taskId })
      assert.strictEqual(again["type"], "started")
      yield* end(mine, second.taskId)
    })
  )

  it.effect("lets a newcomer evict the oldest item of a full queue", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const first = yield* start(mine, "one")
      const second = yield* start(mine, "one")
      const third = yield* start(mine, "one")
      assert.deepInclude(third.answer, { type: "queued", position: 1 })
      const gone = yield* mine.hears("dequeued", of("dequeued", second.taskId))
      assert.deepInclude(gone, { reason: "pool: displaced by incoming task" })
      assert.notProperty(gone, "id")
      assert.isBelow(mine.heard.indexOf(gone), mine.heard.indexOf(third.answer))
      yield* end(mine, third.taskId, first.taskId)
    })
  )

  it.effect("evicts nothing where that is prohibited", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const first = yield* start(mine, "strict")
      const second = yield* start(mine, "strict")
      assert.deepInclude((yield* start(mine, "strict")).answer, { type: "error", message: full })
      assert.deepInclude((yield* start(mine, "strict", { force: true })).answer, { type: "error", message: full })
      yield* end(mine, second.taskId, first.taskId)
    })
  )

  it.effect("evicts for forced starts alone where so configured, and never a forced item", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const first = yield* start(mine, "forcible")
      const second = yield* start(mine, "forcible")
      assert.deepInclude((yield* start(mine, "forcible")).answer, { type: "error", message: full })
      const forced = yield* start(mine, "forcible", { force: true })
      assert.strictEqual(forced.type, "queued")
      yield* mine.hears("dequeued", of("dequeued", second.taskId))
      assert.deepInclude((yield* start(mine, "forcible", { force: true })).answer, { type: "error", message: full })
      const pool = part(yield* mine.ask({ type: "pool_info", action: "forcible" }), "pool")
      assert.deepInclude(pool, { limit: 1, running: 1, queue_depth: 1 })
      assert.deepNestedInclude(pool, { "queue_items[0].task_id": forced.taskId, "queue_items[0].forced": true })
      assert.deepNestedInclude(pool, { "queue_items[0].position": 0, "queue_items[0].action": "forcible" })
      yield* end(mine, forced.taskId, first.taskId)
    })
  )

  it.effect("empties a queue on `purge` and says how many went", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const first = yield* start(mine, "roomy")
      const [second, third] = [yield* start(mine, "roomy"), yield* start(mine, "roomy")]
      const purged = yield* mine.ask({ type: "purge", action: "roomy" })
      assert.deepEqual(purged, { type: "purged", id: purged["id"], action: "roomy", count: 2 })
      yield* mine.hears("dequeued", of("dequeued", second.taskId))
      yield* mine.hears("dequeued", of("dequeued", third.taskId))
      const none = yield* mine.ask({ type: "purge" })
      assert.deepEqual(none, { type: "purged", id: none["id"], count: 0 })
      yield* end(mine, first.taskId)
    })
  )

  it.effect("sets limits: tells everyone, answers, and ends what is too much", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const stranger = yield* client
      const set = (more: object) => mine.ask({ type: "set_pool", action: "sh", ...more })
      assert.deepInclude(part(yield* set({ limit: 3, queue_size: 0 }), "pool"), { limit: 3 })
      const params = { cmd: "exec sleep 60" }
      const tasks = [
        yield* start(mine, "sh", { params }),
        yield* start(mine, "sh", { params }),
        yield* start(mine, "sh", { params })
      ]
      const answer = yield* set({ limit: 1, queue_size: 5, excess: { action: "stop", order: "last", grace: 0 } })
      assert.deepInclude(answer, { type: "pool_info", action: "sh" })
      const updated = yield* stranger.hears(
        "pool_updated",
        of("pool_updated", undefined, (one) => part(one, "pool")["limit"] === 1)
      )
      assert.deepInclude(updated, { action: "sh" })
      assert.notProperty(updated, "id")
      const [oldest, ...newer] = tasks.map(({ taskId }) => taskId)
      for (const taskId of newer) {
        assert.deepInclude(yield* mine.hears("the exit", of("exited", taskId)), { intentional: true })
      }
      assert.deepInclude(yield* row(mine.ask, oldest ?? ""), { worker_state: "running", state: "active" })
      yield* end(mine, oldest ?? "")
      assert.deepInclude(part(yield* set({}), "pool"), { limit: 0, running: 0, queue_depth: 0 })
      const last = yield* start(mine, "sh", { params: { cmd: ":" } })
      assert.strictEqual(last.type, "started")
      yield* mine.hears("the exit", of("exited", last.taskId))
    })
  )

  it.effect("counts over everything and over each action", () =>
    Effect.gen(function* () {
      const mine = yield* client
      const info = (action?: string) =>
        Effect.map(mine.ask({ type: "pool_info", action }), (answer) => part(answer, "pool"))
      const before = yield* info()
      const { taskId } = yield* start(mine, "source", { params: { source: mine.id() } })
      assert.deepInclude(yield* info(), { limit: 0, running: Number(before["running"]) + 1 })
      assert.deepInclude(yield* info("source"), { limit: 0, running: 1, queue_depth: 0 })
      assert.deepEqual(yield* info("nobody-knows"), { limit: 0, running: 0, queue_depth: 0 })
      yield* end(mine, taskId)
      assert.deepInclude(yield* info("source"), { running: 0 })
    })
  )
})
