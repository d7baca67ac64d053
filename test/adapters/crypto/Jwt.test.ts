import { assert, layer } from "@effect/vitest"
import { hash } from "@node-rs/bcrypt"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { SignJWT } from "jose"
import * as Jwt from "../../../src/adapters/crypto/Jwt.ts"
import { SessionId, UserId } from "../../../src/domain/values/Ids.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"
import { type Claims, Tokens } from "../../../src/ports/Tokens.ts"
import { forgeries } from "./forgeries.ts"

const secret = "a secret of this test, 32 bytes and more"

/** The test clock begins at 0. */
const claims: Claims = {
  userId: UserId.make(42),
  sessionId: SessionId.make("0b5d9c9e-1f6e-4c53-9f44-2f8f0f4c6a11"),
  role: "admin",
  issuedAt: 0 as Instant,
  expiresAt: 900_000 as Instant
}

const signed = Effect.map(
  Tokens.use((tokens) => tokens.sign(claims)),
  Redacted.value
)
const verify = (token: string) => Tokens.use((tokens) => tokens.verify(token))

layer(Jwt.layer(Redacted.make(secret)))("access tokens", (it) => {
  it.effect("a token signed here yields its claims", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* verify(yield* signed), claims)
    })
  )

  it.effect("the claims have the names and types that the proxy reads", () =>
    Effect.gen(function* () {
      const [header = "", payload = ""] = (yield* signed).split(".")
      const read = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString())
      assert.deepStrictEqual(read(header), { alg: "HS256", typ: "JWT" })
      assert.deepStrictEqual(read(payload), {
        sub: "42",
        session_id: claims.sessionId,
        role: "admin",
        iat: 0,
        exp: 900
      })
    })
  )

  it.effect("a token expires by the clock of the effect, to the second", () =>
    Effect.gen(function* () {
      const token = yield* signed
      yield* TestClock.setTime(899_999)
      assert.strictEqual((yield* verify(token)).role, "admin")
      yield* TestClock.setTime(900_000)
      assert.strictEqual((yield* Effect.flip(verify(token)))._tag, "BadToken")
      yield* TestClock.setTime(0)
    })
  )

  it.effect("S19: signing and checking wait for nothing that fills the pool of threads", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const hashes = Array.from({ length: 8 }, () => hash("x", { cost: 10 }).then(() => order.push("hash")))
      yield* verify(yield* signed)
      order.push("token")
      yield* Effect.promise(() => Promise.all(hashes))
      assert.strictEqual(order[0], "token")
    })
  )

  it.effect("printing what sign gives shows no token", () =>
    Effect.gen(function* () {
      const token = yield* Tokens.use((tokens) => tokens.sign(claims))
      assert.notInclude(`${token} ${JSON.stringify(token)}`, Redacted.value(token))
    })
  )

  for (const { forge, name } of forgeries) {
    it.effect(`a token is refused: ${name}`, () =>
      Effect.gen(function* () {
        const token = yield* signed
        assert.deepStrictEqual(yield* verify(token), claims)
        const forged = yield* Effect.promise(() => Promise.resolve(forge(token, secret)))
        assert.strictEqual((yield* Effect.flip(verify(forged)))._tag, "BadToken")
      })
    )
  }

  for (const [name, change] of Object.entries({
    "a number as sub": { sub: 42 },
    "sub zero": { sub: "0" },
    "sub with a sign": { sub: "+42" },
    "sub beyond safe integers": { sub: "9999999999999999" },
    "no sub": { sub: undefined },
    "a session that is no UUID": { session_id: "1" },
    "no session": { session_id: undefined },
    "an unknown role": { role: "root" },
    "no role": { role: undefined },
    "no iat": { iat: undefined },
    "exp as text": { exp: "900" },
    "a fraction as exp": { exp: 900.5 },
    "a time before which it must not be used": { nbf: 100 }
  })) {
    it.effect(`a token signed with the right key is refused: ${name}`, () =>
      Effect.gen(function* () {
        const payload = { sub: "42", session_id: claims.sessionId, role: "admin", iat: 0, exp: 900, ...change }
        const genuine: Record<string, unknown> = JSON.parse(JSON.stringify(payload))
        const key = new TextEncoder().encode(secret)
        const token = yield* Effect.promise(() => new SignJWT(genuine).setProtectedHeader({ alg: "HS256" }).sign(key))
        assert.strictEqual((yield* Effect.flip(verify(token)))._tag, "BadToken")
      })
    )
  }
})

layer(Jwt.layer(Redacted.make(secret)))("refresh tokens", (it) => {
  it.effect("a refresh token is 256 bits in base64url, never the same twice", () =>
    Effect.gen(function* () {
      const { makeRefresh } = yield* Tokens
      const made = yield* Effect.forEach(Array.from({ length: 50 }), () => Effect.map(makeRefresh, Redacted.value))
      assert.strictEqual(new Set(made).size, 50)
      for (const token of made) assert.match(token, /^[A-Za-z0-9_-]{43}$/)
    })
  )

  it.effect("its hash is SHA-256 in hexadecimal", () =>
    Effect.gen(function* () {
      const { hashRefresh } = yield* Tokens
      assert.strictEqual(
        yield* hashRefresh(Redacted.make("abc")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      )
    })
  )
})
