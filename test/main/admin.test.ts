import { NodeServices } from "@effect/platform-node"
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Redacted, Schedule, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { SqlClient } from "effect/sql"
import * as Bcrypt from "../../src/adapters/crypto/Bcrypt.ts"
import { start } from "../../src/local/postgres/EmbeddedPostgres.ts"
import { Passwords } from "../../src/ports/Passwords.ts"
import { needing, pathOf } from "../Programs.ts"
import * as TestPostgres from "../TestPostgres.ts"

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the command line as an operator does. */
const admin = (
  environment: Record<string, string>,
  ...args: ReadonlyArray<string>
): Effect.Effect<Ran, never, NodeServices.NodeServices> =>
  Effect.gen(function* () {
    const child = yield* ChildProcess.make(process.execPath, ["dist/admin.js", ...args], {
      stdin: "ignore",
      env: { DB_DSN: "", DATA_DIR: "/nowhere", NO_COLOR: "1", ...environment },
      extendEnv: true
    })
    const text = (bytes: typeof child.stdout) => Stream.mkString(Stream.decodeText(bytes))
    const [out, err, code] = yield* Effect.all([text(child.stdout), text(child.stderr), child.exitCode], {
      concurrency: 3
    })
    return { out, err, code: Number(code) }
  }).pipe(Effect.scoped, Effect.orDie)

const password = (out: string) => /^password: (\S+)$/m.exec(out)?.[1] ?? ""

const rows = (dsn: Redacted.Redacted<string>, text: string) =>
  Effect.provide(
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(text)),
    PgClient.layer({ url: dsn, maxConnections: 1 })
  )

const Stored = Schema.Struct({ password_hash: Schema.String })

const matches = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>, name: string, text: string) {
  const [row] = yield* rows(dsn, `SELECT password_hash FROM users WHERE username = '${name}'`)
  const { password_hash } = yield* Schema.decodeUnknownEffect(Stored)(row)
  return yield* Passwords.use((passwords) => passwords.matches(Redacted.make(text), password_hash))
})

const world = Layer.merge(NodeServices.layer, Bcrypt.layer())

describe("the command line", () => {
  it.live("makes users, shows them, and gives a lost password anew, ending its sessions", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.database
      const at = { DB_DSN: Redacted.value(dsn) }
      const made = yield* admin(at, "create", "otto", "--generate")
      assert.deepInclude(made, { code: 0, err: "" })
      assert.include(made.out, "The user otto was made, with the role admin.")
      assert.isTrue(yield* matches(dsn, "otto", password(made.out)))

      const again = yield* admin(at, "create", "otto", "--generate")
      assert.strictEqual(again.code, 1)
      assert.strictEqual(again.err, "There is already a user named otto. Choose another name.\n")
      assert.notInclude(again.out, "password")

      yield* admin(at, "create", "--role", "user", "--generate", "emma")
      const listed = yield* admin(at, "list")
      assert.match(listed.out, /^name {2}role {3}since\nemma {2}user {3}\S+Z\notto {2}admin {2}\S+Z\n$/)

      yield* rows(
        dsn,
        "INSERT INTO sessions (user_id, token_hash, expires_at) SELECT id, username, now() + '1 day' FROM users"
      )
      const reset = yield* admin(at, "reset-password", "otto", "--generate")
      assert.deepInclude(reset, { code: 0, err: "" })
      assert.include(reset.out, "1 of their sessions ended")
      assert.isTrue(yield* matches(dsn, "otto", password(reset.out)))
      assert.isFalse(yield* matches(dsn, "otto", password(made.out)))
      assert.deepStrictEqual(yield* rows(dsn, "SELECT token_hash FROM sessions"), [{ token_hash: "emma" }])
      assert.deepStrictEqual(yield* rows(dsn, "SELECT actor, action, subject FROM audit_log ORDER BY id"), [
        { actor: "command line", action: "user.create", subject: "otto" },
        { actor: "command line", action: "user.create", subject: "emma" },
        { actor: "command line", action: "user.password", subject: "otto" }
      ])
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("makes the library anew from the recordings' folder, and says where there is none", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const dsn = yield* TestPostgres.database
      const root = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-rescan-" })
      const folder = `${root}/hls/carol/2026-01-01_00-00-00`
      yield* fs.makeDirectory(folder, { recursive: true })
      yield* fs.writeFileString(`${folder}/2026-01-01_00-00-00_00000.ts`, "0123456789")
      const at = { DB_DSN: Redacted.value(dsn), MEDIA_ROOT: root }
      const { code, err, out } = yield* admin(at, "rescan")
      assert.deepStrictEqual([code, err], [0, ""])
      assert.strictEqual(out, `In ${root}: 1 recording of 1 source; 0 that the library had have no files any more.\n`)
      assert.deepStrictEqual(
        yield* rows(dsn, "SELECT driver, username, session FROM library JOIN sources ON sources.id = source_id"),
        [{ driver: "hls", username: "carol", session: "2026-01-01_00-00-00" }]
      )
      const nowhere = yield* admin({ ...at, MEDIA_ROOT: `${root}/nowhere` }, "rescan")
      assert.strictEqual(nowhere.code, 1)
      assert.match(nowhere.err, /^The recordings' folder can't be read: /)
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("tells in one sentence what is wrong, and changes nothing", () =>
    Effect.gen(function* () {
      const at = { DB_DSN: Redacted.value(yield* TestPostgres.database) }
      for (const [environment, args, said] of [
        [at, ["reset-password", "nobody", "--generate"], /^There is no user named nobody\./],
        [at, ["create", "otto"], /no terminal.*--generate/],
        [{ DATA_DIR: "/nowhere" }, ["list"], /^There is no database in \/nowhere: set DATA_DIR/],
        [{ DB_DSN: "mysql://x" }, ["list"], /^DB_DSN: it must be a URL/],
        [{ DB_DSN: "postgres://a:planted@127.0.0.1:1/x" }, ["list"], /^The database can't be reached/],
        [{ ...at, MIGRATIONS_DIR: "/nowhere" }, ["list"], /^MIGRATIONS_DIR is '\/nowhere'/]
      ] as const) {
        const { code, err } = yield* admin(environment, ...args)
        assert.strictEqual(code, 1)
        assert.match(err, said)
        assert.strictEqual(err.trim().split("\n").length, 1, err)
        assert.notInclude(err, "planted")
      }
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("takes no password as an argument", () =>
    Effect.gen(function* () {
      const { code, err } = yield* admin({}, "create", "otto", "--password", "planted")
      assert.strictEqual(code, 1)
      assert.match(err, /--password/)
      const extra = yield* admin({}, "create", "otto", "planted")
      assert.strictEqual(extra.code, 1)
    }).pipe(Effect.provide(world))
  )

  it.live("works on the embedded data, whether its server runs or not", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const dataDir = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-admin-" })
      yield* fs.chmod(dataDir, 0o755)
      const at = { DATA_DIR: dataDir }
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* start({ dataDir: `${dataDir}/postgres`, durable: false })
          assert.deepInclude(yield* admin(at, "create", "otto", "--generate"), { code: 0, err: "" })
        })
      )
      const listed = yield* admin(at, "list")
      assert.deepInclude(listed, { code: 0, err: "" })
      assert.include(listed.out, "otto")
      yield* Effect.scoped(start({ dataDir: `${dataDir}/postgres`, durable: false }))
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})

needing("script")("at a terminal", () => {
  const prompts = ["New password", "Once more"]

  const typing = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>, ...words: ReadonlyArray<string>) {
    let shown = ""
    const typed = Stream.fromIterable(words.entries()).pipe(
      Stream.mapEffect(([i, word]) =>
        Effect.sync(() => shown.includes(prompts[i] ?? "")).pipe(
          Effect.repeat({ until: (asked) => asked, schedule: Schedule.spaced("10 millis") }),
          Effect.as(new TextEncoder().encode(`${word}\r`))
        )
      ),
      Stream.concat(Stream.never)
    )
    const command = `'${process.execPath}' dist/admin.js create otto`
    const child = yield* ChildProcess.make(pathOf("script"), ["-qec", command, "/dev/null"], {
      stdin: typed,
      env: { DB_DSN: Redacted.value(dsn), TERM: "dumb", NO_COLOR: "1" },
      extendEnv: true
    })
    yield* Stream.runForEach(Stream.decodeText(child.stdout), (text) =>
      Effect.sync(() => {
        shown += text
      })
    )
    return { code: Number(yield* child.exitCode), shown }
  }, Effect.scoped)

  it.live("a password is typed twice and never shown", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.database
      const { code, shown } = yield* typing(dsn, "planted words", "planted words")
      assert.strictEqual(code, 0, shown)
      assert.include(shown, "The user otto was made")
      assert.notInclude(shown, "planted")
      assert.isTrue(yield* matches(dsn, "otto", "planted words"))
    }).pipe(Effect.scoped, Effect.provide(world))
  )

  it.live("two different passwords change nothing", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.database
      const { code, shown } = yield* typing(dsn, "planted words", "other words")
      assert.strictEqual(code, 1)
      assert.include(shown, "not the same")
      assert.deepStrictEqual(yield* rows(dsn, "SELECT username FROM users"), [])
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
