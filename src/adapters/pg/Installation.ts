import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { InstallationId } from "../../domain/supervision/TaskId.ts"
import { Installation } from "../../ports/Installation.ts"
import { rows } from "./rows.ts"
import { withDeadline } from "./withDeadline.ts"

const installation = rows(Schema.Struct({ id: InstallationId }))

export const layer = Layer.effect(
  Installation,
  Effect.map(SqlClient.SqlClient, (sql) =>
    Installation.of({
      id: sql`SELECT id FROM installation`.pipe(
        installation.one,
        Effect.map(({ id }) => id),
        withDeadline
      )
    })
  )
)
