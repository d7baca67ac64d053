import { createHash } from "node:crypto"
import { connect } from "node:net"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { PgClient } from "@effect/sql-pg"
import { Config, Effect, FileSystem, Option, Path, Random, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { inject } from "vitest"
import { migrate } from "../src/adapters/pg/Migrations.ts"

type Dsn = Redacted.Redacted<string>

const askLender = Effect.callback<Dsn>((resume) => {
  let answer = ""
  const socket = connect(inject("postgresLender"), "127.0.0.1")
  socket.setEncoding("utf8")
  socket.on("data", (text: string) => {
    answer += text
  })
  socket.on("error", (error) => resume(Effect.die(error)))
  socket.on("close", () =>
    resume(answer.startsWith("dsn ") ? Effect.succeed(Redacted.make(answer.slice(4))) : Effect.die(new Error(answer)))
  )
})

/** The server that suites use: `TEST_DSN` if it is set, else the run's own embedded one. */
const server: Effect.Effect<Dsn> = Effect.runSync(
  Effect.cached(
    Effect.gen(function* () {
      const given = yield* Config.option(Config.Redacted("TEST_DSN"))
      return Option.isSome(given) ? given.value : yield* askLender
    }).pipe(Effect.orDie)
  )
)

const at = (dsn: Dsn, database: string): Dsn => {
  const url = new URL(Redacted.value(dsn))
  url.pathname = `/${database}`
  return Redacted.make(url.href)
}

/** Runs `work` with one connection to the server's first database. */
const asAdmin = <A, E>(work: Effect.Effect<A, E, SqlClient.SqlClient>) =>
  Effect.flatMap(server, (url) => Effect.provide(work, PgClient.layer({ url, maxConnections: 1 }))).pipe(Effect.orDie)

const statement = (text: string) => SqlClient.SqlClient.use((sql) => sql.unsafe(text))

const scoped = (template: string) =>
  Effect.gen(function* () {
    const name = `sticky_test_${process.pid}_${yield* Random.nextIntBetween(0, 2 ** 40)}`
    yield* Effect.acquireRelease(asAdmin(statement(`CREATE DATABASE ${name} TEMPLATE ${template}`)), () =>
      asAdmin(statement(`DROP DATABASE ${name} WITH (FORCE)`))
    )
    return at(yield* server, name)
  })

/** An empty database of its own; dropped, whoever is still connected, when the scope closes. */
export const empty = scoped("template0")

/** What the migrations folder holds, as a short hash: a template made from other files has another name. */
export const migrationsMark = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const hash = createHash("sha256")
  for (const file of (yield* fs.readDirectory("migrations")).sort()) {
    hash.update(`${file}\n${yield* fs.readFileString(path.join("migrations", file))}`)
  }
  return hash.digest("hex").slice(0, 16)
}).pipe(Effect.orDie, Effect.provide(NodeServices.layer))

/** Makes a template once, whoever comes first; a database that is marked as a template is complete. */
const makeTemplate = Effect.fnUntraced(function* <E>(name: string, fill: (dsn: Dsn) => Effect.Effect<void, E>) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`SELECT pg_advisory_lock(hashtext(${name}))`
  const found = yield* sql`SELECT 1 FROM pg_database WHERE datname = ${name} AND datistemplate`
  if (found.length > 0) return
  yield* statement(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  yield* statement(`CREATE DATABASE ${name} TEMPLATE template0`)
  yield* fill(at(yield* server, name))
  yield* statement(`ALTER DATABASE ${name} IS_TEMPLATE true ALLOW_CONNECTIONS false`)
})

/**
 * A database of its own, cloned from the template `sticky_template_<mark>`, which `fill` makes from an empty database when
 * the server has none of that name. Dropped, whoever is still connected, when the scope closes.
 */
export const cloned = <E>(mark: string, fill: (dsn: Dsn) => Effect.Effect<void, E>) => {
  const name = `sticky_template_${mark}`
  return Effect.andThen(asAdmin(makeTemplate(name, fill)), scoped(name))
}

const migrated = (dsn: Dsn) => Effect.provide(migrate({ dsn, migrationsDir: "migrations" }), NodeServices.layer)

/** A database of its own in the state that the migrations lead to. */
export const database = Effect.flatMap(migrationsMark, (mark) => cloned(mark, migrated))
