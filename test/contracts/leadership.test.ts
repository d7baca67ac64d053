import { assert } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { Leadership } from "../../src/ports/Leadership.ts"
import { contract } from "./contract.ts"

/** What every `Leadership` promises to one who is alone. */
contract("Leadership", (it) => {
  it.effect("who is alone leads, until interrupted, and then again", () =>
    Effect.gen(function* () {
      const leadership = yield* Leadership
      const terms: Array<number> = []
      for (let time = 0; time < 3; time++) {
        const [begun, ended] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
        const work = Deferred.succeed(begun, undefined).pipe(
          Effect.andThen(Effect.never),
          Effect.onInterrupt(() => Deferred.succeed(ended, undefined))
        )
        const fiber = yield* Effect.forkChild(
          leadership.lead((term) => {
            terms.push(term)
            return work
          })
        )
        yield* Deferred.await(begun)
        yield* Fiber.interrupt(fiber)
        assert.isTrue(yield* Deferred.isDone(ended))
      }
      assert.deepStrictEqual(
        terms.map((term) => term - (terms[0] ?? Number.NaN)),
        [0, 1, 2],
        "each term has a number of its own, higher than those before"
      )
    })
  )

  it.effect("work that fails or dies ends the leading with its own failure", () =>
    Effect.gen(function* () {
      const leadership = yield* Leadership
      assert.strictEqual(yield* Effect.flip(leadership.lead(() => Effect.fail("refused"))), "refused")
      const exit = yield* Effect.exit(leadership.lead(() => Effect.die("a bug")))
      assert.deepStrictEqual(exit, Exit.die("a bug"))
    })
  )
})
