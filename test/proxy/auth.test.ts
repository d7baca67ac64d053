import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import * as Jwt from "../../src/adapters/crypto/Jwt.ts"
import { Tokens } from "../../src/ports/Tokens.ts"
import { forgeries } from "../adapters/crypto/forgeries.ts"
import { installation, jwtSecret } from "../http/World.ts"
import { authModule } from "./AuthModule.ts"
import { headed, headers, misfits, signed } from "./misfits.ts"
import { accessCookie, issued, session } from "./Token.ts"

const secret = Redacted.value(jwtSecret)
const overPlainHttp = accessCookie.slice("__Host-".length)

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

  it.effect(
    "S15: leaves the cookies of other installations and of former versions alone, and names its own as the backend does",
    () =>
      Effect.gen(function* () {
        const { tokenOf } = yield* authModule
        const others = `access_token=x; access_token_00000001=y; __Host-access_token_00000002=z; ${accessCookie}0=z`
        assert.isNull(tokenOf(undefined, others, installation))
        assert.strictEqual(tokenOf(undefined, `${others}; ${accessCookie}=mine`, installation), "mine")
        const below = `__Secure-access_token_${installation}=theirs`
        assert.strictEqual(tokenOf(undefined, `${others}; ${below}`, installation), "theirs")
        assert.strictEqual(tokenOf(undefined, `${below}; ${accessCookie}=mine`, installation), "mine")
        for (const other of ["", "x", `${installation}0`, ".*"])
          assert.isNull(tokenOf(undefined, `${accessCookie}=mine`, other))
      })
  )

  it.effect("takes an Authorization header at its word, and the cookie only without one", () =>
    Effect.gen(function* () {
      const { tokenOf } = yield* authModule
      const table: ReadonlyArray<readonly [string | undefined, string | undefined, string | null]> = [
        [undefined, undefined, null],
        ["Bearer a.b.c", undefined, "a.b.c"],
        ["bearer   a.b.c", `${accessCookie}=x`, "a.b.c"],
        ["", `${accessCookie}=x`, null],
        ["Basic YTpi", `${accessCookie}=x`, null],
        ["Bearer", `${accessCookie}=x`, null],
        ["Bearer ", `${accessCookie}=x`, null],
        ["Bearer a b", `${accessCookie}=x`, null],
        ["Bearer a, Bearer b", undefined, null],
        ["Bearera", undefined, null],
        [undefined, `${accessCookie}=x`, "x"],
        [undefined, `a=1; ${accessCookie}=x; b=2`, "x"],
        [undefined, `a=1;${accessCookie}=x;b=2`, "x"],
        [undefined, ` ${accessCookie}=x `, "x"],
        [undefined, `${accessCookie}=x; ${accessCookie}=x`, "x"],
        [undefined, `${accessCookie}=x; ${accessCookie}=y`, null],
        [undefined, `${accessCookie}=; ${accessCookie}=y`, null],
        [undefined, `${accessCookie}=`, ""],
        [undefined, "ACCESS_TOKEN=x", null],
        [undefined, `x${accessCookie}=x`, null],
        [undefined, `a=${accessCookie}=x`, null],
        [undefined, `${accessCookie}`, null],
        [undefined, `${accessCookie} =x`, null],
        [undefined, "", null],
        [undefined, `${overPlainHttp}=x`, "x"],
        [undefined, `${overPlainHttp}=x; ${accessCookie}=y`, "y"],
        [undefined, `${accessCookie}=y; ${overPlainHttp}=x`, "y"],
        [undefined, `${accessCookie}=y; ${accessCookie}=z; ${overPlainHttp}=x`, null]
      ]
      for (const [authorization, cookies, token] of table) {
        assert.strictEqual(tokenOf(authorization, cookies, installation), token, `${authorization} | ${cookies}`)
      }
    })
  )
})
