import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { recordersFor } from "../../src/adapters/process/MachineRoom.ts"
import { coverage, totals } from "../../src/domain/recordings/Coverage.ts"
import { MachineRoom } from "../../src/ports/Machine.ts"
import { stack } from "./Stack.ts"

describe("S24: the recorders of a user that may run at once", () => {
  it.effect("are bounded by the setting; who wants more waits with a sentence, and nobody else does", () =>
    Effect.gen(function* () {
      const s = yield* stack({}, { recorders_per_user: 2 })
      const greedy = yield* s.user("greedy")
      const modest = yield* s.user("modest")
      for (const name of ["e", "d", "c", "b", "a"]) {
        yield* s.subscribe(greedy.id, name)
        yield* s.pass(0.25)
      }
      yield* s.subscribe(modest.id, "m")
      yield* s.subscribe(modest.id, "a")
      yield* s.pass(120)
      const running = Effect.map(s.scripted.live, (live) => live.map(({ params }) => params["source"]).toSorted())
      assert.deepStrictEqual(yield* running, ["a", "d", "e", "m"])
      const held = yield* s.view(greedy.id, "c")
      assert.strictEqual(held.status, "held")
      assert.match(held.reason, /^Nobody who wants it may have more than 2 recorders at once\..*recorders_per_user/)
      assert.strictEqual((yield* s.scripted.starts).length, 4)
      yield* s.set(greedy.id, "e", "paused")
      yield* s.set(greedy.id, "a", "paused")
      yield* s.pass(2)
      assert.deepStrictEqual(yield* running, ["a", "c", "d", "m"])
    })
  )
})

describe("T9: coverage", () => {
  it.effect(
    "says that a source was not recorded since those who want it had reached their limit, and for how long",
    () =>
      Effect.gen(function* () {
        const s = yield* stack({}, { recorders_per_user: 1 })
        const { id } = yield* s.user("alice")
        yield* s.subscribe(id, "a")
        yield* s.pass(1)
        const from = yield* s.now
        const { sourceId } = yield* s.subscribe(id, "b")
        yield* s.pass(60)
        assert.deepInclude((yield* s.view(id, "b")).cause, { kind: "limit", whose: "user" })
        yield* s.set(id, "a", "paused")
        yield* s.pass(30)
        const to = yield* s.now
        const past = yield* s.events.past(sourceId, from, to)
        const { byCause } = totals(coverage({ ...past, knownSince: from }, from, to))
        assert.closeTo(byCause.user_limit ?? 0, 60_000, 2_000)
        assert.isUndefined(byCause.unknown)
      })
  )
})

describe("R31: the recorders that may run at once", () => {
  it.effect("are as many as the machine carries unless a setting says otherwise; who was wanted first goes first", () =>
    Effect.gen(function* () {
      const s = yield* stack()
      const { id } = yield* s.user("alice")
      const names = ["f", "e", "d", "c", "b", "a"]
      for (const name of names) {
        yield* s.subscribe(id, name)
        yield* s.pass(0.25)
      }
      yield* s.pass(60)
      const running = Effect.map(s.scripted.live, (live) => live.map(({ params }) => params["source"]))
      assert.deepStrictEqual(yield* running, ["f", "e", "d"])
      const held = yield* s.view(id, "c")
      assert.deepStrictEqual([held.status, held.cause?.kind], ["held", "limit"])
      assert.match(held.reason, /^No more than 3 recorders may run at once\..*recorders_at_once/)
      yield* s.set(id, "e", "paused")
      yield* s.pass(2)
      assert.deepStrictEqual(yield* running, ["f", "d", "c"])
      yield* s.save({ recorders_at_once: 5 })
      yield* s.pass(2)
      assert.deepStrictEqual(yield* running, ["f", "d", "c", "b", "a"])
      yield* s.save({ recorders_at_once: 1 })
      yield* s.pass(30)
      assert.strictEqual((yield* s.scripted.live).length, 5, "what runs goes on")
    }).pipe(Effect.provideService(MachineRoom, 3))
  )

  it("follow cores and memory, whichever is scarcer", () => {
    const gigabyte = 1_000_000_000
    assert.strictEqual(recordersFor(2, 8 * gigabyte), 48)
    assert.strictEqual(recordersFor(1, 64 * gigabyte), 60)
    assert.strictEqual(recordersFor(1, gigabyte / 10), 1)
  })
})
