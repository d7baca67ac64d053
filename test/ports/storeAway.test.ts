import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { StillReading, StoreUnavailable } from "../../src/ports/StoreUnavailable.ts"
import { awayAsError, unavailable, unlessAway, untilBack } from "../../src/ports/storeAway.ts"

const away = new StoreUnavailable({})
const bug = new Error("a bug")

describe("a store that is away", () => {
  it("is told from any other failure, be it a defect or an error", () => {
    const reading = new StillReading({})
    assert.strictEqual(unavailable(Cause.die(away)), away)
    assert.strictEqual(unavailable(Cause.fail(away)), away)
    assert.strictEqual(unavailable(Cause.combine(Cause.die(bug), Cause.die(reading))), reading)
    for (const other of [Cause.die(bug), Cause.fail("refused"), Cause.interrupt()]) {
      assert.isUndefined(unavailable(other))
    }
  })

  it.effect("becomes an error for who can act on it, and what else goes wrong stays what it is", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Effect.flip(awayAsError(Effect.die(away))), away)
      assert.strictEqual(yield* Effect.flip(awayAsError(Effect.fail("refused"))), "refused")
      assert.deepStrictEqual(yield* Effect.exit(awayAsError(Effect.die(bug))), Exit.die(bug))
    })
  )

  it.effect("is passed over where the work is done again anyway, and a bug is not", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* unlessAway(Effect.succeed(1), 0), 1)
      assert.strictEqual(yield* unlessAway(Effect.die(away), 0), 0)
      assert.deepStrictEqual(yield* Effect.exit(unlessAway(Effect.die(bug), 0)), Exit.die(bug))
    })
  )

  it.effect("is waited for, one try a second; a bug ends the waiting", () =>
    Effect.gen(function* () {
      let tries = 0
      const third = Effect.suspend(() => (++tries < 3 ? Effect.die(away) : Effect.succeed(tries)))
      const waiting = yield* Effect.forkChild(untilBack(third, "trying again"), { startImmediately: true })
      assert.strictEqual(tries, 1)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(tries, 2)
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* Fiber.join(waiting), 3)
      assert.deepStrictEqual(yield* Effect.exit(untilBack(Effect.die(bug), "trying again")), Exit.die(bug))
    })
  )
})
