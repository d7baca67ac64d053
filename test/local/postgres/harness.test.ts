import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import * as TestPostgres from "../../TestPostgres.ts"

const on = <A, E>(url: Redacted.Redacted<string>, work: Effect.Effect<A, E, SqlClient.SqlClient>) =>
  Effect.provide(work, PgClient.layer({ url, maxConnections: 1 }))

const run = (text: string) => SqlClient.SqlClient.use((sql) => sql.unsafe(text))

let migrations = 0
const migrate = (dsn: Redacted.Redacted<string>) =>
  Effect.andThen(
    Effect.sync(() => void migrations++),
    Effect.asVoid(on(dsn, run("CREATE TABLE harness_probe (id int)")))
  )

const nameOf = (dsn: Redacted.Redacted<string>) => new URL(Redacted.value(dsn)).pathname.slice(1)

describe("a suite's database", () => {
  it.live("is a clone of the template that no other suite sees", () =>
    Effect.gen(function* () {
      const [one, other] = yield* Effect.all(
        [TestPostgres.cloned("harness", migrate), TestPostgres.cloned("harness", migrate)],
        {
          concurrency: "unbounded"
        }
      )
      yield* on(one, run("INSERT INTO harness_probe VALUES (1)"))
      assert.strictEqual((yield* on(one, run("SELECT * FROM harness_probe"))).length, 1)
      assert.strictEqual((yield* on(other, run("SELECT * FROM harness_probe"))).length, 0)
      assert.strictEqual(migrations, 1)
    })
  )

  it.live("is gone after the suite, though somebody is still connected", () =>
    Effect.gen(function* () {
      const dsn = yield* Effect.scoped(
        Effect.gen(function* () {
          const dsn = yield* TestPostgres.empty
          yield* on(dsn, run("SELECT 1"))
          return dsn
        })
      )
      const another = yield* TestPostgres.empty
      const left = yield* on(another, run(`SELECT 1 FROM pg_database WHERE datname = '${nameOf(dsn)}'`))
      assert.strictEqual(left.length, 0)
    })
  )
})
