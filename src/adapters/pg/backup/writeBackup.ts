import { PgConnection } from "@effect/sql-pg"
import { DateTime, Effect, type Redacted, Ref, Schema, Stream } from "effect"
import * as Time from "../../../runtime/Time.ts"
import { session } from "../Client.ts"
import * as BackupLine from "./BackupLine.ts"
import { refuse } from "./BackupRefused.ts"
import { identifier } from "./identifier.ts"
import { inOrder } from "./inOrder.ts"

const Tables = Schema.Array(Schema.Struct({ name: Schema.String, columns: Schema.Array(Schema.String) }))
const References = Schema.Array(Schema.Struct({ from: Schema.String, to: Schema.String }))
const Sequences = Schema.Array(Schema.Struct({ name: Schema.String }))
const Position = Schema.Tuple([Schema.Struct({ value: Schema.String, called: Schema.Boolean })])
const Migrations = Schema.Array(Schema.Struct({ number: Schema.Int, file: Schema.String, checksum: Schema.String }))

const Known = Schema.Tuple([Schema.Struct({ ours: Schema.Boolean })])

/** Where recordings lie is told by the machine that a backup is restored on. */
const tables = `
  SELECT class.relname::text AS name, array_agg(attname::text ORDER BY attnum) AS columns
  FROM pg_class class JOIN pg_attribute ON attrelid = class.oid
  WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
    AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND relname NOT IN ('migrations', 'recording_roots')
  GROUP BY 1 ORDER BY 1`

const references = `
  SELECT child.relname::text AS "from", parent.relname::text AS "to"
  FROM pg_constraint JOIN pg_class child ON child.oid = conrelid JOIN pg_class parent ON parent.oid = confrelid
  WHERE contype = 'f' AND conrelid <> confrelid AND child.relnamespace = current_schema()::regnamespace`

const sequences = `
  SELECT relname::text AS name FROM pg_class
  WHERE relnamespace = current_schema()::regnamespace AND relkind = 'S' ORDER BY 1`

/**
 * The whole database as the lines of a backup: one moment of it, however long the reading takes and whatever is written
 * meanwhile. `version` is that of the product. Fails where there is no database of ours.
 */
export const writeBackup = (options: { readonly dsn: Redacted.Redacted<string>; readonly version: string }) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const connection = yield* PgConnection.make(session(options.dsn))
      const ask = <A, I>(schema: Schema.Codec<A, I>, text: string) =>
        Effect.flatMap(connection.query(text), ({ rows }) => Effect.orDie(Schema.decodeUnknownEffect(schema)(rows)))
      yield* connection.query("SET TIME ZONE 'UTC'")
      yield* connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      const [known] = yield* ask(Known, "SELECT to_regclass('migrations') IS NOT NULL AS ours")
      if (!known.ours)
        return yield* refuse("The database holds nothing of Sticky DVR: set DB_DSN to the one that does.")
      const migrations = yield* ask(Migrations, "SELECT number, file, checksum FROM migrations ORDER BY number")
      const found = yield* ask(Tables, tables)
      const named = new Map(found.map((table) => [table.name, table.columns]))
      const order = inOrder([...named.keys()], yield* ask(References, references))
      const written = yield* Ref.make(0)

      const rowsOf = (name: string, columns: ReadonlyArray<string>) =>
        connection
          .stream(
            `SELECT row_to_json(one)::text AS line FROM (SELECT ${columns.map(identifier).join(", ")} FROM ${identifier(name)}) one`
          )
          .pipe(
            Stream.map(({ line }) => String(line).replaceAll("\n", " ")),
            Stream.tap(() => Ref.update(written, (count) => count + 1))
          )
      const positionOf = ({ name }: { readonly name: string }) =>
        ask(Position, `SELECT last_value::text AS value, is_called AS called FROM ${identifier(name)}`).pipe(
          Effect.map(([{ called, value }]) => BackupLine.mark(["sequence", name, value, called]))
        )

      return Stream.make(
        BackupLine.heading({
          version: options.version,
          made_at: DateTime.formatIso(DateTime.makeUnsafe(yield* Time.now)),
          migrations
        })
      ).pipe(
        Stream.concat(
          Stream.flatMap(Stream.fromIterable(order), (name) => {
            const columns = named.get(name) ?? []
            return Stream.concat(Stream.make(BackupLine.mark(["table", name, columns])), rowsOf(name, columns))
          })
        ),
        Stream.concat(
          Stream.unwrap(Effect.map(ask(Sequences, sequences), Stream.fromIterable)).pipe(Stream.mapEffect(positionOf))
        ),
        Stream.concat(Stream.fromEffect(Effect.map(Ref.get(written), (count) => BackupLine.mark(["end", count]))))
      )
    })
  )
