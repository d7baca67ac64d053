import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { StoreHealth } from "../../ports/StoreHealth.ts"
import { within } from "./stored.ts"

export const layer = Layer.effect(
  StoreHealth,
  Effect.map(SqlClient.SqlClient, (sql) =>
    StoreHealth.of({
      check: sql`SELECT 1`.pipe(
        within("900 millis"),
        Effect.as(true),
        Effect.catchCause(() => Effect.succeed(false))
      )
    })
  )
)
