import { Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Instant } from "../../domain/values/Time.ts"
import { SettingsChanged, SettingsStore, type SettingsVersion } from "../../ports/SettingsStore.ts"
import { lenientSettings } from "./lenientSettings.ts"
import { document, moment, storable } from "./parameters.ts"
import { number, rows } from "./rows.ts"
import { withDeadline } from "./withDeadline.ts"

const Version = Schema.Struct({ version: Schema.Int, document: Schema.Unknown, author: Schema.String, at: Instant })
const versions = rows(Version)

const mended = ({ document, ...version }: typeof Version.Type): SettingsVersion => ({
  ...version,
  settings: lenientSettings(document)
})

export const layer = Layer.effect(
  SettingsStore,
  Effect.map(SqlClient.SqlClient, (sql) => {
    const columns = sql.literal("version, document, author, created_at AS at")
    const current = sql`SELECT coalesce(max(version), 0) AS n FROM config`

    return SettingsStore.of({
      current: sql`SELECT ${columns} FROM config ORDER BY version DESC LIMIT 1`.pipe(
        versions.first,
        Effect.map(Option.map(mended)),
        withDeadline
      ),
      save: ({ at, author, expected, settings, userId }) =>
        Effect.gen(function* () {
          // Of two that save on top of the same version the second meets the first one's row.
          const saved = yield* versions.first(sql`
            INSERT INTO config (version, document, user_id, author, created_at)
            SELECT ${expected + 1}::bigint, ${document(settings)}, ${userId}::bigint, ${storable(author)}, ${moment(at)}
            WHERE (${current}) = ${expected}::bigint
            ON CONFLICT (version) DO NOTHING RETURNING ${columns}`)
          if (Option.isSome(saved)) return mended(saved.value)
          return yield* new SettingsChanged({ expected, current: yield* number(current) })
        }).pipe(withDeadline),
      find: (version) =>
        sql`SELECT ${columns} FROM config WHERE version = ${version}`.pipe(
          versions.first,
          Effect.map(Option.map(mended)),
          withDeadline
        ),
      list: ({ before, limit }) =>
        sql`SELECT ${columns} FROM config WHERE ${before === null} OR version < ${before ?? 0}
            ORDER BY version DESC LIMIT ${limit}`.pipe(
          versions.all,
          Effect.map((all) => all.map(mended)),
          withDeadline
        )
    })
  })
)
