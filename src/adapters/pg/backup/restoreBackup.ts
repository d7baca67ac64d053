import { PgConnection } from "@effect/sql-pg"
import { Effect, Option, type Redacted, Stream } from "effect"
import { session } from "../Client.ts"
import * as BackupLine from "./BackupLine.ts"
import { refuse } from "./BackupRefused.ts"
import { identifier } from "./identifier.ts"
import { prepare } from "./prepare.ts"

/** Characters of rows that are sent at once. */
const batch = 1_000_000

/**
 * What was in the trash when the backup was made may have been taken out of it since, which no row tells any more: it is put there
 * anew, so that its whole time is left to take it out again. A backup of an older version has no library, or no trash that can be emptied.
 */
const trashAnew = Effect.fnUntraced(function* (connection: PgConnection.PgConnection) {
  const has = (column: string) =>
    Effect.map(
      connection.query("SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('library') AND attname = $1", [column]),
      ({ rows }) => rows.length > 0
    )
  if (yield* has("trashed_at"))
    yield* connection.query("UPDATE library SET trashed_at = now() WHERE trashed_at IS NOT NULL")
  if (yield* has("emptied_at"))
    yield* connection.query("UPDATE library SET emptied_at = NULL WHERE emptied_at IS NOT NULL")
})

/** Takes the lines one after another. */
const reader = (
  connection: PgConnection.PgConnection,
  options: { readonly migrationsDir: string; readonly replace: boolean }
) => {
  let about: BackupLine.Heading | undefined
  let insert: string | undefined
  let waiting: Array<string> = []
  let size = 0
  let rows = 0
  let ended = false

  const flush = Effect.suspend(() => {
    if (insert === undefined || waiting.length === 0) return Effect.void
    const sent = connection.query(insert, [`[${waiting.join(",")}]`])
    waiting = []
    size = 0
    return Effect.asVoid(sent)
  })

  const begin = Effect.fnUntraced(function* (line: string) {
    const read = BackupLine.readHeading(line)
    if (Option.isNone(read))
      return yield* refuse("This is no backup of Sticky DVR: name a file that 'backup' has written.")
    about = read.value
    yield* prepare(connection, options, read.value)
  })

  const openTable = Effect.fnUntraced(function* (table: string, columns: ReadonlyArray<string>) {
    const name = identifier(table)
    const list = columns.map(identifier).join(", ")
    // A migration may have put rows of its own there.
    yield* connection.query(`DELETE FROM ${name}`)
    insert = `INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM json_populate_recordset(NULL::${name}, $1::text::json)`
  })

  const take = Effect.fnUntraced(function* (line: string) {
    if (about === undefined) return yield* begin(line)
    if (BackupLine.isRow(line)) {
      waiting.push(line)
      size += line.length
      rows += 1
      return yield* size > batch ? flush : Effect.void
    }
    yield* flush
    const mark = BackupLine.readMark(line)
    if (Option.isNone(mark)) return yield* refuse("The backup is damaged: use another one.")
    const said = mark.value
    if (said[0] === "table") return yield* openTable(said[1], said[2])
    if (said[0] === "sequence") {
      return yield* connection.query("SELECT setval($1::regclass, $2::bigint, $3)", [
        identifier(said[1]),
        said[2],
        said[3]
      ])
    }
    ended = said[1] === rows
  })

  const finish = Effect.suspend(() =>
    about !== undefined && ended
      ? Effect.succeed({ ...about, rows })
      : refuse("The backup is cut off or damaged: use another one.")
  )
  return { take, finish }
}

/**
 * Puts a backup's lines into the database, in one transaction: either all of it is there afterwards or nothing was changed. What
 * was in the trash stays there for its whole time once more.
 * Refuses while a backend uses the database, and one that holds users or sources unless they are to be replaced. Tells
 * of which version and moment the backup was and how many rows it had.
 */
export const restoreBackup = Effect.fn("restoreBackup")(function* <E, R>(
  options: { readonly dsn: Redacted.Redacted<string>; readonly migrationsDir: string; readonly replace: boolean },
  lines: Stream.Stream<string, E, R>
) {
  const connection = yield* PgConnection.make(session(options.dsn))
  const { finish, take } = reader(connection, options)
  yield* connection.query("BEGIN")
  yield* connection.query("SET LOCAL TIME ZONE 'UTC'")
  yield* Stream.runForEach(lines, take)
  const restored = yield* finish
  yield* trashAnew(connection)
  yield* connection.query("COMMIT")
  return restored
}, Effect.scoped)
