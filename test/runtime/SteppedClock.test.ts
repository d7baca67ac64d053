import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as SteppedClock from "../SteppedClock.ts"

describe("a wall clock that is set", () => {
  it.effect("moves no wait and no monotonic time, in either direction", () =>
    Effect.gen(function* () {
      const { provide, step } = yield* SteppedClock.make
      yield* provide(
        Effect.gen(function* () {
          yield* TestClock.setTime(1_000_000)
          const begun = yield* Clock.monotonicTimeNanos
          const waiting = yield* Effect.forkChild(Effect.sleep("10 seconds"))
          yield* TestClock.adjust("4 seconds")
          yield* step(-3_600_000)
          yield* TestClock.adjust("4 seconds")
          assert.strictEqual(yield* Clock.currentTimeMillis, 1_008_000 - 3_600_000)
          assert.strictEqual(yield* Clock.currentTimeNanos, BigInt(1_008_000 - 3_600_000) * 1_000_000n)
          yield* step(7_200_000)
          assert.isUndefined(waiting.pollUnsafe())
          yield* TestClock.adjust("2 seconds")
          yield* Fiber.join(waiting)
          assert.strictEqual(yield* Clock.currentTimeMillis, 1_010_000 + 3_600_000)
          assert.strictEqual((yield* Clock.monotonicTimeNanos) - begun, 10_000_000_000n)
        })
      )
    })
  )
})
