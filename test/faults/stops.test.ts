import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { stack } from "./Stack.ts"

describe("stops", () => {
  it.effect("R4: one is under way at a time, through pause, archive, delete and a restart of the backend", () =>
    Effect.gen(function* () {
      const s = yield* stack({ stopTakes: 60_000, panics: true })
      const { id } = yield* s.user("alice")
      const subscription = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      yield* s.set(id, "carol", "paused")
      yield* s.pass(0.5)
      assert.match((yield* s.view(id, "carol")).reason, /stopping/)
      yield* s.set(id, "carol", "archived")
      yield* s.pass(0.5)
      yield* s.subscriptions.remove([subscription.id])
      yield* s.pass(20)
      yield* s.kill
      yield* s.boot
      yield* s.pass(35)
      assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
      yield* s.pass(20)
      assert.strictEqual((yield* s.scripted.live).length, 0)
      assert.strictEqual((yield* s.scripted.stops).length, 1)
    })
  )

  it.effect("R7: a restart waits for the old recorder's end", () =>
    Effect.gen(function* () {
      const s = yield* stack({ stopTakes: 3000 })
      const { id } = yield* s.user("alice")
      const { sourceId } = yield* s.subscribe(id, "carol")
      yield* s.pass(1)
      yield* s.sources.restart([sourceId])
      yield* s.pass(2)
      assert.strictEqual((yield* s.view(id, "carol")).status, "stopping")
      assert.strictEqual((yield* s.scripted.starts).length, 1)
      yield* s.pass(3)
      assert.strictEqual((yield* s.scripted.starts).length, 2)
      assert.deepStrictEqual(yield* s.scripted.doubles, [])
      yield* s.pass(60)
      assert.strictEqual((yield* s.scripted.starts).length, 2)
    })
  )

  it.effect("R21: are not sent for what another client is stopping already", () =>
    Effect.gen(function* () {
      const s = yield* stack({ stopTakes: 60_000, panics: true })
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.pass(2)
      const [task] = yield* s.scripted.live
      assert.isDefined(task)
      const other = yield* s.scripted.beside
      yield* other.stop(1, task.taskId)
      yield* s.set(id, "carol", "paused")
      yield* s.pass(30)
      assert.deepStrictEqual(yield* s.scripted.doubleStops, [])
      assert.strictEqual((yield* s.scripted.stops).length, 1)
      assert.match((yield* s.view(id, "carol")).reason, /stopping/)
      yield* s.pass(40)
      assert.strictEqual((yield* s.scripted.live).length, 0)
    })
  )

  it.effect("R20: that we did not ask for hold the source until another connection, at most 20 seconds", () =>
    Effect.gen(function* () {
      const s = yield* stack({ stopTakes: 0, redialAfter: 1_000 })
      const { id } = yield* s.user("alice")
      yield* s.subscribe(id, "carol")
      yield* s.subscribe(id, "dora")
      yield* s.pass(2)
      const other = yield* s.scripted.beside
      const stopAll = Effect.flatMap(s.scripted.live, (live) =>
        Effect.forEach(live, ({ taskId }) => other.stop(1, taskId))
      )
      yield* stopAll
      yield* s.pass(18)
      assert.strictEqual((yield* s.scripted.starts).length, 2)
      const held = yield* s.view(id, "carol")
      assert.strictEqual(held.status, "held")
      assert.strictEqual(held.cause?.kind, "draining")
      assert.match(held.reason, /^The overseer stopped the recorder, or is ending/)
      yield* s.pass(4)
      assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
      yield* stopAll
      yield* s.pass(1)
      yield* s.scripted.drop()
      yield* s.pass(4)
      assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
      assert.deepStrictEqual(yield* s.scripted.doubles, [])
    })
  )

  it.effect("R12: reach tasks of ours that nothing knows, and none of others", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      yield* s.scripted.startForeign("sd-00000001-77-01ARZ3NDEKTSV4RRFFQ69G5FAV" as never, "hls", {
        source: "x",
        out: "/"
      })
      yield* s.scripted.startForeign("sd-00000001-nonsense" as never, "hls", { source: "y", out: "/" })
      yield* s.scripted.startForeign("somebody-else" as never, "hls", { source: "z", out: "/" })
      yield* s.pass(20)
      assert.deepStrictEqual(
        (yield* s.scripted.live).map(({ taskId }) => String(taskId)),
        ["somebody-else"]
      )
    })
  )
})
