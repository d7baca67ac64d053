import { assert, describe, it } from "@effect/vitest"
import { Clock, Context, Effect, Fiber, Layer } from "effect"
import * as WsOverseer from "../../src/adapters/overseer/WsOverseer.ts"
import { TaskId } from "../../src/domain/TaskId.ts"
import { fromRfc3339 } from "../../src/domain/Time.ts"
import { Overseer } from "../../src/ports/Overseer.ts"
import { hearing } from "./hearing.ts"
import * as WsServer from "./WsServer.ts"

const a = TaskId.make("sd-0123abcd-1-A")
const b = TaskId.make("sd-0123abcd-2-B")
const ts = "2026-11-22T11:30:53.524903465Z"
const command = (taskId: TaskId) => ({ taskId, action: "hls", params: { source: "x", out: "/recordings" } })

const world = Effect.fnUntraced(function* (options: Partial<WsOverseer.Options> = {}) {
  const server = yield* WsServer.make
  const services = yield* Layer.build(
    WsOverseer.layer({ url: server.url, ...options }).pipe(Layer.provide(Logger.layer([])))
  )
  const overseer = Context.get(services, Overseer)
  const ear = yield* hearing(overseer.news)
  const peer = yield* server.accept
  yield* ear.up(1)
  return { server, overseer, ear, peer }
})

const millis = Effect.fnUntraced(function* <A, E>(effect: Effect.Effect<A, E>) {
  const from = yield* Clock.currentTimeMillis
  yield* effect
  return (yield* Clock.currentTimeMillis) - from
})

const fork = <A, E>(effect: Effect.Effect<A, E>) => Effect.forkChild(effect, { startImmediately: true })

describe("commands", () => {
  it.live("a start carries its id, action and parameters and no retry policy", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* world()
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
      const { ear, overseer, peer } = yield* world()
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
      const { ear, overseer, peer } = yield* world()
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
      const { overseer, peer } = yield* world()
      const starting = yield* fork(overseer.start(1, command(a)))
      const { id } = yield* peer.next
      const message = `duplicate task: already running as ${b}`
      yield* peer.send({ type: "error", id, message, existing_task_id: b })
      assert.deepStrictEqual(yield* Fiber.join(starting), { _tag: "duplicate", existing: b, message })
    })
  )

  it.live("a list tells its connection and when it was asked for, and has no error for an odd row", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* world()
      const before = yield* Clock.currentTimeMillis
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
      const { overseer, peer } = yield* world()
      const describing = yield* fork(overseer.describe(1))
      const described = yield* peer.next
      yield* peer.send({
        type: "actions",
        id: described.id,
        actions: [{ name: "hls", type: "exec", params: { source: {}, out: null }, task_pool: { limit: 2 } }]
      })
      assert.deepStrictEqual(yield* Fiber.join(describing), [
        { name: "hls", description: null, params: { source: {}, out: {} }, dedupeKey: [], limit: 2 }
      ])
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

  it.live("stop, subscribe and replay are sent and not waited for", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* world()
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
      const { ear, overseer, peer } = yield* world({ startDeadline: 100, answerDeadline: 100 })
      assert.strictEqual((yield* Effect.flip(overseer.list(1)))._tag, "NoAnswer")
      assert.strictEqual((yield* peer.next).type, "list")
      assert.strictEqual((yield* Effect.flip(overseer.start(1, command(a))))._tag, "NoAnswer")
      const { id } = yield* peer.next
      yield* peer.send({ type: "started", id, task_id: a, pid: 7, ts })
      yield* ear.event("started", a)
    })
  )
})

describe("a lost connection", () => {
  it.live("is told, is dialled again, and takes no command for another", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer, server } = yield* world()
      yield* peer.cut
      yield* ear.down(1)
      assert.strictEqual((yield* Effect.flip(overseer.stop(1, a)))._tag, "NotConnected")
      const again = yield* server.accept
      yield* ear.up(2)
      assert.strictEqual((yield* Effect.flip(overseer.stop(1, a)))._tag, "NotConnected")
      yield* overseer.stop(2, b)
      assert.strictEqual((yield* again.next).task_id, b)
      assert.deepStrictEqual(ear.words(), ["up 1", "down 1", "up 2"])
    })
  )

  it.live("leaves its commands without an answer at once, not at their deadline", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer } = yield* world()
      const starting = yield* fork(Effect.flip(overseer.start(1, command(a))))
      const listing = yield* fork(Effect.flip(overseer.list(1)))
      yield* peer.next
      const took = yield* millis(
        Effect.gen(function* () {
          yield* peer.cut
          assert.strictEqual((yield* Fiber.join(starting))._tag, "NoAnswer")
          assert.strictEqual((yield* Fiber.join(listing))._tag, "NoAnswer")
        })
      )
      assert.isBelow(took, 2_000)
      yield* ear.down(1)
    })
  )

  it.live("a start written in the instant its peer dies fails and does not hang", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* world()
      yield* peer.cut
      const took = yield* millis(
        Effect.gen(function* () {
          const error = yield* Effect.flip(overseer.start(1, command(a)))
          assert.include(["NoAnswer", "NotConnected"], error._tag)
        })
      )
      assert.isBelow(took, 2_000)
    })
  )

  it.live("each connection numbers its commands under a name of its own", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer, server } = yield* world()
      yield* overseer.stop(1, a)
      const first = yield* peer.next
      yield* peer.cut
      const again = yield* server.accept
      yield* ear.up(2)
      yield* overseer.stop(2, a)
      assert.notStrictEqual((yield* again.next).id, first.id)
    })
  )

  it.live("a peer that falls silent is noticed by its unanswered pings", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer, server } = yield* world({ pingEvery: 60 })
      const listing = yield* fork(Effect.flip(overseer.list(1)))
      yield* peer.next
      const took = yield* millis(
        Effect.gen(function* () {
          peer.socket.pause()
          yield* ear.down(1)
        })
      )
      assert.isBelow(took, 1_000)
      assert.strictEqual((yield* Fiber.join(listing))._tag, "NoAnswer")
      yield* server.accept
      yield* ear.up(2)
    })
  )

  it.live("a peer that answers pings and says nothing stays connected", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer } = yield* world({ pingEvery: 20 })
      yield* Effect.callback<void>((resume) => {
        let pings = 0
        peer.socket.on("ping", () => ++pings === 20 && resume(Effect.void))
      })
      yield* overseer.stop(1, a)
      assert.strictEqual((yield* peer.next).task_id, a)
      assert.deepStrictEqual(ear.words(), ["up 1"])
    })
  )
})

describe("an overseer that is away", () => {
  it.live("is no connection, says why, and no command waits for it", () =>
    Effect.gen(function* () {
      const { url } = yield* Effect.scoped(WsServer.make)
      const services = yield* Layer.build(WsOverseer.layer({ url }).pipe(Layer.provide(Logger.layer([]))))
      const overseer = Context.get(services, Overseer)
      const refused = Effect.flip(overseer.list(1)).pipe(
        Effect.flatMap((error) =>
          error._tag === "NotConnected" && error.reason.includes("ECONNREFUSED")
            ? Effect.void
            : Effect.fail("not yet" as const)
        )
      )
      yield* refused.pipe(Effect.delay(20), Effect.eventually, Effect.timeout(3_000))
    })
  )
})

describe("frames", () => {
  it.live("in pieces, in bytes and with a newline are read like any", () =>
    Effect.gen(function* () {
      const { ear, peer } = yield* world()
      const line = JSON.stringify({
        type: "output",
        task_id: a,
        pid: 7,
        stream: "stdout",
        data: "é\u2028<",
        ts,
        seq: 1
      })
      const half = Buffer.from(line).indexOf("é") + 1
      peer.socket.send(Buffer.from(line).subarray(0, half), { binary: false, fin: false })
      peer.socket.send(Buffer.from(`${line}\n`).subarray(half), { binary: false, fin: false })
      peer.socket.send("", { fin: true })
      yield* peer.send(
        Buffer.from(JSON.stringify({ type: "exited", task_id: a, pid: 7, exit_code: 3, intentional: false, ts }))
      )
      yield* ear.event("exited", a)
      const output = ear.heard.find((item) => item._tag === "event" && item.event._tag === "output")
      assert.strictEqual(
        output?._tag === "event" && output.event._tag === "output" ? output.event.line : undefined,
        "é\u2028<"
      )
    })
  )

  it.live("that repeat a line or show one that was held back are no news; a gap is told", () =>
    Effect.gen(function* () {
      const { ear, peer } = yield* world()
      const line = (seq?: number) =>
        peer.send({ type: "output", task_id: a, pid: 7, stream: "stdout", data: "x", ts, ...(seq && { seq }) })
      yield* line(1)
      yield* line(1)
      yield* line()
      yield* line(5)
      yield* peer.send({ type: "exited", task_id: a, pid: 7, exit_code: 0, intentional: true, ts })
      yield* ear.event("exited", a)
      assert.deepStrictEqual(ear.words(), ["up 1", `output ${a}`, `output ${a}`, `missed 3 ${a}`, `exited ${a}`])
    })
  )
})
