import { Context, Effect, Layer } from "effect"
import { Database } from "../../src/adapters/memory/Database.ts"
import * as Memory from "../../src/adapters/memory/World.ts"
import * as Gate from "../adapters/pg/Gate.ts"
import * as Pg from "../adapters/pg/World.ts"
import type { Store } from "../contracts/World.ts"
import * as TestPostgres from "../TestPostgres.ts"

/** A test's hand on the way to the store. */
export class StoreLine extends Context.Service<
  StoreLine,
  { readonly cut: Effect.Effect<void>; readonly mend: Effect.Effect<void> }
>()("test/http/StoreLine") {}

export type Kind = Layer.Layer<Store | StoreLine, never>

const memoryLine = Layer.effect(
  StoreLine,
  Effect.map(Database, ({ become }) => ({ cut: become("away"), mend: become("up") }))
)

export const inMemory: Kind = memoryLine.pipe(Layer.provideMerge(Memory.layer))

/** A database of its own, reached through a gate. */
export const onPostgres: Kind = Layer.orDie(
  Layer.unwrap(
    Effect.gen(function* () {
      const { cut, dsn, open } = yield* Gate.make(yield* TestPostgres.database)
      return Layer.merge(Pg.on(dsn, 4), Layer.succeed(StoreLine, { cut, mend: open }))
    })
  )
)

/** The kinds of store on which the API is tested, by the name that tests tell. */
export const stores = { memory: inMemory, PostgreSQL: onPostgres }
