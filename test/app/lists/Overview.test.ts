import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { unavailable } from "../../../src/ports/storeAway.ts"
import { stack } from "../../faults/Stack.ts"

describe("R28: a backend that starts while the store is away", () => {
  it.effect(
    "answers what it is asked: how it is at once, lists with 'later' after two seconds, all once it is there",
    () =>
      Effect.gen(function* () {
        const s = yield* stack()
        const { id } = yield* s.user("alice")
        yield* s.subscribe(id, "carol")
        yield* s.pass(2)
        yield* s.kill
        yield* s.database.become("away")
        yield* s.boot
        const overview = yield* s.overview
        assert.strictEqual((yield* overview.summary).sources, 0)
        const list = yield* Effect.forkChild(Effect.exit(overview.revision("all")), { startImmediately: true })
        yield* s.pass(3)
        const exit = yield* Fiber.join(list)
        assert.isTrue(Exit.isFailure(exit) && unavailable(exit.cause) !== undefined)
        yield* s.database.become("up")
        yield* s.pass(5)
        assert.strictEqual((yield* overview.summary).sources, 1)
        assert.strictEqual((yield* s.view(id, "carol")).status, "waiting")
      })
  )
})
