import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber } from "effect"
import { Database } from "../../../src/adapters/memory/Database.ts"
import * as Memory from "../../../src/adapters/memory/World.ts"
import { Atomically } from "../../../src/ports/Atomically.ts"
import { StoreHealth } from "../../../src/ports/StoreHealth.ts"
import { StoreUnavailable } from "../../../src/ports/StoreUnavailable.ts"
import { Users } from "../../../src/ports/Users.ts"
import { listen } from "../../contracts/Ear.ts"
import { at, aUser } from "../../contracts/World.ts"

const isAway = (exit: Exit.Exit<unknown, unknown>) =>
  Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof StoreUnavailable

const health = StoreHealth.use(({ check }) => check)
const count = Users.use((users) => users.count)

describe("an outage played in memory", () => {
  it.effect("away: everything dies with StoreUnavailable, nothing is stored, and its end is told as everything", () =>
    Effect.gen(function* () {
      const [database, atomically] = [yield* Database, yield* Atomically]
      const ear = yield* listen
      yield* aUser
      const exit = yield* Effect.exit(atomically.run(Effect.andThen(aUser, database.become("away"))))
      assert.isTrue(isAway(exit))
      assert.isFalse(yield* health)
      for (const use of [count, aUser, atomically.run(Effect.void)]) assert.isTrue(isAway(yield* Effect.exit(use)))
      yield* ear.hearing((change) => change._tag === "everything", database.become("up"))
      assert.isTrue(yield* health)
      assert.strictEqual(yield* count, 1)
    }).pipe(Effect.provide(Memory.layer))
  )

  it.effect("stalled: everything waits for its end", () =>
    Effect.gen(function* () {
      const database = yield* Database
      const user = yield* aUser
      yield* database.become("stalled")
      assert.isFalse(yield* health)
      const change = Users.use((users) => users.change(user.id, { role: "admin", at: at(1) }))
      const waiting = yield* Effect.forkChild(Effect.all([change, count], { concurrency: 2 }))
      yield* Effect.yieldNow
      assert.isUndefined(waiting.pollUnsafe())
      yield* database.become("up")
      const [, users] = yield* Fiber.join(waiting)
      assert.strictEqual(users, 1)
    }).pipe(Effect.provide(Memory.layer))
  )
})
