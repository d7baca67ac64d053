import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Logger, Queue, Stream } from "effect"
import * as PgChanges from "../../../src/adapters/pg/Changes.ts"
import { type Change, Changes } from "../../../src/ports/Changes.ts"
import * as TestPostgres from "../../TestPostgres.ts"
import * as Gate from "./Gate.ts"

describe("R19: the changes of the database", () => {
  it.live("are heard again however often their session ends, and each time anything may have changed", () =>
    Effect.gen(function* () {
      const { cut, dsn, open } = yield* Gate.make(yield* TestPostgres.database)
      const services = yield* Layer.build(PgChanges.layer({ dsn, backend: "0a-1" }))
      const heard = yield* Queue.unbounded<Change>()
      const { stream } = Context.get(services, Changes)
      yield* Effect.forkScoped(Stream.runForEach(stream, (change) => Queue.offer(heard, change)))
      const next = Effect.timeout(Queue.take(heard), "30 seconds")
      assert.deepStrictEqual(yield* next, { _tag: "everything" })
      for (let i = 0; i < 3; i++) {
        yield* cut
        yield* open
        assert.deepStrictEqual(yield* next, { _tag: "everything" })
      }
    }).pipe(Effect.provide(Logger.layer([])))
  )
})
