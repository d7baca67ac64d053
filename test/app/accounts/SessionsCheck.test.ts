import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as SessionsCheck from "../../../src/app/accounts/SessionsCheck.ts"
import { SessionId, UserId } from "../../../src/domain/values/Ids.ts"
import { Sessions } from "../../../src/ports/Sessions.ts"
import { StoreUnavailable } from "../../../src/ports/StoreUnavailable.ts"

/** A store that has stopped answering. */
const frozen = Layer.effect(
  Sessions,
  Effect.map(Sessions, (sessions) => Sessions.of({ ...sessions, find: () => Effect.never }))
)

const world = SessionsCheck.layer.pipe(Layer.provide(frozen), Layer.provide(Memory.layer))

describe("a session that the store is asked about", () => {
  it.effect("is waited for two seconds at most", () =>
    Effect.gen(function* () {
      const { check } = yield* SessionsCheck.SessionsCheck
      const fiber = yield* Effect.forkChild(
        check(UserId.make(1), SessionId.make("00000000-0000-4000-8000-000000000000"))
      )
      yield* TestClock.adjust("2 seconds")
      const exit = yield* Fiber.await(fiber)
      assert.isTrue(Exit.isFailure(exit) && Cause.squash(exit.cause) instanceof StoreUnavailable)
    }).pipe(Effect.provide(world))
  )
})
