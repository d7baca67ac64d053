import { assert } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { Leadership } from "../../src/ports/Leadership.ts"
import { contract } from "./contract.ts"

/** What every `Leadership` promises to one who is alone. */
contract("Leadership", (it) => {
  it.effect("who is alone leads, until interrupted, and then again", () =>
    Effect.gen(function* () {
      const leadership = yield* Leadership
      for (let term = 0; term < 3; term++) {
        const [begun, ended] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        const work = Deferred.succeed(begun, undefined).pipe(
          Effect.andThen(Effect.never),
          Effect.onInterrupt(() => Deferred.succeed(ended, undefined))
        )
        const fiber = yield* Effect.forkChild(leadership.lead(work))
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(fiber)
        assert.isTrue(yield* Deferred.isDone(ended))
      }
    })
  )

  it.effect("work that fails or dies ends the leading with its own failure", () =>
    Effect.gen(function* () {
      const leadership = yield* Leadership
      assert.strictEqual(yield* Effect.flip(leadership.lead(Effect.fail("refused"))), "refused")
      const exit = yield* Effect.exit(leadership.lead(Effect.die("a bug")))
      assert.deepStrictEqual(exit, Exit.die("a bug"))
    })
  )
})
