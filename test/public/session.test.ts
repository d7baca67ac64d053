import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Base64Url } from "effect/encoding"
import { load } from "./module.ts"

interface Token {
  readonly lifeOf: (token: string) => number | undefined
}

const token = (claims: unknown) => `header.${Base64Url.encode(JSON.stringify(claims))}.signature`

it.effect("a token tells how long it lives, whatever the clock here says", () =>
  Effect.gen(function* () {
    const { lifeOf } = yield* load<Token>("lib/session.js")
    assert.strictEqual(lifeOf(token({ sub: "1", iat: 1_000, exp: 1_900, name: "ÿ?>" })), 900_000)
  })
)

it.effect("what is no such token tells nothing", () =>
  Effect.gen(function* () {
    const { lifeOf } = yield* load<Token>("lib/session.js")
    for (const text of ["", "a.b.c", "a.bm8=.c", token({}), token({ iat: 5, exp: 5 }), token({ exp: 5 }), token(null)])
      assert.isUndefined(lifeOf(text), text)
  })
)
