import { assert } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Option } from "effect"
import { Atomically } from "../../src/ports/Atomically.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { Users } from "../../src/ports/Users.ts"
import { contract } from "./contract.ts"
import { aKey, at, aUser, fresh, noon } from "./World.ts"

class Refusal extends Error {
  readonly _tag = "Refusal"
}

/** What every `Atomically` promises. */
contract("Atomically", (it) => {
  const rename = (id: Effect.Success<typeof aUser>["id"], username: string) =>
    Users.use((users) => users.change(id, { username, at: at(1) }))
  const nameOf = (id: Effect.Success<typeof aUser>["id"]) =>
    Users.use((users) => Effect.map(users.find(id), (user) => Option.getOrThrow(user).username))

  it.effect("a unit that succeeds is kept whole, and gives its value", () =>
    Effect.gen(function* () {
      const atomically = yield* Atomically
      const [one, other] = [yield* aUser, yield* aUser]
      const names = [yield* fresh("unit"), yield* fresh("unit")] as const
      const value = yield* atomically.run(
        Effect.as(Effect.andThen(rename(one.id, names[0]), rename(other.id, names[1])), "value")
      )
      assert.strictEqual(value, "value")
      assert.deepStrictEqual([yield* nameOf(one.id), yield* nameOf(other.id)], [...names])
    })
  )

  it.effect("a unit that is refused, dies or is interrupted keeps nothing", () =>
    Effect.gen(function* () {
      const atomically = yield* Atomically
      const user = yield* aUser
      const refusal = new Refusal()
      for (const end of [Effect.fail(refusal), Effect.die(refusal), Effect.interrupt]) {
        const unit = Effect.andThen(rename(user.id, yield* fresh("unit")), end)
        const exit = yield* Effect.exit(Effect.forkChild(atomically.run(unit)).pipe(Effect.flatMap(Fiber.join)))
        assert.isTrue(Exit.isFailure(exit))
        assert.strictEqual(yield* nameOf(user.id), user.username)
      }
      assert.strictEqual(yield* Effect.flip(atomically.run(Effect.fail(refusal))), refusal)
    })
  )

  it.effect("a unit sees what it wrote, and others see it when the unit has ended", () =>
    Effect.gen(function* () {
      const atomically = yield* Atomically
      const user = yield* aUser
      const username = yield* fresh("unit")
      const [written, seen] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const unit = Effect.gen(function* () {
        yield* rename(user.id, username)
        const within = yield* nameOf(user.id)
        yield* Deferred.succeed(written, undefined)
        yield* Deferred.await(seen)
        return within
      })
      const fiber = yield* Effect.forkChild(atomically.run(unit))
      yield* Deferred.await(written)
      assert.strictEqual(yield* nameOf(user.id), user.username)
      yield* Deferred.succeed(seen, undefined)
      assert.strictEqual(yield* Fiber.join(fiber), username)
      assert.strictEqual(yield* nameOf(user.id), username)
    })
  )

  it.effect("a refused unit within a unit is undone alone", () =>
    Effect.gen(function* () {
      const [atomically, subscriptions] = [yield* Atomically, yield* Subscriptions]
      const user = yield* aUser
      const [outer, inner] = [yield* fresh("outer"), yield* fresh("inner")]
      const key = yield* aKey
      yield* atomically.run(
        Effect.gen(function* () {
          yield* rename(user.id, outer)
          yield* Effect.flip(atomically.run(Effect.andThen(rename(user.id, inner), Effect.fail(new Refusal()))))
          yield* atomically.run(subscriptions.subscribe(user.id, key, noon))
        })
      )
      assert.strictEqual(yield* nameOf(user.id), outer)
      assert.isTrue(Option.isSome(yield* subscriptions.find(user.id, key)))
    })
  )

  it.effect("a refusal of a port within a unit leaves the unit to go on", () =>
    Effect.gen(function* () {
      const atomically = yield* Atomically
      const [one, other] = [yield* aUser, yield* aUser]
      const username = yield* fresh("unit")
      yield* atomically.run(
        Effect.gen(function* () {
          const refusal = yield* Effect.flip(rename(one.id, other.username))
          assert.strictEqual(refusal._tag, "UsernameTaken")
          yield* rename(one.id, username)
        })
      )
      assert.strictEqual(yield* nameOf(one.id), username)
    })
  )

  it.effect("thirty units at the same time all end", () =>
    Effect.gen(function* () {
      const atomically = yield* Atomically
      const users = yield* Effect.replicateEffect(aUser, 30)
      yield* Effect.forEach(
        users,
        ({ id }) => atomically.run(Effect.flatMap(fresh("unit"), (username) => rename(id, username))),
        { concurrency: "unbounded" }
      )
    })
  )
})
