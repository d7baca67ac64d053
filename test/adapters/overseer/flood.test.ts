import { assert, describe, it } from "@effect/vitest"
import { Clock, Context, Effect, Fiber, Layer, Logger } from "effect"
import * as WsOverseer from "../../../src/adapters/overseer/WsOverseer.ts"
import { TaskId } from "../../../src/domain/supervision/TaskId.ts"
import { Overseer } from "../../../src/ports/Overseer.ts"
import { heapAfterCollection } from "./heap.ts"
import { hearing } from "./hearing.ts"
import { noise } from "./Noise.ts"
import * as WsServer from "./WsServer.ts"

const a = TaskId.make("sd-0123abcd-1-A")

const world = Effect.fnUntraced(function* (options: Partial<WsOverseer.Options> = {}) {
  const server = yield* WsServer.make
  const log: Array<unknown> = []
  const logger = Logger.layer([Logger.make(({ message }) => void log.push(message))])
  const services = yield* Layer.build(WsOverseer.layer({ url: server.url, ...options }).pipe(Layer.provide(logger)))
  const overseer = Context.get(services, Overseer)
  const peer = yield* server.accept
  yield* overseer.stop(1, a).pipe(Effect.delay(5), Effect.eventually)
  yield* peer.next
  return { overseer, peer, log }
})

/** Lets what was written leave this process, so that a flood is read while it is sent. */
const drained = (peer: WsServer.Peer) =>
  Effect.callback<void>((resume) => peer.socket.ping(undefined, undefined, () => resume(Effect.void)))

/** Answered only once everything sent before it was read. */
const fence = Effect.fnUntraced(function* (overseer: Overseer["Service"], peer: WsServer.Peer) {
  const asking = yield* Effect.forkChild(overseer.pool(1), { startImmediately: true })
  const { id } = yield* peer.next
  yield* peer.send({ type: "pool_info", id, pool: { limit: 0, running: 0, queue_depth: 0 } })
  yield* Fiber.join(asking)
})

describe("a flood", () => {
  it.live("R16: of 100,000 odd messages ends no connection and leaves nothing behind", () =>
    Effect.gen(function* () {
      const { log, overseer, peer } = yield* world({ answerDeadline: 60_000 })
      const ear = yield* hearing(overseer.news)
      const { message } = noise(7)
      const batch = Effect.fnUntraced(function* () {
        for (let i = 0; i < 1_000; i++) yield* peer.send(message())
        yield* drained(peer)
      })
      yield* batch()
      yield* fence(overseer, peer)
      ear.heard.length = 0
      const before = yield* heapAfterCollection
      for (let i = 1; i < 100; i++) yield* batch()
      for (let i = 0; i < 5; i++) {
        const data = "x".repeat(10 << 20)
        yield* peer.send({ type: "output", task_id: a, pid: 1, stream: "stdout", data, seq: i + 1 })
        yield* drained(peer)
      }
      yield* fence(overseer, peer)
      yield* ear.event("output", a)
      assert.isUndefined(ear.heard.find(({ _tag }) => _tag === "down"))
      assert.isAbove(ear.heard.length, 10_000)
      ear.heard.length = 0
      assert.isBelow((yield* heapAfterCollection) - before, 20 * 1024 * 1024)
      assert.isAtMost(log.filter((line) => String(line).includes("could not be read")).length, 2)
    })
  )

  it.live("is read at full speed for a consumer that takes nothing, and costs only lines", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* world({ backlog: { lines: 1_000, bytes: 64 << 20 } })
      const sent = 30_000
      const began = yield* Clock.monotonicTimeNanos
      for (let seq = 1; seq <= sent; seq++) {
        yield* peer.send({ type: "output", task_id: a, pid: 1, stream: "stdout", data: `line ${seq}`, seq })
        if (seq % 100 === 0) {
          yield* peer.send({ type: "exited", task_id: `t${seq}`, pid: seq, exit_code: 1, intentional: false })
          yield* drained(peer)
        }
      }
      yield* fence(overseer, peer)
      const took = Number((yield* Clock.monotonicTimeNanos) - began) / 1e6
      assert.isBelow(took, sent)

      const ear = yield* hearing(overseer.news)
      yield* ear.event("exited", `t${sent}`)
      yield* peer.send({ type: "exited", task_id: a, pid: 1, exit_code: 0, intentional: true })
      yield* ear.event("exited", a)
      const exits = ear.words().filter((word) => word.startsWith("exited t"))
      assert.deepStrictEqual(
        exits,
        Array.from({ length: 300 }, (_, index) => `exited t${(index + 1) * 100}`)
      )
      const lines = ear.words().filter((word) => word.startsWith("output")).length
      const missed = ear.heard.reduce((sum, item) => (item._tag === "missed" ? sum + item.lines : sum), 0)
      assert.strictEqual(lines, 1_000)
      assert.strictEqual(lines + missed, sent)
    })
  )

  it.live("of long lines is held to the bound in bytes", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* world({ backlog: { lines: 50_000, bytes: 8 << 20 } })
      const before = yield* heapAfterCollection
      for (let seq = 1; seq <= 1_000; seq++) {
        yield* peer.send({ type: "output", task_id: a, pid: 1, stream: "stdout", data: "x".repeat(60_000), seq })
        if (seq % 10 === 0) yield* drained(peer)
      }
      yield* fence(overseer, peer)
      assert.isBelow((yield* heapAfterCollection) - before, 16 << 20)
      const ear = yield* hearing(overseer.news)
      yield* peer.send({ type: "exited", task_id: a, pid: 1, exit_code: 0, intentional: true })
      yield* ear.event("exited", a)
      const missed = ear.heard.reduce((sum, item) => (item._tag === "missed" ? sum + item.lines : sum), 0)
      const lines = ear.words().filter((word) => word.startsWith("output")).length
      assert.strictEqual(lines + missed, 1_000)
      assert.isAbove(lines, 50)
    })
  )

  it.live("of unreadable messages is told once, and never with what they held", () =>
    Effect.gen(function* () {
      const { log, overseer, peer } = yield* world()
      for (let i = 0; i < 500; i++) yield* peer.send({ type: "output", task_id: a, data: 5, cookies: "topsecret" })
      yield* peer.send("topsecret")
      yield* fence(overseer, peer)
      const warnings = log.filter((line) => String(line).includes("could not be read"))
      assert.strictEqual(warnings.length, 1)
      assert.notInclude(JSON.stringify(log), "topsecret")
    })
  )
})
