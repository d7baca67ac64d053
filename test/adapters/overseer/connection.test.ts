import { createServer, type Server, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue } from "effect"
import { a, b, client, command, fork, scene } from "./Scene.ts"
import * as WsServer from "./WsServer.ts"

describe("a lost connection", () => {
  it.live("is told, is dialled again, and takes no command for another", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer, server } = yield* scene()
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

  it.live("may be left, so that nothing of it arrives later, and is dialled again", () =>
    Effect.gen(function* () {
      const { ear, overseer, server } = yield* scene()
      yield* overseer.leave(7)
      yield* overseer.leave(1)
      yield* ear.down(1)
      yield* server.accept
      yield* ear.up(2)
      assert.deepStrictEqual(ear.words(), ["up 1", "down 1", "up 2"])
    })
  )

  // By this clock, no deadline ever comes.
  it.effect("leaves its commands without an answer at once, not at their deadline", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer } = yield* scene()
      const starting = yield* fork(Effect.flip(overseer.start(1, command(a))))
      const listing = yield* fork(Effect.flip(overseer.list(1)))
      yield* peer.next
      yield* peer.cut
      assert.strictEqual((yield* Fiber.join(starting))._tag, "NoAnswer")
      assert.strictEqual((yield* Fiber.join(listing))._tag, "NoAnswer")
      yield* ear.down(1)
    })
  )

  it.effect("a start written in the instant its peer dies fails and does not hang", () =>
    Effect.gen(function* () {
      const { overseer, peer } = yield* scene()
      yield* peer.cut
      const error = yield* Effect.flip(overseer.start(1, command(a)))
      assert.include(["NoAnswer", "NotConnected"], error._tag)
    })
  )

  it.live("each connection numbers its commands under a name of its own", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer, server } = yield* scene()
      yield* overseer.stop(1, a)
      const first = yield* peer.next
      yield* peer.cut
      const again = yield* server.accept
      yield* ear.up(2)
      yield* overseer.stop(2, a)
      assert.notStrictEqual((yield* again.next).id, first.id)
    })
  )

  it.live("a peer that falls silent is noticed within six pings, which are 30 s", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer, server } = yield* scene({ pingEvery: 50 })
      const listing = yield* fork(Effect.flip(overseer.list(1)))
      yield* peer.next
      let pings = 0
      peer.socket.pong = () => void pings++
      yield* ear.down(1)
      // One of them may have been on its way, and one more time between two of them passes before it is given up.
      assert.isAtMost(pings, 4)
      assert.strictEqual((yield* Fiber.join(listing))._tag, "NoAnswer")
      yield* server.accept
      yield* ear.up(2)
    })
  )

  it.live("a peer that answers pings and says nothing stays connected", () =>
    Effect.gen(function* () {
      const { ear, overseer, peer } = yield* scene({ pingEvery: 20 })
      yield* Effect.callback<void>((resume) => {
        let pings = 0
        peer.socket.on("ping", () => ++pings === 20 && resume(Effect.void))
      })
      yield* overseer.stop(1, a)
      assert.strictEqual((yield* peer.next).task_id, a)
      assert.deepStrictEqual([...new Set(ear.words())], ["up 1", "alive 1"])
    })
  )
})

describe("an overseer that is away", () => {
  it.live("is no connection, says why, and no command waits for it", () =>
    Effect.gen(function* () {
      const { url } = yield* Effect.scoped(WsServer.make)
      const overseer = yield* client({ url })
      const refused = Effect.flip(overseer.list(1)).pipe(
        Effect.flatMap((error) =>
          error._tag === "NotConnected" && error.reason.includes("ECONNREFUSED")
            ? Effect.void
            : Effect.fail("not yet" as const)
        )
      )
      yield* refused.pipe(Effect.delay(20), Effect.eventually, Effect.timeout(30_000))
    })
  )
})

describe("an address that takes the call and says nothing", () => {
  it.live("is given up and dialled again", () =>
    Effect.gen(function* () {
      const calls = yield* Queue.unbounded<Socket>()
      const server = yield* Effect.acquireRelease(
        Effect.callback<Server>((resume) => {
          const listening: Server = createServer((socket) => void Queue.offerUnsafe(calls, socket)).listen(
            0,
            "127.0.0.1",
            () => resume(Effect.succeed(listening))
          )
        }),
        (listening) => Effect.sync(() => listening.close())
      )
      const address = server.address()
      const port = address === null || typeof address === "string" ? 0 : address.port
      const overseer = yield* client({ url: new URL(`ws://127.0.0.1:${port}/ws`), openTimeout: 100 })
      yield* Queue.take(calls)
      const second = yield* Queue.take(calls)
      assert.deepInclude(yield* Effect.flip(overseer.list(1)), {
        reason: "it does not answer"
      })
      second.destroy()
    })
  )
})
