import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Latch, Layer, Redacted } from "effect"
import * as PasswordWork from "../../../src/app/accounts/PasswordWork.ts"
import { Passwords } from "../../../src/ports/Passwords.ts"

/** Passwords that are compared for as long as the test wants, and how many are at a time. */
const slowly = Effect.gen(function* () {
  const done = yield* Latch.make()
  const figures = { running: 0, most: 0, begun: 0 }
  const work = Effect.gen(function* () {
    figures.begun += 1
    figures.running += 1
    figures.most = Math.max(figures.most, figures.running)
    yield* done.await
    figures.running -= 1
    return true
  })
  const passwords = Layer.succeed(Passwords, { decoy: "", matches: () => work, hash: () => Effect.as(work, "hash") })
  const { hash, matches } = yield* Effect.provide(
    PasswordWork.PasswordWork,
    Layer.fresh(PasswordWork.layer.pipe(Layer.provide(passwords)))
  )
  const one = (standing: PasswordWork.Standing) => matches(Redacted.make("x"), "hash", standing)
  return { done, figures, one, hash: hash(Redacted.make("x")) }
})

const forks = <A, E>(count: number, effect: Effect.Effect<A, E>) =>
  Effect.forEach(Array.from({ length: count }), () => Effect.forkChild(effect, { startImmediately: true }))

describe("S19: passwords", () => {
  it.effect("are compared two at a time; strangers fill half of the line, and who was here before the rest", () =>
    Effect.gen(function* () {
      const { done, figures, hash, one } = yield* slowly
      const strangers = yield* forks(10, one("stranger"))
      const refusal = yield* Effect.flip(one("stranger"))
      assert.deepStrictEqual([refusal._tag, refusal.why, refusal.seconds], ["TooManyAttempts", "crowd", 2])
      const others = yield* forks(8, one("acquaintance"))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(one("acquaintance"))))
      const [signedIn] = yield* forks(1, hash)
      assert.strictEqual(figures.begun, 2)
      yield* done.open
      for (const fiber of [...strangers, ...others]) assert.isTrue(yield* Fiber.join(fiber))
      if (signedIn !== undefined) assert.strictEqual(yield* Fiber.join(signedIn), "hash")
      assert.strictEqual(figures.most, 2)
      assert.isTrue(yield* one("stranger"))
    })
  )

  it.effect("keep their turn when nobody waits for them any more, and their place in the line is free at once", () =>
    Effect.gen(function* () {
      const { done, figures, one } = yield* slowly
      const strangers = yield* forks(10, one("stranger"))
      const ends = yield* Effect.forkChild(Fiber.interruptAll(strangers), { startImmediately: true })
      const [next] = yield* forks(1, one("stranger"))
      assert.strictEqual(figures.begun, 2, "the two that were begun are still being worked on")
      yield* done.open
      yield* Fiber.join(ends)
      if (next !== undefined) assert.isTrue(yield* Fiber.join(next))
      assert.strictEqual(figures.begun, 3)
    })
  )
})
