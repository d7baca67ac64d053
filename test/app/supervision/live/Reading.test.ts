import { assert, describe, it } from "@effect/vitest"
import { Cause, Context, Deferred, Effect, Exit, Fiber, Latch, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as LiveState from "../../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../../src/app/supervision/live/LiveStateInMemory.ts"
import * as Reading from "../../../../src/app/supervision/live/Reading.ts"
import { SourceId } from "../../../../src/domain/values/Ids.ts"
import { Sources, type StoredSource, type WhichSources } from "../../../../src/ports/Sources.ts"
import { StillReading } from "../../../../src/ports/StoreUnavailable.ts"
import * as SteppedClock from "../../../SteppedClock.ts"
import { storedSource } from "../storedSource.ts"

const [carol, dave] = [SourceId.make(1), SourceId.make(2)]

const source = (id: SourceId, restartAsked: number): StoredSource =>
  storedSource(id, { username: `source_${id}`, asked: restartAsked, restartAsked })

/** A store whose answers a test lets go one by one, in the order that it likes. */
const world = Effect.gen(function* () {
  // What is read lies in the past.
  yield* TestClock.setTime(1_000)
  const asked: Array<Deferred.Deferred<ReadonlyArray<StoredSource>>> = []
  const next = Effect.gen(function* () {
    const answer = yield* Deferred.make<ReadonlyArray<StoredSource>>()
    asked.push(answer)
    return yield* Deferred.await(answer)
  })
  // A whole comes in parts of one.
  const sources = Layer.mock(Sources, {
    load: () => next,
    loadAll: (_, __, take) =>
      Effect.map(next, (stored) => {
        for (const one of stored) take([one])
      })
  })
  const built = yield* Layer.build(
    Layer.fresh(Reading.layer.pipe(Layer.provideMerge(LiveStateInMemory.layer), Layer.provide(sources)))
  )
  const [live, reading] = [Context.get(built, LiveState.LiveState), Context.get(built, Reading.Reading)]
  const read = (which: WhichSources): Effect.Effect<Fiber.Fiber<unknown>> =>
    Effect.forkChild(which === "all" ? reading.readAll : reading.read(which), { startImmediately: true })
  const answer = Effect.fnUntraced(function* (
    number: number,
    reader: Fiber.Fiber<unknown, never>,
    ...stored: ReadonlyArray<StoredSource>
  ) {
    yield* Deferred.succeed(asked[number] ?? assert.fail(`nobody asked ${number}`), stored)
    yield* Fiber.join(reader)
  })
  return {
    live,
    read,
    answer,
    asked: () => asked.length,
    seen: (): ReadonlyArray<number | null> => [carol, dave].map((id) => live.source(id)?.restartAsked ?? null)
  }
})

describe("reading stored sources into the live state", () => {
  it.effect("never replaces what a later read brought, of single sources or of all", () =>
    Effect.gen(function* () {
      const { answer, read, seen } = yield* world
      yield* answer(0, yield* read("all"), source(carol, 1), source(dave, 1))
      const [all, one] = [yield* read("all"), yield* read([carol])]
      yield* answer(2, one, source(carol, 3))
      yield* answer(1, all, source(carol, 2), source(dave, 2))
      assert.deepStrictEqual(seen(), [3, 2])
      const [older, newer] = [yield* read([carol, dave]), yield* read([dave])]
      yield* answer(4, newer, source(dave, 5))
      yield* answer(3, older, source(carol, 4), source(dave, 4))
      assert.deepStrictEqual(seen(), [4, 5])
      const [early, whole] = [yield* read([carol]), yield* read("all")]
      yield* answer(6, whole, source(carol, 7), source(dave, 7))
      yield* answer(5, early, source(carol, 6))
      assert.deepStrictEqual(seen(), [7, 7])
    })
  )

  it.effect("knows what is gone, also when an older read still has it, and what an older read could not have yet", () =>
    Effect.gen(function* () {
      const { answer, read, seen } = yield* world
      yield* answer(0, yield* read("all"), source(carol, 1))
      const [all, gone, come] = [yield* read("all"), yield* read([carol]), yield* read([dave])]
      yield* answer(2, gone)
      yield* answer(3, come, source(dave, 4))
      yield* answer(1, all, source(carol, 2))
      assert.deepStrictEqual(seen(), [null, 4])
      yield* answer(4, yield* read([carol]), source(carol, 5))
      assert.deepStrictEqual(seen(), [5, 4])
    })
  )

  it.effect("R35: supervision begins with what runs or is wanted, and lists with all", () =>
    Effect.gen(function* () {
      const { answer, live, read, seen } = yield* world
      const supervises = yield* Effect.forkChild(live.loaded, { startImmediately: true })
      const lists = yield* Effect.forkChild(live.ready, { startImmediately: true })
      yield* answer(0, yield* read("supervised"), source(carol, 1))
      yield* Fiber.join(supervises)
      assert.isUndefined(lists.pollUnsafe())
      // What is asked meanwhile is newer than the whole that began before.
      const [all, one] = [yield* read("all"), yield* read([carol])]
      yield* answer(2, one, source(carol, 3))
      yield* answer(1, all, source(carol, 2), source(dave, 2))
      yield* Fiber.join(lists)
      assert.deepStrictEqual(seen(), [3, 2])
    })
  )

  it.effect("R35: whom lists keep waiting is told whether they are still being read, or the store is away", () =>
    Effect.gen(function* () {
      const { answer, live, read } = yield* world
      const asked = Effect.gen(function* () {
        const answered = yield* Effect.forkChild(Effect.exit(live.ready), { startImmediately: true })
        yield* TestClock.adjust("2 seconds")
        const exit = yield* Fiber.join(answered)
        return Exit.isFailure(exit) ? Cause.squash(exit.cause) : "ready"
      })
      assert.notInstanceOf(yield* asked, StillReading)
      yield* answer(0, yield* read("supervised"), source(carol, 1))
      const all = yield* read("all")
      assert.instanceOf(yield* asked, StillReading)
      yield* answer(1, all, source(carol, 1))
      assert.strictEqual(yield* asked, "ready")
    })
  )

  it.effect("R35: those that are supervised are there, and told of, before all others", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_000)
      const rest = yield* Latch.make()
      const sources = Layer.mock(Sources, {
        load: () => Effect.succeed([source(dave, 1)]),
        loadAll: (_, __, take, supervised) =>
          Effect.gen(function* () {
            take([source(carol, 1)])
            supervised()
            yield* rest.await
            take([source(dave, 2)])
          })
      })
      const built = yield* Layer.build(
        Layer.fresh(Reading.layer.pipe(Layer.provideMerge(LiveStateInMemory.layer), Layer.provide(sources)))
      )
      const [live, reading] = [Context.get(built, LiveState.LiveState), Context.get(built, Reading.Reading)]
      const told: Array<SourceId | "all"> = []
      live.listen((what) => void told.push(what))
      const seen = () => [carol, dave].map((id) => live.source(id)?.restartAsked ?? null)
      const all = yield* Effect.forkChild(reading.readAll, { startImmediately: true })
      yield* live.loaded
      assert.deepStrictEqual([seen(), told], [[1, null], ["all"]])
      yield* reading.read([dave])
      assert.deepStrictEqual(seen(), [1, 1])
      yield* rest.open
      yield* Fiber.join(all)
      // The single read began later.
      assert.deepStrictEqual(seen(), [1, 1])
      assert.deepStrictEqual(told, ["all", dave, "all"])
      yield* reading.readAll
      assert.deepStrictEqual(told, ["all", dave, "all", "all"])
    })
  )

  it.effect("R35: what all brought so far is there, older than no single read that ends meanwhile", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_000)
      const [first, second, single] = [yield* Latch.make(), yield* Latch.make(), yield* Latch.make()]
      const sources = Layer.mock(Sources, {
        load: (which) => {
          if (which === "supervised") return Effect.succeed([])
          return Effect.as(single.await, [source(carol, 1), source(dave, 1)])
        },
        loadAll: (_, __, take) =>
          Effect.gen(function* () {
            yield* first.await
            take([source(carol, 2)])
            yield* second.await
            take([source(dave, 2)])
          })
      })
      const built = yield* Layer.build(
        Layer.fresh(Reading.layer.pipe(Layer.provideMerge(LiveStateInMemory.layer), Layer.provide(sources)))
      )
      const [live, reading] = [Context.get(built, LiveState.LiveState), Context.get(built, Reading.Reading)]
      const told: Array<SourceId | "all"> = []
      live.listen((what) => void told.push(what))
      const seen = () => [carol, dave].map((id) => live.source(id)?.restartAsked ?? null)
      yield* reading.read("supervised")
      told.length = 0
      const older = yield* Effect.forkChild(reading.read([carol, dave]), { startImmediately: true })
      const all = yield* Effect.forkChild(reading.readAll, { startImmediately: true })
      yield* first.open
      yield* Effect.repeat(Effect.yieldNow, { until: () => seen()[0] !== null })
      assert.deepStrictEqual([seen(), told], [[2, null], []])
      yield* single.open
      yield* Fiber.join(older)
      assert.deepStrictEqual(seen(), [2, 1])
      yield* second.open
      yield* Fiber.join(all)
      assert.deepStrictEqual(seen(), [2, 2])
      assert.strictEqual(told.at(-1), "all")
    })
  )

  it.effect.each([-26, 26])(
    "R18: looks as far back as a window by the clock as it was, and by the one set %i hours on",
    (hours) =>
      Effect.gen(function* () {
        const clock = yield* SteppedClock.make
        const horizons: Array<number> = []
        const sources = Layer.mock(Sources, {
          loadAll: (_, horizon) => Effect.sync(() => void horizons.push(horizon))
        })
        const day = 24 * 3_600_000
        yield* TestClock.setTime(10 * day)
        yield* clock.provide(
          Effect.gen(function* () {
            const reads = Reading.layer.pipe(Layer.provide([LiveStateInMemory.layer, sources]))
            const reading = Context.get(yield* Layer.build(Layer.fresh(reads)), Reading.Reading)
            yield* reading.readAll
            yield* clock.step(hours * 3_600_000)
            yield* reading.readAll
          })
        )
        assert.deepStrictEqual(horizons, [9 * day, 9 * day + Math.min(0, hours * 3_600_000)])
      })
  )

  it.effect("reads single sources only once those were read that are supervised", () =>
    Effect.gen(function* () {
      const { answer, asked, read, seen } = yield* world
      const one = yield* read([carol])
      assert.strictEqual(asked(), 0)
      yield* answer(0, yield* read("all"), source(carol, 1), source(dave, 1))
      yield* Effect.repeat(Effect.yieldNow, { until: () => asked() === 2 })
      yield* answer(1, one, source(carol, 2))
      assert.deepStrictEqual(seen(), [2, 1])
    })
  )
})
