import { assert, describe, it } from "@effect/vitest"
import { Clock, Console, Effect } from "effect"
import { TestClock } from "effect/testing"
import { keepRunning } from "../../../src/local/launcher/KeepRunning.ts"

const silent = Effect.provideServiceEffect(
  Console.Console,
  Console.consoleWith((console) => Effect.succeed({ ...console, error: () => {} }))
)

/** When each life of a program began, in milliseconds, if all of them end as `life` says; what `minutes` bring. */
const begun = (life: Effect.Effect<string>, minutes: number) =>
  Effect.gen(function* () {
    const at: Array<number> = []
    const begins = Effect.map(Clock.currentTimeMillis, (ms) => void at.push(ms))
    yield* keepRunning("backend", Effect.andThen(begins, life))
    yield* TestClock.adjust(`${minutes} minutes`)
    return at
  })

describe("R33: a program that ends again and again", () => {
  it.effect("is started for ever, more and more slowly, and at least once in half a minute", () =>
    Effect.gen(function* () {
      const day = 24 * 60
      const at = yield* begun(Effect.succeed("exit code 1"), day)
      const waits = at.slice(1).map((one, i) => one - (at[i] ?? 0))
      assert.isAtLeast(at.length, day * 2)
      assert.deepStrictEqual(
        waits,
        waits.toSorted((a, b) => a - b)
      )
      assert.strictEqual(Math.max(...waits), 30_000)
      assert.isBelow(at[6] ?? Number.NaN, 10_000, "seven ends in a row are no reason to wait for long")
    }).pipe(silent)
  )

  it.effect("is started for ever also where a life comes to nothing by what nobody foresaw", () =>
    Effect.gen(function* () {
      assert.isAtLeast((yield* begun(Effect.die("no such program"), 60)).length, 120)
    }).pipe(silent)
  )

  it.effect("is started at once again after a life that was long", () =>
    Effect.gen(function* () {
      const at = yield* begun(Effect.delay(Effect.succeed("exit code 1"), "20 seconds"), 60)
      assert.isAtLeast(at.length, 179)
    }).pipe(silent)
  )
})
