import { statSync } from "node:fs"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Deployment } from "./Deployment.ts"
import { admin, filesOf, type It, minutes, ok, recording, Users } from "./steps.ts"

export const keeping = (it: It) => {
  it.effect(
    "are backed up, and are as before when the database's volume was destroyed and the backup restored",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        const headers = yield* admin
        const emma = { username: "emma", password: "a password for emma", role: "user" }
        assert.strictEqual((yield* d.ask("/api/users", { method: "POST", headers, body: emma })).status, 201)
        const before = (yield* filesOf(headers)).map(({ path }) => path)
        ok("make backup", yield* d.make("backup", "FILE=backups/one.gz"))
        assert.strictEqual(statSync(join(d.folder, "backups/one.gz")).mode & 0o777, 0o600)
        const twice = yield* d.make("backup", "FILE=backups/one.gz")
        assert.notStrictEqual(twice.code, 0)
        assert.match(twice.told, /is there already/)
        const over = yield* d.make("restore", "FILE=backups/one.gz")
        assert.notStrictEqual(over.code, 0)
        // The two that the tests' channels made.
        assert.match(over.told, /The database is in use, with 2 users and 2 sources.*REPLACE=yes/s)

        ok("make down", yield* d.make("down"))
        yield* d.docker("volume", "rm", `${yield* d.value("COMPOSE_PROJECT_NAME")}_database`)
        ok("make restore", yield* d.make("restore", "FILE=backups/one.gz"))

        const back = yield* admin
        const { items } = yield* Effect.flatMap(d.ask("/api/users", { headers: back }), ({ text }) =>
          Effect.orDie(Schema.decodeEffect(Users)(text))
        )
        assert.sameMembers(
          items.map(({ username }) => username),
          ["admin", "emma"]
        )
        yield* d.signIn("emma", emma.password)
        const view = yield* recording(back)
        assert.strictEqual(view.posture, "active")
        assert.includeMembers(
          (yield* filesOf(back)).map(({ path }) => path),
          before
        )
        ok("make restore over it", yield* d.make("restore", "FILE=backups/one.gz", "REPLACE=yes"))
        yield* recording(yield* admin)
      }),
    6 * minutes
  )

  it.effect(
    "are moved to another major version of PostgreSQL by a backup, and the old one's files stay",
    () =>
      Effect.gen(function* () {
        const d = yield* Deployment
        yield* d.set("POSTGRES_MAJOR", "99")
        ok("make restore", yield* d.make("restore", "FILE=backups/one.gz"))
        yield* d.signIn("emma", "a password for emma")
        yield* recording(yield* admin)
        const kept = yield* d.compose("exec", "-T", "postgres", "ls", "/var/lib/postgresql")
        assert.includeMembers(kept.split(/\s+/), ["18", "99"])
      }),
    3 * minutes
  )
}
