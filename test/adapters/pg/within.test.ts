import { assert, describe, it } from "@effect/vitest"
import { Cause, Deferred, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { stepwise, within } from "../../../src/adapters/pg/withDeadline.ts"
import { StoreUnavailable } from "../../../src/ports/StoreUnavailable.ts"

describe("within", () => {
  it.effect("passes on what comes in time, whatever it is", () =>
    Effect.gen(function* () {
      const limit = within("1 second")
      assert.strictEqual(yield* limit(Effect.succeed(1)), 1)
      assert.strictEqual(yield* Effect.flip(limit(Effect.fail("refused"))), "refused")
      assert.deepStrictEqual(yield* Effect.exit(limit(Effect.die("a bug"))), Exit.die("a bug"))
    })
  )

  it.effect("gives up on what can't even be interrupted", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(within("15 seconds")(Effect.uninterruptible(Effect.never)))
      yield* TestClock.adjust("15 seconds")
      const exit = yield* Fiber.await(fiber)
      assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof StoreUnavailable)
    })
  )

  it.live("interrupts what it gives up on, and what its caller gives up on", () =>
    Effect.gen(function* () {
      for (const [limit, giveUp] of [
        ["50 millis", Fiber.await<never, never>],
        ["1 hour", Fiber.interrupt<never, never>]
      ] as const) {
        const [begun, ended] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        const work = Deferred.succeed(begun, undefined).pipe(
          Effect.andThen(Effect.never),
          Effect.onInterrupt(() => Deferred.succeed(ended, undefined))
        )
        const fiber = yield* Effect.forkChild(within(limit)(work))
        yield* Deferred.await(begun)
        yield* giveUp(fiber)
        yield* Deferred.await(ended)
      }
    })
  )
})

describe("stepwise", () => {
  it.effect("waits for what goes on step by step, however long it takes", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        stepwise("10 seconds")((step) =>
          Effect.as(Effect.repeat(Effect.delay(step, "9 seconds"), { times: 99 }), "done")
        )
      )
      yield* TestClock.adjust("900 seconds")
      assert.strictEqual(yield* Fiber.join(fiber), "done")
    })
  )

  it.effect("gives up within twice the limit after the last step", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkChild(
        stepwise("10 seconds")((step) => Effect.andThen(Effect.delay(step, "9 seconds"), Effect.never))
      )
      yield* TestClock.adjust("19 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 second")
      const exit = yield* Fiber.await(fiber)
      assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof StoreUnavailable)
    })
  )
})
