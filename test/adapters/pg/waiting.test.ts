import { assert, describe, it } from "@effect/vitest"
import { Context, Deferred, Effect, Fiber, Layer, Logger } from "effect"
import { StoreHealth } from "../../../src/ports/StoreHealth.ts"
import * as TestPostgres from "../../TestPostgres.ts"
import * as Gate from "./Gate.ts"
import { on } from "./World.ts"

describe("R33: a database that is away at the start", () => {
  it.live("is waited for, why is told, and the start goes on once it is there", () =>
    Effect.gen(function* () {
      const gate = yield* Gate.make(yield* TestPostgres.empty)
      yield* gate.cut
      const told = yield* Deferred.make<string>()
      const hears = Logger.make(({ message }) => {
        const words = [message].flat().join(" ")
        if (words.startsWith("the database can't be used yet")) Deferred.doneUnsafe(told, Effect.succeed(words))
      })
      const starting = yield* Layer.build(on(gate.dsn, 2)).pipe(Effect.provide(Logger.layer([hears])), Effect.forkChild)
      assert.match(yield* Deferred.await(told), /^the database can't be used yet, trying again: .+/)
      assert.isUndefined(starting.pollUnsafe())
      yield* gate.open
      const store = yield* Fiber.join(starting)
      assert.isTrue(yield* Context.get(store, StoreHealth).check)
    })
  )
})
