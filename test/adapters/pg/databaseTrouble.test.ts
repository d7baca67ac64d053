import { assert, describe, it } from "@effect/vitest"
import { Cause, Context, Effect, Layer, Redacted } from "effect"
import * as Client from "../../../src/adapters/pg/Client.ts"
import { troubleOf } from "../../../src/adapters/pg/databaseTrouble.ts"
import * as Health from "../../../src/adapters/pg/StoreHealth.ts"
import { StoreHealth } from "../../../src/ports/StoreHealth.ts"
import * as TestPostgres from "../../TestPostgres.ts"

const troubleWith = (dsn: string) =>
  Layer.build(
    Layer.provide(Health.layer, Client.layer({ dsn: Redacted.make(dsn), poolSize: 1, backend: "test" }))
  ).pipe(
    Effect.flatMap((built) => Context.get(built, StoreHealth).trouble),
    Effect.scoped
  )

const secret = "s3cret-of-the-test"

describe("T12: why the database does not answer", () => {
  it.live("is told for each cause in words of its own, and never with the password", () =>
    Effect.gen(function* () {
      const dsn = new URL(Redacted.value(yield* TestPostgres.empty))
      const other = (change: (url: URL) => void) => {
        const url = new URL(dsn)
        url.password = secret
        change(url)
        return url.href
      }
      assert.isNull(yield* troubleWith(dsn.href))
      const expected: ReadonlyArray<readonly [(url: URL) => void, RegExp]> = [
        [
          (url) => {
            url.port = "1"
          },
          /^nobody listens at its address \(/
        ],
        [
          (url) => {
            url.hostname = "nosuchhost.invalid"
          },
          /^(the name of its host|no answer in time)/
        ],
        [
          (url) => {
            url.password = dsn.password
            url.pathname = "/nodb"
          },
          /^the server has no such database \(/
        ],
        [
          (url) => {
            url.password = dsn.password
            url.searchParams.set("sslmode", "require")
          },
          /(TLS|SSL)/i
        ]
      ]
      for (const [change, words] of expected) {
        const told = (yield* troubleWith(other(change))) ?? ""
        assert.match(told, words)
        assert.notInclude(told, secret)
      }
    })
  )

  it("names what a code means, and masks what looks like an address", () => {
    const refused = Object.assign(new Error('password authentication failed for user "sd"'), { code: "28P01" })
    assert.strictEqual(
      troubleOf(Cause.die(refused)).split("\n")[0]?.startsWith("the server refuses the password in DB_DSN ("),
      true
    )
    const bad = (password: string) => troubleOf(Cause.die(new Error(`bad postgres://sd:${password}@db/sd, it is`)))
    for (const password of [secret, `an@${secret}`]) {
      assert.notInclude(bad(password), secret)
      assert.include(bad(password), "bad postgres://***@db/sd, it is")
    }
  })
})
