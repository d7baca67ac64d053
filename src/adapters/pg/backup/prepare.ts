import type { PgConnection } from "@effect/sql-pg"
import { Effect, Schema } from "effect"
import { load } from "../MigrationFiles.ts"
import { journal, lock } from "../Migrations.ts"
import type * as BackupLine from "./BackupLine.ts"
import { refuse } from "./BackupRefused.ts"
import { identifier } from "./identifier.ts"

const Names = Schema.Array(Schema.Struct({ name: Schema.String }))
const One = Schema.Tuple([Schema.Struct({ count: Schema.Int })])

const tables = `
  SELECT relname::text AS name FROM pg_class
  WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition`

/** Those of extensions stay. */
const functions = `
  SELECT oid::regprocedure::text AS name FROM pg_proc
  WHERE pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')`

const others = `
  SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'sticky-dvr' AND pid <> pg_backend_pid()`

/** Makes room, within the transaction of the restoring: takes away what is there, if it is ours and may be lost. */
const clear = Effect.fnUntraced(function* (connection: PgConnection.PgConnection, replace: boolean) {
  const names = (text: string) =>
    Effect.flatMap(connection.query(text), ({ rows }) => Effect.orDie(Schema.decodeUnknownEffect(Names)(rows)))
  const count = (text: string) =>
    Effect.flatMap(connection.query(text), ({ rows }) =>
      Effect.map(Effect.orDie(Schema.decodeUnknownEffect(One)(rows)), ([one]) => one.count)
    )
  const backends = Effect.andThen(connection.query("SELECT pg_stat_clear_snapshot()"), count(others))
  // A session that has just been ended may still be seen for a moment.
  let left = yield* backends
  for (let tries = 0; left > 0 && tries < 20; tries++) left = yield* Effect.delay(backends, "100 millis")
  if (left > 0) {
    return yield* refuse("A backend uses the database: stop every backend first, then restore.")
  }
  const found = (yield* names(tables)).map(({ name }) => name)
  if (found.length === 0) return
  if (!found.includes("migrations")) {
    return yield* refuse("The database holds tables that are not Sticky DVR's: restore into an empty database.")
  }
  const users = yield* count("SELECT count(*)::int AS count FROM users")
  const sources = yield* count("SELECT count(*)::int AS count FROM sources")
  if (users + sources > 0 && !replace) {
    return yield* refuse(
      `The database is in use, with ${users} users and ${sources} sources: restore into an empty one, or with --replace (make: REPLACE=yes), which throws away what it holds.`
    )
  }
  for (const name of found) yield* connection.query(`DROP TABLE ${identifier(name)} CASCADE`, [], false)
  for (const { name } of yield* names(functions)) yield* connection.query(`DROP FUNCTION ${name} CASCADE`, [], false)
})

/** Brings the empty database to the state that the backup was made in, by the same migrations. */
const shape = Effect.fnUntraced(function* (
  connection: PgConnection.PgConnection,
  migrationsDir: string,
  about: BackupLine.Heading
) {
  const files = yield* load(migrationsDir)
  yield* connection.query(journal)
  for (const { checksum, file, number } of about.migrations) {
    const known = files.find((one) => one.number === number)
    if (known === undefined || known.checksum !== checksum) {
      return yield* refuse(
        `The backup is of Sticky DVR ${about.version}, whose migration ${file} this version doesn't know: restore it with that version or a newer one.`
      )
    }
    for (const { text } of known.statements) yield* connection.query(text, [], false)
    yield* connection.query("INSERT INTO migrations (number, file, checksum) VALUES ($1, $2, $3)", [
      number,
      file,
      checksum
    ])
  }
})

/** Makes the database ready for the rows of this backup, within the transaction that the connection is in. */
export const prepare = Effect.fnUntraced(function* (
  connection: PgConnection.PgConnection,
  options: { readonly migrationsDir: string; readonly replace: boolean },
  about: BackupLine.Heading
) {
  // A backend that starts meanwhile waits with its migrations.
  yield* connection.query(`SELECT pg_advisory_xact_lock(${lock})`)
  yield* clear(connection, options.replace)
  yield* shape(connection, options.migrationsDir, about)
})
