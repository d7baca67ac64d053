import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Instant } from "../../../src/domain/values/Time.ts"
import { Users } from "../../../src/ports/Users.ts"
import * as TestPostgres from "../../TestPostgres.ts"
import { ask } from "./Session.ts"
import * as Pg from "./World.ts"

const nfd = "Jose\u0301"

/** Names that versions before 0.9 took for different ones, oldest first. */
const names = ["Admin", nfd, "admin", "Jos\u00e9", "Zoe"]

const foundBy = (presented: string) =>
  Effect.map(
    Users.use((users) => users.credentials(presented)),
    (found) => Option.getOrUndefined(found)?.user.username
  )

const settled = Effect.gen(function* () {
  assert.strictEqual(yield* foundBy("Zoe"), "Zoe", "before they are settled the exact name counts")
  const users = yield* Users
  assert.deepStrictEqual(yield* users.settleNames, [
    { username: "admin", holder: "Admin" },
    { username: "Jos\u00e9", holder: nfd }
  ])
  const table = [
    ["zoe ", "Zoe"],
    ["Admin", "Admin"],
    ["admin", "admin"],
    ["admin ", "admin"],
    ["ADMIN", "Admin"],
    ["Jos\u00e9", "Jos\u00e9"],
    [nfd, nfd],
    ["jos\u00e9", nfd]
  ] as const
  for (const [presented, name] of table) assert.strictEqual(yield* foundBy(presented), name, presented)

  const at = Instant.make(0)
  const third = { username: "aDMIN", passwordHash: "x", role: "user", at } as const
  assert.strictEqual((yield* Effect.flip(users.create(third)))._tag, "UsernameTaken")
  const younger = Option.getOrThrow(yield* users.credentials("admin")).user
  yield* users.change(younger.id, { username: "admin", role: "admin", at })
  const older = Option.getOrThrow(yield* users.credentials("Admin")).user
  yield* users.change(older.id, { username: "boss", at })
  assert.strictEqual((yield* users.settleNames).length, 1)
  assert.strictEqual(yield* foundBy("ADMIN"), "admin")
})

describe("S16: names from before case and spelling were left out of account", () => {
  it.live("sign in by any spelling; of two that clash each by its own, and the older by all others", () =>
    Effect.gen(function* () {
      const dsn = yield* TestPostgres.database
      const rows = names.map((name) => `('${name}', 'x')`).join(", ")
      yield* ask(dsn, `INSERT INTO users (username, password_hash) VALUES ${rows}`)
      yield* Effect.provide(settled, Pg.on(dsn, 2))
    })
  )
})
