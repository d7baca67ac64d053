import { assert, describe, it, layer } from "@effect/vitest"
import * as Bcrypt from "@node-rs/bcrypt"
import { Duration, Effect, Fiber, Layer, Redacted } from "effect"
import * as Passwords from "../../../src/adapters/crypto/Bcrypt.ts"
import { Passwords as Port } from "../../../src/ports/Passwords.ts"

const matches = (password: string, hash: string) => Port.use((port) => port.matches(Redacted.make(password), hash))
const hash = (password: string) => Port.use((port) => port.hash(Redacted.make(password)))

layer(Passwords.layer(4), { excludeTestServices: true })("bcrypt", (it) => {
  it.effect("a password matches its own hash and no other does", () =>
    Effect.gen(function* () {
      const hashed = yield* hash("correct horse")
      assert.isTrue(yield* matches("correct horse", hashed))
      for (const other of ["correct hors", "correct horse ", "Correct horse", ""]) {
        assert.isFalse(yield* matches(other, hashed), other)
      }
    })
  )

  it.effect("two hashes of one password differ", () =>
    Effect.gen(function* () {
      assert.notStrictEqual(yield* hash("correct horse"), yield* hash("correct horse"))
    })
  )

  it.effect("what bcrypt would read only in part matches nothing", () =>
    Effect.gen(function* () {
      const longest = "ä".repeat(36)
      const hashed = yield* hash(longest)
      assert.isTrue(yield* matches(longest, hashed))
      assert.isTrue(Bcrypt.verifySync(`${longest}x`, hashed))
      assert.isFalse(yield* matches(`${longest}x`, hashed))
      assert.isFalse(yield* matches("a\0a", yield* hash("a")))
    })
  )

  it.effect("a hash that is none matches nothing", () =>
    Effect.gen(function* () {
      for (const text of ["", "x", "$2b$04$short", "$2b$99$".padEnd(60, "a")]) {
        assert.isFalse(yield* matches("correct horse", text), text)
      }
    })
  )
})

describe("hashing", () => {
  it.live("hashing leaves the event loop free", () =>
    Effect.gen(function* () {
      const { hash } = yield* Port
      const hashing = yield* Effect.forkChild(
        Effect.forEach(Array.from({ length: 8 }), () => hash(Redacted.make("x")), { concurrency: 8 })
      )
      let turns = 0
      while (hashing.pollUnsafe() === undefined) {
        turns++
        yield* Effect.yieldNow
      }
      yield* Fiber.join(hashing)
      assert.isAbove(turns, 1)
    }).pipe(Effect.provide(Passwords.layer(8)))
  )
})

describe("the decoy", () => {
  it.effect.each([4, 12])("is a hash of cost %i that the comparison takes seriously", (cost) =>
    Effect.gen(function* () {
      const { decoy } = yield* Port
      assert.strictEqual(Bcrypt.parseOptions(decoy).cost, cost)
      assert.strictEqual(decoy.length, (yield* hash("length")).length)
      assert.isFalse(yield* matches("", decoy))
    }).pipe(Effect.provide(Layer.fresh(Passwords.layer(cost))))
  )

  it.live("takes as long as a genuine hash", () =>
    Effect.gen(function* () {
      const port = yield* Port
      const genuine = yield* port.hash(Redacted.make("genuine"))
      const took = Effect.fnUntraced(function* (hash: string) {
        const [took] = yield* Effect.timed(port.matches(Redacted.make("wrong"), hash))
        return Duration.toMillis(took)
      })
      const rounds = yield* Effect.forEach(Array.from({ length: 10 }), () =>
        Effect.all([took(genuine), took(port.decoy)])
      )
      const [a, b] = [Math.min(...rounds.map(([one]) => one)), Math.min(...rounds.map(([, other]) => other))]
      assert.isBelow(Math.max(a, b) / Math.min(a, b), 3, `${a} ms and ${b} ms`)
    }).pipe(Effect.provide(Passwords.layer(9)))
  )
})
