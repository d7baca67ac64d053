import { assert, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { forgeries } from "../adapters/crypto/forgeries.ts"
import { raw, request } from "../proxy/Raw.ts"
import { type Answer, ask, cookieOf, signIn } from "./Client.ts"
import { addUser, jwtSecret, Site, world } from "./World.ts"

const turnedAway = ({ headers, json, status }: Answer, name: string) => {
  assert.strictEqual(status, 403, name)
  assert.strictEqual(headers.get("x-redirect-to"), "/login", name)
  assert.strictEqual(json.code, "not_signed_in", name)
}

layer(world(), { excludeTestServices: true })("tokens", (it) => {
  it.effect("S7: no forged token gets in, by header or by cookie", () =>
    Effect.gen(function* () {
      yield* addUser("first")
      // One of the forgeries claims to be user 1, so the genuine token is somebody else's.
      assert.notStrictEqual((yield* addUser("grace")).id, 1)
      const { token } = yield* signIn("grace")
      for (const { forge, name } of forgeries) {
        const forged = yield* Effect.promise(() => Promise.resolve(forge(token, Redacted.value(jwtSecret))))
        // What is no header value never reaches a handler.
        if (!/^[\x21-\x7e]*$/.test(forged)) continue
        turnedAway(yield* ask("GET", "/api/me", { token: forged }), name)
        turnedAway(yield* ask("GET", "/api/me", { cookie: yield* cookieOf("access", forged) }), name)
      }
    })
  )

  it.effect("S7: what is too long or no request at all is answered with a problem document too", () =>
    Effect.gen(function* () {
      const port = Number(new URL((yield* Site).url).port)
      const told = Effect.fnUntraced(function* (...lines: readonly [string, ...ReadonlyArray<string>]) {
        const { body, headers, status } = yield* raw(port, request(...lines))
        assert.strictEqual(headers.get("content-type"), "application/problem+json", body)
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff")
        const problem = JSON.parse(body)
        assert.strictEqual(problem.status, status)
        assert.isAbove(problem.error.length, 20)
        return [status, problem.code, headers.get("x-redirect-to")]
      })
      const long = "a".repeat(100_000)
      const out = [403, "not_signed_in", "/login"]
      assert.deepStrictEqual(yield* told("GET /api/me HTTP/1.1", `Authorization: Bearer ${long}`), out)
      assert.deepStrictEqual(yield* told("GET /api/me HTTP/1.1", `Cookie: ${yield* cookieOf("access", long)}`), out)
      const tooLongAddress = [414, "address_too_long", undefined]
      assert.deepStrictEqual(yield* told(`GET /api/me?x=${"a".repeat(20_000)} HTTP/1.1`), tooLongAddress)
      assert.deepStrictEqual(yield* told(`GET /api/${"a".repeat(20_000)} HTTP/1.1`), tooLongAddress)
      const tooLong = [431, "headers_too_large", undefined]
      assert.deepStrictEqual(
        yield* told("GET /api/me HTTP/1.1", `Authorization: Bearer ${long}${long}${long}`),
        tooLong
      )
      assert.deepStrictEqual(yield* told(`GET /api/${long}${long}${long} HTTP/1.1`), tooLong)
      assert.deepStrictEqual(yield* told("GET /api/me", "no header"), [400, "bad_request", undefined])
    })
  )
})
