import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { InstallationId } from "../../domain/TaskId.ts"
import { Installation } from "../../ports/Installation.ts"
import { rows } from "./rows.ts"
import { stored } from "./stored.ts"

const installation = rows(Schema.Struct({ id: InstallationId }))

export const layer = Layer.effect(
  Installation,
  Effect.map(SqlClient.SqlClient, (sql) =>
    Installation.of({
      id: sql`SELECT id FROM installation`.pipe(
        installation.one,
        Effect.map(({ id }) => id),
        stored
      )
    })
  )
)
