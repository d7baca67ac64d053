import { Socket } from "node:net"
import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { fromRfc3339 } from "../../../src/domain/values/Time.ts"
import { lived } from "../../../src/runtime/Timeline.ts"
import { a, b, command, fork, scene, ts } from "./Scene.ts"

/** How often each socket hands something to the system, from now on. */
const writes = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => vi.spyOn(Socket.prototype, "_writev")),
    (spy) => Effect.sync(() => spy.mockRestore())
  ),
  (spy) => (port: string) =>
    spy.mock.contexts.filter((socket) => socket instanceof Socket && String(socket.remotePort) === port).length
)

describe("commands", () => {
  it.live("R35: subscriptions to many tasks leave in order and together", () =>
    Effect.gen(function* () {
      const { overseer, peer, server } = yield* scene()
      const tasks = Array.from({ length: 500 }, (_, n) => TaskId.make(`sd-0123abcd-${n}-A`))
      const written = yield* writes
      yield* overseer.subscribe(1, tasks)
      const heard = yield* Effect.forEach(tasks, () => peer.next)
      assert.deepStrictEqual(
        heard.map((message) => message.task_id),
        tasks
      )
      assert.isBelow(written(server.url.port), 50)
    })
  )

  it.live("a start carries its id, action and parameters and no retry policy", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* scene()
      const starting = yield* fork(overseer.start(1, command(a)))
      const { id, ...rest } = yield* peer.next
      assert.deepStrictEqual(rest, {
        type: "start",
        task_id: a,
        action: "hls",
        params: { source: "x", out: "/recordings" }
      })
      yield* peer.send({ type: "started", id, task_id: a, pid: 7, ts })
      const answer = yield* Fiber.join(starting)
      assert.deepInclude(answer, { _tag: "started", pid: 7 })
      assert.strictEqual(answer._tag === "started" ? answer.at : null, fromRfc3339("2026-11-22T11:30:53.524Z"))
    })
  )

  it.live("a queued start is answered, and its late start is news", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer } = yield* scene()
      const starting = yield* fork(overseer.start(1, command(a)))
      const { id } = yield* peer.next
      yield* peer.send({ type: "queued", id, task_id: a, action: "hls", position: 3, ts })
      assert.deepInclude(yield* Fiber.join(starting), { _tag: "queued", position: 3 })
      yield* peer.send({ type: "started", id, task_id: a, pid: 7, ts })
      yield* ear.event("started", a)
      assert.deepStrictEqual(ear.words(), ["up 1", `queued ${a}`, `started ${a}`])
    })
  )

  it.live("a broadcast of another client under the same id is no answer", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer } = yield* scene()
      const starting = yield* fork(overseer.start(1, command(a)))
      const { id } = yield* peer.next
      yield* peer.send({ type: "queued", id, task_id: "another", action: "hls", position: 1, ts })
      yield* peer.send({ type: "tasks", id, tasks: [] })
      yield* peer.send({ type: "started", id: "r1", task_id: a, pid: 1, ts })
      yield* peer.send({ type: "started", id, task_id: a, pid: 7, ts })
      assert.deepInclude(yield* Fiber.join(starting), { _tag: "started", pid: 7 })
      yield* ear.first((item) => item._tag === "event" && item.event._tag === "started" && item.event.pid === 7)
      assert.deepStrictEqual(ear.words(), ["up 1", "queued another", `started ${a}`, `started ${a}`])
    })
  )

  it.live("a duplicate names the task that is there", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* scene()
      const starting = yield* fork(overseer.start(1, command(a)))
      const { id } = yield* peer.next
      const message = `duplicate task: already running as ${b}`
      yield* peer.send({ type: "error", id, message, existing_task_id: b })
      assert.deepStrictEqual(yield* Fiber.join(starting), { _tag: "duplicate", existing: b, message })
    })
  )

  it.live("a list tells its connection and when it was asked for, and has no error for an odd row", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* scene()
      const before = yield* lived
      const asking = yield* fork(overseer.list(1))
      const { id, type } = yield* peer.next
      assert.strictEqual(type, "list")
      yield* peer.send({
        type: "tasks",
        id,
        tasks: [
          { task_id: a, action: "hls", state: "active", worker_state: "running", current_pid: "7" },
          { task_id: 5 }
        ]
      })
      const listing = yield* Fiber.join(asking)
      assert.strictEqual(listing.connection, 1)
      assert.isAtLeast(listing.askedAt, before)
      assert.isAtMost(listing.openedAt, listing.askedAt)
      assert.deepStrictEqual(
        listing.rows.map(({ pid, taskId, workerState }) => ({ pid, taskId, workerState })),
        [{ pid: null, taskId: a, workerState: "running" }]
      )
    })
  )

  it.live("describe, pool and metrics are asked for in the protocol's words", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* scene()
      const describing = yield* fork(overseer.describe(1))
      const described = yield* peer.next
      yield* peer.send({
        type: "actions",
        id: described.id,
        actions: [{ name: "hls", type: "exec", params: { source: {}, out: null }, task_pool: { limit: 2 } }]
      })
      assert.deepStrictEqual(yield* Fiber.join(describing), {
        drivers: [{ name: "hls", description: null, params: { source: {}, out: {} }, dedupeKey: [], limit: 2 }],
        faults: []
      })
      const pooling = yield* fork(overseer.pool(1))
      const pooled = yield* peer.next
      yield* peer.send({ type: "pool_info", id: pooled.id, pool: { limit: 2, running: 1, queue_depth: 0 } })
      assert.deepStrictEqual(yield* Fiber.join(pooling), { limit: 2, running: 1, queueDepth: 0 })
      const measuring = yield* fork(overseer.metrics(1))
      const measured = yield* peer.next
      yield* peer.send({ type: "metrics", id: measured.id, global: { tasks_started: 5, odd: "x" } })
      assert.deepStrictEqual(yield* Fiber.join(measuring), { tasks_started: 5 })
      assert.deepStrictEqual([described.type, pooled.type, measured.type], ["describe", "pool_info", "metrics"])
      assert.strictEqual(new Set([described.id, pooled.id, measured.id]).size, 3)
    })
  )

  it.effect("an error is no answer at once, not at its deadline, to whatever is no start", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* scene()
      const asking = yield* fork(Effect.flip(overseer.describe(1)))
      const { id } = yield* peer.next
      yield* peer.send({ type: "error", id, message: "no actions configured" })
      const error = yield* Fiber.join(asking)
      assert.strictEqual(error._tag, "NoAnswer")
    })
  )

  it.live("stop, subscribe and replay are sent and not waited for", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* scene()
      yield* overseer.subscribe(1, [a, b])
      yield* overseer.replay(1, a)
      yield* overseer.stop(1, b)
      const got = yield* Effect.all([peer.next, peer.next, peer.next, peer.next])
      assert.deepStrictEqual(
        got.map(({ task_id, type }) => [type, task_id]),
        [
          ["subscribe", a],
          ["subscribe", b],
          ["replay", a],
          ["stop", b]
        ]
      )
    })
  )

  it.live("silence is no answer once the deadline has passed, and a late answer is only news", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer } = yield* scene({ startDeadline: 100, answerDeadline: 100 })
      assert.strictEqual((yield* Effect.flip(overseer.list(1)))._tag, "NoAnswer")
      assert.strictEqual((yield* peer.next).type, "list")
      assert.strictEqual((yield* Effect.flip(overseer.start(1, command(a))))._tag, "NoAnswer")
      const { id } = yield* peer.next
      yield* peer.send({ type: "started", id, task_id: a, pid: 7, ts })
      yield* ear.event("started", a)
    })
  )
})
