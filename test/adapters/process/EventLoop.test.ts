import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { TestClock } from "effect/testing"
import * as EventLoop from "../../../src/adapters/process/EventLoop.ts"
import { LoopDelay } from "../../../src/ports/LoopDelay.ts"

/** Real turns of the event loop, so that Node looks a few times. */
const turns = TestClock.withLive(Effect.sleep("100 millis"))

const hold = (ms: number) =>
  TestClock.withLive(
    Effect.map(Clock.Clock, (clock) => {
      const until = clock.monotonicTimeNanosUnsafe() + BigInt(ms) * 1_000_000n
      while (clock.monotonicTimeNanosUnsafe() < until);
    })
  )

describe("S18: the delay of the event loop", () => {
  it.effect("is known when something held it, and forgotten two minutes later", () =>
    Effect.gen(function* () {
      const { p99 } = yield* LoopDelay
      yield* turns
      yield* hold(3000)
      yield* turns
      assert.isAtLeast(yield* p99, 2500)
      yield* TestClock.adjust("1 minute")
      assert.isAtLeast(yield* p99, 2500)
      yield* TestClock.adjust("1 minute")
      assert.isBelow(yield* p99, 2500)
    }).pipe(Effect.provide(EventLoop.layer))
  )
})
