import { PgConnection } from "@effect/sql-pg"
import { Effect, type Redacted, Schedule, Schema } from "effect"
import type { SqlError } from "effect/sql"
import { awayAsError } from "../../ports/storeAway.ts"
import { session } from "./Client.ts"
import { load, MigrationFailed, type MigrationFile } from "./MigrationFiles.ts"
import { asErrors, isUnreachable, wordsOf } from "./unreachable.ts"
import { within } from "./withDeadline.ts"

/** The advisory lock of whoever migrates, within the product's database. */
export const lock = 7_310_002

/** How long the database may take for what takes no time, and for a statement that changes whole tables. */
const soon = within("5 seconds")
const inTheEnd = within("10 minutes")

/** Where the applied migrations are noted. */
export const journal = `CREATE TABLE IF NOT EXISTS migrations (
  number INT PRIMARY KEY, file TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
)`

const Applied = Schema.Struct({ number: Schema.Int, file: Schema.String, checksum: Schema.String })
type Applied = typeof Applied.Type

const decodeApplied = Schema.decodeUnknownEffect(Schema.Array(Applied))

/** What is still to be applied; or why nothing may be, given what was. */
const pending = (
  files: ReadonlyArray<MigrationFile>,
  applied: ReadonlyArray<Applied>
): Effect.Effect<ReadonlyArray<MigrationFile>, MigrationFailed> => {
  const fail = (reason: string) => Effect.fail(new MigrationFailed({ reason }))
  const byNumber = new Map(files.map((file) => [file.number, file]))
  for (const { checksum, file, number } of applied) {
    const known = byNumber.get(number)
    if (known === undefined) {
      return fail(
        `The database has the migration ${file}, which this version doesn't know. Run the version that it was made by, or a newer one.`
      )
    }
    if (known.file !== file) {
      return fail(
        `The migration ${known.file} was applied as ${file}. Give it its old name and its changes a new number.`
      )
    }
    if (known.checksum !== checksum) {
      return fail(
        `The migration ${file} was changed after it was applied. Restore it and put the change into a new one.`
      )
    }
  }
  const last = applied.at(-1)
  const left = files.filter(({ number }) => !applied.some((one) => one.number === number))
  const late = left.find(({ number }) => last !== undefined && number < last.number)
  return late === undefined || last === undefined
    ? Effect.succeed(left)
    : fail(`The migration ${late.file} comes too late: ${last.file} was already applied. Give it a higher number.`)
}

const apply = Effect.fn("Migrations.apply")(function* (
  connection: PgConnection.PgConnection,
  migration: MigrationFile
) {
  const { checksum, file, number, statements } = migration
  const told =
    (where: string) =>
    <A>(step: Effect.Effect<A, SqlError.SqlError>) =>
      Effect.mapError(step, (error) =>
        isUnreachable(error)
          ? error
          : new MigrationFailed({
              reason: `The migration ${file} failed at ${where}, and nothing of it was kept: ${wordsOf(error)}`
            })
      )
  const note = connection.query("INSERT INTO migrations (number, file, checksum) VALUES ($1, $2, $3)", [
    number,
    file,
    checksum
  ])
  yield* Effect.gen(function* () {
    yield* soon(connection.query("BEGIN"))
    for (const { line, text } of statements) {
      yield* told(`its statement in line ${line}`)(inTheEnd(connection.query(text, [], false)))
    }
    yield* told("its end")(inTheEnd(Effect.andThen(note, connection.query("COMMIT"))))
  }).pipe(Effect.onError(() => Effect.ignoreCause(soon(connection.query("ROLLBACK")))))
  yield* Effect.logInfo(`applied the migration ${file}`)
})

const underLock = Effect.fnUntraced(function* (
  connection: PgConnection.PgConnection,
  files: ReadonlyArray<MigrationFile>
) {
  const take = connection.queryValues(`SELECT pg_try_advisory_lock(${lock})`).pipe(
    soon,
    Effect.map(([row]) => row?.[0] === true)
  )
  if (!(yield* take)) {
    yield* Effect.logInfo("waiting for another backend that migrates the database")
    yield* Effect.repeat(take, { until: (taken) => taken, schedule: Schedule.spaced("200 millis") })
  }
  yield* soon(connection.query(journal))
  const { rows } = yield* soon(connection.query("SELECT number, file, checksum FROM migrations ORDER BY number"))
  const applied = yield* Effect.orDie(decodeApplied(rows))
  yield* Effect.forEach(yield* pending(files, applied), (migration) => apply(connection, migration), { discard: true })
})

/** The server ends a session that it hears nothing of, so that a backend which is cut off keeps nobody from migrating. */
const ends = { idle_session_timeout: "10000", idle_in_transaction_session_timeout: "10000" }

/**
 * Brings the database to the state of the `NNNN_name.sql` files of a folder, each new one in a transaction of its own, in the order
 * of their numbers. Of many that start at once one does it and the others wait. Refuses a database that a newer version has used,
 * files that changed after they were applied, and numbers below one that was applied.
 */
export const migrate = Effect.fn("Migrations.migrate")(function* (options: {
  readonly dsn: Redacted.Redacted<string>
  readonly migrationsDir: string
}) {
  const files = yield* load(options.migrationsDir)
  yield* PgConnection.make({ ...session(options.dsn), startupParameters: ends }).pipe(
    Effect.flatMap((connection) => underLock(connection, files)),
    Effect.scoped,
    awayAsError,
    asErrors((words) => new MigrationFailed({ reason: `The database can't be migrated: ${words}` }))
  )
})
