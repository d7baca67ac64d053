import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Metric, Queue, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as Fatal from "../../src/runtime/Fatal.ts"
import * as Loop from "../../src/runtime/Loop.ts"

/** Failures counted for a loop. */
const counted = (loop: string) =>
  Effect.map(Metric.snapshot, (all) =>
    all.flatMap((one) =>
      one.id === "sticky_dvr_loop_failures_total" && one.type === "Counter" && one.attributes?.["loop"] === loop
        ? [Number(one.state.count)]
        : []
    )
  )

const bug = Effect.die(new Error("a bug"))

describe("R19: an endless loop", () => {
  it.effect("loses the turn in which something unforeseen happens, is counted and goes on", () =>
    Effect.gen(function* () {
      const items = yield* Queue.unbounded<number>()
      const taken: Array<number> = []
      yield* Loop.run(
        "turns",
        Effect.flatMap(Queue.take(items), (item) => (item === 2 ? bug : Effect.sync(() => taken.push(item))))
      )
      yield* Queue.offerAll(items, [1, 2, 3])
      yield* TestClock.adjust("10 millis")
      assert.deepStrictEqual(taken, [1, 3])
      assert.deepStrictEqual(yield* counted("turns"), [1])
    })
  )

  it.effect("waits longer and longer between failures, half a minute at most", () =>
    Effect.gen(function* () {
      let turns = 0
      const turn = Effect.suspend(() => {
        turns += 1
        return bug
      })
      yield* Loop.run("waits", turn)
      yield* TestClock.adjust(0)
      assert.strictEqual(turns, 1)
      yield* TestClock.adjust("70 millis")
      assert.strictEqual(turns, 4)
      yield* TestClock.adjust("79 millis")
      assert.strictEqual(turns, 4)
      yield* TestClock.adjust("41 seconds")
      const before = turns
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(turns, before + 1)
    })
  )

  it.effect("ends the process when it does not come back, in words that name it", () =>
    Effect.gen(function* () {
      let closed = false
      const program = Effect.gen(function* () {
        yield* Effect.addFinalizer(() =>
          Effect.sync(() => {
            closed = true
          })
        )
        yield* Loop.run("hopeless", bug)
        return yield* Effect.never
      }).pipe(Effect.scoped)
      const fiber = yield* Effect.forkChild(Effect.exit(Fatal.heeding(program)))
      yield* TestClock.adjust("90 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("90 seconds")
      const exit = yield* Fiber.join(fiber)
      assert.isTrue(Exit.isFailure(exit) && /'hopeless' failed 15 times/.test(Cause.pretty(exit.cause)))
      assert.isTrue(closed, "what else ran is ended in order")
    })
  )

  it.effect("is not given up while some of its turns succeed", () =>
    Effect.gen(function* () {
      let turns = 0
      const turn = Effect.suspend(() => (turns++ % 10 === 0 ? Effect.sleep("1 second") : bug))
      const fiber = yield* Effect.forkChild(
        Fatal.heeding(Effect.scoped(Effect.andThen(Loop.run("now and then", turn), Effect.never)))
      )
      yield* TestClock.adjust("1 hour")
      assert.isUndefined(fiber.pollUnsafe())
      assert.isAbove(turns, 1_000)
    })
  )

  it.effect("that takes a stream loses one element and asks the stream for the rest", () =>
    Effect.gen(function* () {
      const items = yield* Queue.unbounded<number>()
      const taken: Array<number> = []
      yield* Loop.each("elements", Stream.fromEffectRepeat(Queue.take(items)), (item) =>
        item === 2 ? bug : Effect.sync(() => taken.push(item))
      )
      yield* Queue.offerAll(items, [1, 2, 3, 4])
      yield* TestClock.adjust("10 millis")
      assert.deepStrictEqual(taken, [1, 3, 4])
    })
  )

  it.effect("is begun anew when it ends though nothing failed", () =>
    Effect.gen(function* () {
      let begun = 0
      yield* Loop.keep(
        "endless",
        Effect.sync(() => {
          begun += 1
        })
      )
      yield* TestClock.adjust("30 millis")
      assert.strictEqual(begun, 3)
      assert.deepStrictEqual(yield* counted("endless"), [3])
    })
  )

  it.effect("is well again once it went on for a minute", () =>
    Effect.gen(function* () {
      let begun = 0
      const work = Effect.suspend(() => {
        begun += 1
        return Effect.andThen(Effect.sleep("61 seconds"), bug)
      })
      const fiber = yield* Effect.forkChild(
        Fatal.heeding(Effect.scoped(Effect.andThen(Loop.keep("lasting", work), Effect.never)))
      )
      yield* TestClock.adjust("1 hour")
      assert.isUndefined(fiber.pollUnsafe())
      assert.isAbove(begun, 50)
    })
  )

  it.effect("takes an interruption inside a turn for a failure like any other", () =>
    Effect.gen(function* () {
      let turns = 0
      const turn = Effect.suspend(() => {
        turns += 1
        return turns === 1 ? Effect.interrupt : Effect.never
      })
      yield* Loop.run("interrupted", turn)
      yield* TestClock.adjust("10 millis")
      assert.strictEqual(turns, 2)
    })
  )

  it.effect("ends with its scope and tells of no failure", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      let turns = 0
      const turn = Effect.suspend(() => {
        turns += 1
        return Effect.sleep("1 second")
      })
      yield* Scope.provide(Loop.run("scoped", turn), scope)
      yield* TestClock.adjust("2 seconds")
      yield* Scope.close(scope, Exit.void)
      const before = turns
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(turns, before)
      assert.deepStrictEqual(yield* counted("scoped"), [])
    })
  )
})
