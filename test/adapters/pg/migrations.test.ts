import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Path, Redacted } from "effect"
import { migrate } from "../../../src/adapters/pg/Migrations.ts"
import * as TestPostgres from "../../TestPostgres.ts"
import * as Gate from "./Gate.ts"
import { ask, asked } from "./Session.ts"

type Files = Readonly<Record<string, string>>

/** A folder with these migrations. */
const folder = Effect.fnUntraced(function* (files: Files) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const directory = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-test-migrations-" })
  for (const [name, text] of Object.entries(files)) yield* fs.writeFileString(path.join(directory, name), text)
  return directory
})

const run = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>, files: Files) {
  yield* migrate({ dsn, migrationsDir: yield* folder(files) })
})

/** Why a folder's migrations are refused. */
const refusal = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>, files: Files) {
  const error = yield* Effect.flip(run(dsn, files))
  assert.strictEqual(error._tag, "MigrationFailed")
  return error.message
})

const applied = (dsn: Redacted.Redacted<string>) =>
  Effect.map(ask(dsn, "SELECT file FROM migrations ORDER BY number"), (rows) => rows.map(([file]) => file))

const one = { "0001_one.sql": "CREATE TABLE one (n INT);\nINSERT INTO one VALUES (1)" }
const two = { "0002_two.sql": "CREATE TABLE two (n INT)" }

layer(NodeServices.layer, { excludeTestServices: true })("migrations", (it) => {
  it.effect("are applied once, in the order of their numbers", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      yield* run(dsn, one)
      yield* run(dsn, one)
      yield* run(dsn, { "0010_ten.sql": "INSERT INTO two SELECT n FROM one", ...two, ...one, "notes.txt": "not SQL" })
      assert.deepStrictEqual(yield* applied(dsn), ["0001_one.sql", "0002_two.sql", "0010_ten.sql"])
      assert.deepStrictEqual(yield* ask(dsn, "SELECT * FROM two"), [[1]])
    })
  )

  it.effect("are applied once though twenty backends start at the same time", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      const migrationsDir = yield* folder({
        "0001_one.sql": "CREATE TABLE one (n INT); SELECT pg_sleep(0.3); INSERT INTO one VALUES (1)",
        "0002_two.sql": "INSERT INTO one VALUES (2)"
      })
      yield* Effect.replicateEffect(migrate({ dsn, migrationsDir }), 20, { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* ask(dsn, "SELECT n FROM one ORDER BY n"), [[1], [2]])
    })
  )

  it.effect("this version's make the schema, whose installation has its own id in each database", () =>
    Effect.gen(function* () {
      const [dsn, other] = [yield* TestPostgres.empty, yield* TestPostgres.empty]
      yield* migrate({ dsn, migrationsDir: "migrations" })
      yield* migrate({ dsn, migrationsDir: "migrations" })
      yield* migrate({ dsn: other, migrationsDir: "migrations" })
      const [[id]] = (yield* ask(dsn, "SELECT id FROM installation")) as [[string]]
      const [[otherId]] = (yield* ask(other, "SELECT id FROM installation")) as [[string]]
      assert.match(id, /^[0-9a-f]{8}$/)
      assert.notStrictEqual(id, otherId)
    })
  )

  it.effect("D9: one that fails leaves nothing of itself, and those before it; mended, it is applied", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      const three = "CREATE TABLE three (n INT);\n\nCREATE TABLE one (n INT);\n"
      assert.strictEqual(
        yield* refusal(dsn, { ...one, ...two, "0003_three.sql": three }),
        'The migration 0003_three.sql failed at its statement in line 3, and nothing of it was kept: relation "one" already exists'
      )
      assert.deepStrictEqual(yield* applied(dsn), ["0001_one.sql", "0002_two.sql"])
      assert.deepStrictEqual(yield* ask(dsn, "SELECT to_regclass('three')::text"), [[null]])
      yield* run(dsn, { ...one, ...two, "0003_three.sql": "CREATE TABLE three (n INT)" })
      assert.deepStrictEqual(yield* ask(dsn, "SELECT to_regclass('three')::text"), [["three"]])
    })
  )

  it.effect("one that fails when its transaction ends leaves nothing either", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      const late = `CREATE TABLE late (n INT PRIMARY KEY, m INT REFERENCES late (n) DEFERRABLE INITIALLY DEFERRED);
        INSERT INTO late VALUES (1, 2)`
      assert.match(yield* refusal(dsn, { ...one, "0002_late.sql": late }), /0002_late\.sql.*foreign key constraint/)
      assert.deepStrictEqual(yield* applied(dsn), ["0001_one.sql"])
      assert.deepStrictEqual(yield* ask(dsn, "SELECT to_regclass('late')::text"), [[null]])
    })
  )

  it.effect("D9: a number below one that was applied is refused, naming both", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      yield* run(dsn, { ...one, "0008_eight.sql": "SELECT 1" })
      assert.strictEqual(
        yield* refusal(dsn, { ...one, "0007_seven.sql": "SELECT 1", "0008_eight.sql": "SELECT 1" }),
        "The migration 0007_seven.sql comes too late: 0008_eight.sql was already applied. Give it a higher number."
      )
      assert.deepStrictEqual(yield* applied(dsn), ["0001_one.sql", "0008_eight.sql"])
    })
  )

  it.effect("a file that changed after it was applied is refused; other line ends are no change", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      yield* run(dsn, one)
      yield* run(dsn, { "0001_one.sql": one["0001_one.sql"].replaceAll("\n", "\r\n") })
      assert.strictEqual(
        yield* refusal(dsn, { "0001_one.sql": "CREATE TABLE one (n BIGINT)" }),
        "The migration 0001_one.sql was changed after it was applied. Restore it and put the change into a new one."
      )
      assert.strictEqual(
        yield* refusal(dsn, { "0001_first.sql": one["0001_one.sql"] }),
        "The migration 0001_first.sql was applied as 0001_one.sql. Give it its old name and its changes a new number."
      )
    })
  )

  it.effect("a database that a newer version has used is refused", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      yield* run(dsn, { ...one, ...two })
      assert.strictEqual(
        yield* refusal(dsn, one),
        "The database has the migration 0002_two.sql, which this version doesn't know. Run the version that it was made by, or a newer one."
      )
    })
  )

  it.effect(
    "files that can't be told apart, named wrongly or cut into transactions are refused before anything is done",
    () =>
      Effect.gen(function* () {
        const dsn = yield* TestPostgres.empty
        assert.strictEqual(
          yield* refusal(dsn, { ...one, "0001_other.sql": "SELECT 1" }),
          "The migrations 0001_one.sql and 0001_other.sql have the same number: give one of them another."
        )
        for (const name of ["2_two.sql", "0002-two.sql", "0002_Two.sql", "0000_zero.sql", "two.sql"]) {
          assert.strictEqual(
            yield* refusal(dsn, { ...one, [name]: "SELECT 1" }),
            `The migration ${name} is not named like 0001_name.sql, with lower case letters, digits and _.`
          )
        }
        assert.strictEqual(
          yield* refusal(dsn, { ...one, "0002_two.sql": "SELECT 1;\nCOMMIT;\nSELECT 2" }),
          "The migration 0002_two.sql has a COMMIT in line 2: take it out, each file is one transaction."
        )
        assert.match(yield* refusal(dsn, {}), /^There are no migrations in \//)
        assert.deepStrictEqual(yield* ask(dsn, "SELECT to_regclass('migrations')::text"), [[null]])
      })
  )

  it.effect("a folder or file that can't be read is named", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const dsn = yield* TestPostgres.empty
      const missing = yield* Effect.flip(migrate({ dsn, migrationsDir: "/nowhere/at/all" }))
      assert.match(missing.message, /^The migrations' folder \/nowhere\/at\/all can't be read: /)
      const directory = yield* folder(one)
      yield* fs.makeDirectory(path.join(directory, "0002_two.sql"))
      const unreadable = yield* Effect.flip(migrate({ dsn, migrationsDir: directory }))
      assert.match(unreadable.message, /^The migration 0002_two.sql can't be read: /)
    })
  )

  it.effect("a database that can't be reached is the store that is away, not a migration that failed", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      const elsewhere = new URL(Redacted.value(dsn))
      elsewhere.pathname = "/no_such_database"
      const nowhere = new URL(Redacted.value(dsn))
      nowhere.port = "1"
      for (const url of [nowhere, elsewhere]) {
        const error = yield* Effect.flip(run(Redacted.make(url.href), one))
        assert.strictEqual(error._tag, "StoreUnavailable", error.message)
      }
    })
  )

  it.effect("R26: a database that falls silent meanwhile is away, and does not keep others from migrating", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.empty
      const gate = yield* Gate.make(dsn)
      const slow = { "0001_slow.sql": "SELECT pg_sleep(1)" }
      const cutOff = yield* Effect.forkChild(Effect.flip(run(gate.dsn, { ...slow, ...two })), {
        startImmediately: true
      })
      yield* asked(dsn, "SELECT pg_sleep")
      const others = yield* Effect.forkChild(run(dsn, { ...slow, ...two }), { startImmediately: true })
      yield* gate.silence
      yield* Fiber.join(others)
      assert.deepStrictEqual(yield* applied(dsn), ["0001_slow.sql", "0002_two.sql"])
      yield* Fiber.interrupt(cutOff)
    })
  )
})
