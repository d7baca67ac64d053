import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { stack } from "./Stack.ts"

describe("the overseer's pool", () => {
  it.effect("R1: queues what has no slot, once each, tells the place, and serves the next when a slot is freed", () =>
    Effect.gen(function* () {
      const s = yield* stack({ limit: 2 })
      const { id } = yield* s.user("alice")
      const names = ["a", "b", "c", "d", "e"]
      yield* Effect.forEach(names, (name) => s.subscribe(id, name))
      yield* s.pass(10 * 15)
      const views = yield* Effect.forEach(names, (name) => s.view(id, name))
      const queued = views.filter((view) => view.status === "queued")
      assert.strictEqual(queued.length, 3)
      assert.deepStrictEqual(queued.map((view) => view.queuePosition).toSorted(), [1, 2, 3])
      assert.strictEqual((yield* s.scripted.queued).length, 3)
      assert.strictEqual((yield* s.scripted.starts).length, 5)
      const [first, second] = queued
      assert.isDefined(first)
      assert.isDefined(second)
      yield* s.set(id, first.username, "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.queued).length, 2)
      const running = views.find((view) => view.status === "waiting")
      assert.isDefined(running)
      yield* s.set(id, running.username, "paused")
      yield* s.pass(1)
      assert.strictEqual((yield* s.scripted.live).length, 2)
      assert.strictEqual((yield* s.scripted.queued).length, 1)
      assert.deepStrictEqual(yield* s.scripted.doubles, [])
    })
  )

  it.effect(
    "R15: a restart of 1,000 sources goes on at start_concurrency",
    () =>
      Effect.gen(function* () {
        const s = yield* stack({ stopTakes: 1000 }, { start_concurrency: 10 })
        const { id } = yield* s.user("alice")
        const names = Array.from({ length: 1000 }, (_, i) => `s${i}`)
        yield* Effect.forEach(names, (name) => s.subscribe(id, name))
        yield* s.pass(60)
        assert.strictEqual((yield* s.scripted.live).length, 1000)
        const ids = (yield* s.sources.load("all", yield* s.now)).map(({ id }) => id)
        assert.strictEqual(yield* s.sources.restart(ids, yield* s.now), 1000)
        let fewest = 1000
        for (let i = 0; i < 200; i++) {
          yield* s.pass(1)
          fewest = Math.min(fewest, (yield* s.scripted.live).length)
        }
        assert.strictEqual((yield* s.scripted.starts).length, 2000)
        assert.strictEqual((yield* s.scripted.live).length, 1000)
        assert.isAtLeast(fewest, 990)
        assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
      }),
    60_000
  )
})
