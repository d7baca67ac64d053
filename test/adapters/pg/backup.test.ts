import { NodeServices } from "@effect/platform-node"
import { PgConnection } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Path, type Redacted, Stream } from "effect"
import { restoreBackup } from "../../../src/adapters/pg/backup/restoreBackup.ts"
import { writeBackup } from "../../../src/adapters/pg/backup/writeBackup.ts"
import { migrate } from "../../../src/adapters/pg/Migrations.ts"
import * as TestPostgres from "../../TestPostgres.ts"

type Dsn = Redacted.Redacted<string>

const run = (dsn: Dsn, ...statements: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const connection = yield* PgConnection.make({ url: dsn })
    for (const text of statements) yield* connection.query(text, [], false)
  }).pipe(Effect.scoped)

const rows = (dsn: Dsn, text: string) =>
  PgConnection.make({ url: dsn }).pipe(
    Effect.flatMap((connection) => connection.query(text)),
    Effect.map((result) => result.rows),
    Effect.scoped
  )

/** A row in every table, with what is hard to carry: quotes, control characters, large numbers, nulls, microseconds, nested documents. */
const filled = Effect.gen(function* () {
  const dsn = yield* TestPostgres.database
  yield* run(
    dsn,
    `INSERT INTO users (id, username, password_hash, role, created_at) VALUES
      (9007199254740993, E'a "quoted"\\n\\tname \\\\ ✓ {', '$2b$x', 'admin', '2026-03-29 00:59:59.123456+00'), (2, '[', 'h', 'user', DEFAULT)`,
    `INSERT INTO sessions (user_id, token_hash, expires_at) VALUES (2, 'hash', 'infinity')`,
    `INSERT INTO sources (id, driver, username, overrides) VALUES (7, 'hls', 'testcard', '{"deep": [1.10, null, {"key": "\\u00e9\\n"}]}')`,
    `INSERT INTO subscriptions (user_id, source_id, posture) VALUES (2, 7, 'paused')`,
    `INSERT INTO runs (task_id, source_id, started_at, pid) VALUES ('sd-1', 7, now(), 12)`,
    `INSERT INTO recordings (source_id, task_id, started_at, bytes) VALUES (7, 'sd-1', now(), 9007199254740993)`,
    `INSERT INTO worker_events (source_id, event_type, task_id, detail) SELECT 7, 'gap', NULL, repeat('x', 1000) || n FROM generate_series(1, 1) n`,
    `INSERT INTO worker_events (source_id, event_type, ts) SELECT 7, 'reset', now() + n * interval '1 microsecond' FROM generate_series(1, 5000) n`,
    `DELETE FROM worker_events WHERE id > 4000`,
    `INSERT INTO config (version, document, author) VALUES (1, '{}', 'seed')`,
    `INSERT INTO audit_log (actor, action) VALUES ('otto', 'x')`
  )
  return dsn
})

const backupOf = (dsn: Dsn) => Stream.runCollect(writeBackup({ dsn, version: "1.2.3" }))

const restore = (dsn: Dsn, lines: ReadonlyArray<string>, { migrationsDir = "migrations", replace = false } = {}) =>
  restoreBackup({ dsn, migrationsDir, replace }, Stream.fromIterable(lines))

/** All but the moment at which it was made. */
const content = (lines: ReadonlyArray<string>) => lines.slice(1)

const refusal = <A, E extends { readonly message: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), ({ message }) => message)

const userNames = "SELECT username FROM users ORDER BY id"

describe("a backup", () => {
  it.live("puts back every row of every table, the positions of the sequences, and nothing else", () =>
    Effect.gen(function* () {
      const lines = yield* backupOf(yield* filled)
      const fresh = yield* TestPostgres.empty
      const told = yield* restore(fresh, lines)
      assert.strictEqual(told.version, "1.2.3")
      assert.strictEqual(told.rows, lines.filter((line) => line.startsWith("{")).length)
      assert.isAbove(told.rows, 4000)
      assert.deepStrictEqual(content(yield* backupOf(fresh)), content(lines))
      assert.deepStrictEqual(yield* rows(fresh, "SELECT nextval('worker_events_id_seq')::int AS next"), [
        { next: 5002 }
      ])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("leaves what was in the trash there for its whole time once more, and nothing else", () =>
    Effect.gen(function* () {
      const dsn = yield* filled
      yield* run(
        dsn,
        `INSERT INTO library (source_id, session, started_at, duration, bytes, files, read_at, trashed_at, emptied_at)
         SELECT 7, name, '2026-01-01Z', 0, 0, 1, '2026-01-01Z', at, at
         FROM unnest(ARRAY['kept', 'trashed'], ARRAY[NULL, '2026-01-02Z']::timestamptz[]) AS each (name, at)`
      )
      const fresh = yield* TestPostgres.database
      yield* restore(fresh, yield* backupOf(dsn))
      assert.deepStrictEqual(
        yield* rows(
          fresh,
          "SELECT session, trashed_at > now() - interval '1 hour' AS anew, emptied_at FROM library ORDER BY session"
        ),
        [
          { session: "kept", anew: null, emptied_at: null },
          { session: "trashed", anew: true, emptied_at: null }
        ]
      )
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("is of one moment: what is written while it is read is not in it", () =>
    Effect.gen(function* () {
      const dsn = yield* filled
      const lines = yield* writeBackup({ dsn, version: "1" }).pipe(
        Stream.tap((line) =>
          line.startsWith('["table","audit_log"')
            ? run(dsn, "INSERT INTO users (username, password_hash) VALUES ('late', 'h')")
            : Effect.void
        ),
        Stream.runCollect
      )
      assert.isTrue(lines.some((line) => line.includes('"username":"["')))
      assert.isFalse(lines.some((line) => line.includes('"late"')))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("is not put over users and sources unless that is said, and then nothing of them is left", () =>
    Effect.gen(function* () {
      const lines = yield* backupOf(yield* filled)
      const used = yield* TestPostgres.database
      yield* run(used, "INSERT INTO users (username, password_hash) VALUES ('emma', 'h')")
      assert.match(
        yield* refusal(restore(used, lines)),
        /^The database is in use, with 1 users and 0 sources: .*--replace/
      )
      assert.deepStrictEqual(yield* rows(used, userNames), [{ username: "emma" }])
      yield* restore(used, lines, { replace: true })
      assert.deepStrictEqual(content(yield* backupOf(used)), content(lines))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("goes into a database that only the first start of a backend without users has touched", () =>
    Effect.gen(function* () {
      const lines = yield* backupOf(yield* filled)
      const touched = yield* TestPostgres.database
      yield* restore(touched, lines)
      assert.deepStrictEqual(content(yield* backupOf(touched)), content(lines))
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("that is cut off, damaged or none at all changes nothing", () =>
    Effect.gen(function* () {
      const lines = yield* backupOf(yield* filled)
      const target = yield* TestPostgres.database
      yield* run(target, "INSERT INTO users (username, password_hash) VALUES ('emma', 'h')")
      const middle = lines.findIndex((line) => line.startsWith('["table","worker_events"')) + 10
      for (const [broken, said] of [
        [lines.slice(0, -1), /cut off/],
        [lines.slice(0, middle), /cut off/],
        [lines.toSpliced(middle, 1), /cut off/],
        [lines.toSpliced(middle, 1, "["), /damaged/],
        [lines.toSpliced(middle, 1, '{"id":'), /./],
        [lines.slice(1), /no backup/],
        [[], /cut off/]
      ] as const) {
        assert.match(yield* refusal(restore(target, broken, { replace: true })), said)
        assert.deepStrictEqual(yield* rows(target, userNames), [{ username: "emma" }])
      }
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("is not put into other people's tables, nor under a backend that runs", () =>
    Effect.gen(function* () {
      const lines = yield* backupOf(yield* filled)
      const foreign = yield* TestPostgres.empty
      yield* run(foreign, "CREATE TABLE theirs (id INT)")
      assert.match(yield* refusal(restore(foreign, lines, { replace: true })), /tables that are not Sticky DVR's/)
      const busy = yield* TestPostgres.empty
      yield* PgConnection.make({ url: busy, applicationName: "sticky-dvr" })
      assert.match(yield* refusal(restore(busy, lines)), /^A backend uses the database: stop/)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.live("of an older version is brought up to date by the next migration, one of a newer version is refused", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const lines = yield* backupOf(yield* filled)
      const newer = yield* fs.makeTempDirectoryScoped()
      for (const file of yield* fs.readDirectory("migrations")) {
        yield* fs.copyFile(path.join("migrations", file), path.join(newer, file))
      }
      yield* fs.writeFileString(
        path.join(newer, "9000_mail.sql"),
        "ALTER TABLE users ADD mail TEXT; UPDATE users SET mail = username || '@here';"
      )
      const target = yield* TestPostgres.empty
      yield* restore(target, lines, { migrationsDir: newer })
      yield* migrate({ dsn: target, migrationsDir: newer })
      assert.deepStrictEqual(yield* rows(target, "SELECT mail FROM users WHERE id = 2"), [{ mail: "[@here" }])

      const another = yield* TestPostgres.empty
      assert.match(
        yield* refusal(restore(another, yield* backupOf(target))),
        /whose migration 9000_mail.sql this version doesn't know: restore it with that version/
      )
      assert.deepStrictEqual(yield* rows(another, "SELECT FROM pg_tables WHERE schemaname = 'public'"), [])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
