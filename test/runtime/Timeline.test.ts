import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { later } from "../../src/domain/values/Time.ts"
import { now } from "../../src/runtime/Time.ts"
import { timeline } from "../../src/runtime/Timeline.ts"
import * as SteppedClock from "../SteppedClock.ts"

const hour = 3_600_000

const stepped = (body: (step: SteppedClock.SteppedClock["step"]) => Effect.Effect<void>) =>
  Effect.gen(function* () {
    const clock = yield* SteppedClock.make
    yield* TestClock.setTime(Date.UTC(2026, 0, 1))
    yield* clock.provide(body(clock.step))
  })

describe("R18: the timeline of a process", () => {
  it.effect("goes on by what passes, while the wall clock is set back and forward", () =>
    stepped((step) =>
      Effect.gen(function* () {
        const time = yield* timeline
        const begun = time.now()
        for (const hours of [-2, 5, -3]) {
          yield* step(hours * hour)
          yield* TestClock.adjust("1 minute")
          assert.strictEqual(time.toWall(time.now()), yield* now)
        }
        assert.strictEqual(time.now() - begun, 180_000)
      })
    )
  )

  it.effect("reads what it wrote as the moment that it was, though the wall clock showed that time twice", () =>
    stepped((step) =>
      Effect.gen(function* () {
        const time = yield* timeline
        const failed = time.now()
        const stored = time.written(failed)
        yield* TestClock.adjust("1 second")
        yield* step(-2_000)
        assert.strictEqual(time.ahead(), -2_000)
        yield* TestClock.adjust("1 minute")
        assert.strictEqual(time.recalled(stored), failed)
        assert.strictEqual(time.fromWall(stored), later(failed, 2_000))
      })
    )
  )

  it.effect("takes a stored moment that is still to come for the moment at which it was read, for good", () =>
    stepped(() =>
      Effect.gen(function* () {
        const time = yield* timeline
        const begun = yield* now
        const stored = later(begun, 2 * hour)
        assert.strictEqual(time.recalled(stored), begun)
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(time.recalled(stored), begun)
        yield* TestClock.adjust("2 hours")
        assert.strictEqual(time.recalled(stored), begun)
        assert.strictEqual(time.recalled(later(begun, hour)), later(begun, hour))
      })
    )
  )

  it.effect("knows a moment that it lived through before the clock was set back", () =>
    stepped((step) =>
      Effect.gen(function* () {
        const time = yield* timeline
        yield* TestClock.adjust("1 hour")
        const lived = time.now()
        const wall = yield* now
        yield* step(-2 * hour)
        yield* TestClock.adjust("10 minutes")
        assert.strictEqual(time.recalled(wall), lived)
        assert.strictEqual(time.toWall(lived), wall)
      })
    )
  )
})
