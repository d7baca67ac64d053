import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { migrate } from "../../../src/adapters/pg/Migrations.ts"
import * as TestPostgres from "../../TestPostgres.ts"
import { ask } from "./Session.ts"

layer(NodeServices.layer, { excludeTestServices: true })("a database of the first version", (it) => {
  it.effect(
    "is brought to this one with what it held, and knows since when its subscriptions wish what they wish",
    () =>
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const dsn = yield* TestPostgres.empty
        const first = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-test-upgrade-" })
        yield* fs.copyFile("migrations/0001_initial.sql", `${first}/0001_initial.sql`)
        yield* migrate({ dsn, migrationsDir: first })
        yield* ask(dsn, "INSERT INTO users (username, password_hash) VALUES ('alice', 'x'), ('bob', 'x')")
        yield* ask(dsn, "INSERT INTO sources (driver, username) VALUES ('hls', 'carol')")
        yield* ask(
          dsn,
          `INSERT INTO subscriptions (user_id, source_id, posture, created_at, updated_at)
         VALUES (1, 1, 'paused', '2026-01-01Z', '2026-01-03Z'), (2, 1, 'active', '2026-01-02Z', '2026-01-02Z')`
        )
        yield* ask(dsn, "INSERT INTO worker_events (source_id, event_type, ts) VALUES (1, 'gap', '2026-01-01Z')")
        yield* ask(dsn, "INSERT INTO runs (task_id, source_id) VALUES ('one', 1)")

        yield* migrate({ dsn, migrationsDir: "migrations" })
        const wishes = yield* ask(
          dsn,
          "SELECT subscription_id::int, posture, to_char(ts AT TIME ZONE 'UTC', 'DD') FROM wishes ORDER BY id"
        )
        assert.deepStrictEqual(wishes, [
          [1, "active", "01"],
          [2, "active", "02"],
          [1, "paused", "03"]
        ])
        assert.deepStrictEqual(yield* ask(dsn, "SELECT task_id, stop_reason FROM runs"), [["one", null]])
        yield* ask(dsn, "INSERT INTO worker_events (source_id, event_type, task_id) VALUES (1, 'stalled', 'one')")
        assert.deepStrictEqual(yield* ask(dsn, "SELECT event_type FROM worker_events ORDER BY id"), [
          ["gap"],
          ["stalled"]
        ])
        yield* ask(dsn, "DELETE FROM users WHERE id = 2")
        assert.deepStrictEqual(
          yield* ask(dsn, "SELECT subscription_id::int, posture FROM wishes ORDER BY id DESC LIMIT 1"),
          [[2, null]]
        )
      })
  )
})
