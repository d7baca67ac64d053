import { Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { InstallationId } from "../../domain/supervision/TaskId.ts"
import { Installation } from "../../ports/Installation.ts"
import { rows } from "./rows.ts"
import { withDeadline } from "./withDeadline.ts"

const installation = rows(Schema.Struct({ id: InstallationId }))
const roots = rows(Schema.Struct({ device: Schema.String }))

export const layer = Layer.effect(
  Installation,
  Effect.map(SqlClient.SqlClient, (sql) =>
    Installation.of({
      id: sql`SELECT id FROM installation`.pipe(
        installation.one,
        Effect.map(({ id }) => id),
        withDeadline
      ),
      deviceOf: (root) =>
        sql`SELECT device FROM recording_roots WHERE root = ${root}`.pipe(
          roots.all,
          Effect.map(([found]) => found?.device ?? null),
          withDeadline
        ),
      setDevice: (root, device) =>
        sql`
          INSERT INTO recording_roots (root, device) VALUES (${root}, ${device})
          ON CONFLICT (root) DO UPDATE SET device = EXCLUDED.device`.pipe(Effect.asVoid, withDeadline)
    })
  )
)
