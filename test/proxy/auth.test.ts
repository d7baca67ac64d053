import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as Jwt from "../../src/adapters/crypto/Jwt.ts"
import { Tokens } from "../../src/ports/Tokens.ts"
import { forgeries } from "../adapters/crypto/forgeries.ts"
import { jwtSecret } from "../http/World.ts"
import { authModule } from "./AuthModule.ts"
import { headed, headers, misfits, signed } from "./misfits.ts"
import { issued, session } from "./Token.ts"

const secret = Redacted.value(jwtSecret)

describe("the proxy's check of a token", () => {
  it.effect("believes what the backend issues, until the second in which it expires", () =>
    Effect.gen(function* () {
      const { claimed } = yield* authModule
      const token = yield* issued()
      assert.strictEqual(claimed(token, secret, 0), `42 admin ${session}`)
      assert.strictEqual(claimed(token, secret, 899), `42 admin ${session}`)
      assert.strictEqual(claimed(token, secret, 900), "")
      assert.strictEqual(claimed(token, `${secret}x`, 0), "")
    })
  )

  for (const { forge, name } of forgeries) {
    it.effect(`S7: refuses a token: ${name}`, () =>
      Effect.gen(function* () {
        const { claimed } = yield* authModule
        const token = yield* issued()
        assert.notStrictEqual(claimed(token, secret, 0), "")
        assert.strictEqual(claimed(yield* Effect.promise(() => Promise.resolve(forge(token, secret))), secret, 0), "")
      })
    )
  }

  for (const [name, change] of Object.entries(misfits)) {
    it.effect(`refuses a token signed with the right key: ${name}`, () =>
      Effect.gen(function* () {
        const { claimed } = yield* authModule
        assert.notStrictEqual(claimed(yield* signed({}), secret, 0), "")
        assert.strictEqual(claimed(yield* signed(change), secret, 0), "")
      })
    )
  }

  for (const [name, header] of Object.entries(headers)) {
    it.effect(`S7: refuses a token signed with the right key: ${name}, and so does the backend`, () =>
      Effect.gen(function* () {
        const { claimed } = yield* authModule
        const { verify } = yield* Tokens
        assert.notStrictEqual(claimed(headed({ alg: "HS256" }), secret, 0), "")
        assert.strictEqual((yield* verify(headed({ alg: "HS256" }))).role, "admin")
        assert.strictEqual(claimed(headed(header), secret, 0), "")
        assert.strictEqual((yield* Effect.flip(verify(headed(header))))._tag, "BadToken")
      }).pipe(Effect.provide(Jwt.layer(jwtSecret)))
    )
  }

  it.effect("takes an Authorization header at its word, and the cookie only without one", () =>
    Effect.gen(function* () {
      const { tokenOf } = yield* authModule
      const table: ReadonlyArray<readonly [string | undefined, string | undefined, string | null]> = [
        [undefined, undefined, null],
        ["Bearer a.b.c", undefined, "a.b.c"],
        ["bearer   a.b.c", "access_token=x", "a.b.c"],
        ["", "access_token=x", null],
        ["Basic YTpi", "access_token=x", null],
        ["Bearer", "access_token=x", null],
        ["Bearer ", "access_token=x", null],
        ["Bearer a b", "access_token=x", null],
        ["Bearer a, Bearer b", undefined, null],
        ["Bearera", undefined, null],
        [undefined, "access_token=x", "x"],
        [undefined, "a=1; access_token=x; b=2", "x"],
        [undefined, "a=1;access_token=x;b=2", "x"],
        [undefined, " access_token=x ", "x"],
        [undefined, "access_token=x; access_token=x", "x"],
        [undefined, "access_token=x; access_token=y", null],
        [undefined, "access_token=; access_token=y", null],
        [undefined, "access_token=", ""],
        [undefined, "ACCESS_TOKEN=x", null],
        [undefined, "xaccess_token=x", null],
        [undefined, "a=access_token=x", null],
        [undefined, "access_token", null],
        [undefined, "access_token =x", null],
        [undefined, "", null]
      ]
      for (const [authorization, cookies, token] of table) {
        assert.strictEqual(tokenOf(authorization, cookies), token, `${authorization} | ${cookies}`)
      }
    })
  )
})
