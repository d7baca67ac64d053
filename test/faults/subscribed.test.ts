import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { stack } from "./Stack.ts"

describe("a subscribed source", () => {
  it.effect("gets one recorder, whose status and reason follow what it does", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
      yield* s.scripted.startsRecording(task.taskId)
      yield* s.pass(1)
      const view = yield* s.view(id, "carol")
      assert.strictEqual(view.status, "recording")
      assert.strictEqual(view.state, "recording")
      assert.match(view.reason, /^Recording since 2026-01-01T00:00:0\dZ\.$/)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
    })
  )

  it.effect("is recorded once for two users, until the last of them pauses", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const [alice, bob] = [yield* s.user("alice"), yield* s.user("bob")]
      const { sourceId } = yield* s.subscribe(alice.id, "carol")
      yield* s.subscribe(bob.id, "carol")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 1)
      yield* s.set(alice.id, "carol", "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 1)
      assert.match((yield* s.view(alice.id, "carol")).reason, /others/)
      yield* s.set(bob.id, "carol", "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.deepStrictEqual(yield* s.told(sourceId), ["started", "stopped"])
    })
  )

  it.effect("R2: is recorded again after pause, restart of the backend and resume", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      yield* s.set(id, "carol", "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      yield* s.kill
      yield* s.boot
      yield* s.pass(1)
      yield* s.set(id, "carol", "active")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 1)
    })
  )

  it.effect("R3: ends when it was paused while the link was down", () =>
    Effect.gen(function* () {
      const s = yield* stack({ redialAfter: null })
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      yield* s.scripted.drop()
      yield* s.pass(1)
      assert.strictEqual((yield* s.view(id, "carol")).status, "unknown")
      yield* s.set(id, "carol", "paused")
      yield* s.pass(5)
      assert.strictEqual((yield* s.scripted.live).length, 1)
      yield* s.scripted.connect
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
    })
  )

  it.effect("R3: ends when it was paused while its start was unanswered", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      yield* s.scripted.next("start", { _tag: "answeredLate", ms: 5000 })
      yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      assert.strictEqual((yield* s.view(id, "carol")).status, "starting")
      yield* s.set(id, "carol", "paused")
      yield* s.pass(6)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
    })
  )

  it.effect("R5: loses its recorder with its last subscription and with its user", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const [alice, bob] = [yield* s.user("alice"), yield* s.user("bob")]
      const subscription = yield* s.subscribe(alice.id, "carol")
      yield* s.subscribe(bob.id, "dave")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 2)
      yield* s.subscriptions.remove([subscription.id])
      yield* s.users.remove(bob.id)
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 0)
    })
  )

  it.effect("R11: gets exactly one recorder, in under a second, from 50 subscribers at once", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const users = yield* Effect.forEach(Array.from({ length: 50 }), (_, i) => s.user(`user ${i}`))
      yield* Effect.forEach(users, ({ id }) => s.subscribe(id, "carol"), { concurrency: "unbounded" })
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      assert.strictEqual((yield* s.scripted.live).length, 1)
    })
  )
})
