import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { StoreHealth } from "../../ports/StoreHealth.ts"
import * as cells from "./cells.ts"
import { troubleOf } from "./databaseTrouble.ts"
import { within } from "./withDeadline.ts"

export const layer = Layer.effect(
  StoreHealth,
  Effect.map(SqlClient.SqlClient, (sql) => {
    const trouble = sql`SELECT 1`.pipe(
      within("900 millis"),
      Effect.as(null),
      Effect.catchCause((cause) => Effect.succeed(troubleOf(cause)))
    )
    return StoreHealth.of({
      trouble,
      check: Effect.map(trouble, (why) => why === null),
      version: sql`
        SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1) || ', schema ' || max(number)
        FROM migrations`.values.pipe(
        within("900 millis"),
        Effect.map(([row]) => cells.text(row?.[0])),
        Effect.catchCause(() => Effect.succeed(null))
      )
    })
  })
)
