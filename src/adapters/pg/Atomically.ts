import { Data, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { Atomically } from "../../ports/Atomically.ts"
import { defectOf } from "./unreachable.ts"
import { within } from "./withDeadline.ts"

/** A refusal of the unit's own, on its way past the errors of the storage. */
class Refused<E> extends Data.TaggedError("Refused")<{ readonly error: E }> {}

export const layer = Layer.effect(
  Atomically,
  Effect.map(SqlClient.SqlClient, (sql) =>
    Atomically.of({
      run: <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.mapError(effect, (error) => new Refused({ error })).pipe(
          sql.withTransaction,
          Effect.catchTag("SqlError", (error) => Effect.die(defectOf(error))),
          within("20 seconds"),
          Effect.mapError(({ error }) => error)
        )
    })
  )
)
