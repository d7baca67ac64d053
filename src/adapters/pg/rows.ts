import { Array, Effect, Schema } from "effect"
import type { SqlError } from "effect/sql"

type Statement = Effect.Effect<ReadonlyArray<unknown>, SqlError.SqlError>

/** How the rows of one shape are read: all of them, the first if there is one, or the only one. */
export const rows = <A, I>(row: Schema.Codec<A, I>) => {
  const decode = Schema.decodeUnknownEffect(Schema.Array(row))
  const all = (statement: Statement) => Effect.flatMap(statement, decode)
  const first = (statement: Statement) => Effect.map(all(statement), Array.head)
  return {
    all,
    first,
    one: (statement: Statement) => Effect.flatMap(first(statement), (row) => Effect.orDie(Effect.fromOption(row)))
  }
}

const ofNumber = rows(Schema.Struct({ n: Schema.Int }))

/** The number `n` of a statement's only row. */
export const number = (statement: Statement) => Effect.map(ofNumber.one(statement), ({ n }) => n)
