import { assert, layer } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { forgeries } from "../adapters/crypto/forgeries.ts"
import { signIn } from "../http/Client.ts"
import { addUser, jwtSecret } from "../http/World.ts"
import { needing } from "../Programs.ts"
import { raw, request } from "./Raw.ts"
import { accessCookie } from "./Token.ts"
import { Door, world } from "./World.ts"

const secret = Redacted.value(jwtSecret)

needing("nginx", "njs")("S7: tokens that are not ours", () => {
  layer(world(), { excludeTestServices: true })("through nginx", (it) => {
    const asked = Effect.fnUntraced(function* (line: string) {
      const { plainPort } = yield* Door
      return yield* raw(plainPort, request("GET /api/me HTTP/1.1", line))
    })

    const refused = ({ body, headers, status }: Effect.Success<ReturnType<typeof asked>>, name: string) => {
      assert.strictEqual(status, 403, name)
      assert.strictEqual(headers.get("x-redirect-to"), "/login", name)
      assert.strictEqual(headers.get("content-type"), "application/problem+json", name)
      assert.strictEqual(JSON.parse(body).code, "not_signed_in", name)
    }

    it.effect("are refused with 403 and the way to the login, in the header and in the cookie", () =>
      Effect.gen(function* () {
        // One of the forgeries claims to be user 1.
        yield* addUser("root", "admin")
        yield* addUser("alice")
        const { token } = yield* signIn("alice")
        assert.strictEqual((yield* asked(`Authorization: Bearer ${token}`)).status, 200)
        assert.strictEqual((yield* asked(`Cookie: ${accessCookie}=${token}`)).status, 200)
        for (const { forge, name } of forgeries) {
          const forged = yield* Effect.promise(() => Promise.resolve(forge(token, secret)))
          // A line break in a header is the end of it; those of the table are looked at without nginx.
          if (forged.includes("\n")) continue
          refused(yield* asked(`Authorization: Bearer ${forged}`), name)
          refused(yield* asked(`Cookie: ${accessCookie}=${forged}`), name)
        }
      })
    )

    it.effect("are told as the backend tells it", () =>
      Effect.gen(function* () {
        const { backend, url } = yield* Door
        const [from, through] = yield* Effect.forEach([backend, url], (origin) =>
          Effect.promise(() => fetch(`${origin}/api/me`).then((one) => one.json()))
        )
        assert.deepStrictEqual(through, from)
      })
    )

    it.effect("beside a good one: the header alone counts, and cookies that differ are none", () =>
      Effect.gen(function* () {
        yield* addUser("alice")
        const { token } = yield* signIn("alice")
        const good = `${accessCookie}=${token}`
        const header = (value: string, cookie: string) => `Authorization: ${value}\r\nCookie: ${cookie}`
        refused(yield* asked(header("Bearer a.b.c", good)), "bad header, good cookie")
        refused(yield* asked(header("Basic YTpi", good)), "another scheme, good cookie")
        refused(yield* asked(header("", good)), "empty header, good cookie")
        assert.strictEqual((yield* asked(header(`Bearer ${token}`, `${accessCookie}=a.b.c`))).status, 200)
        assert.strictEqual((yield* asked(`Cookie: ${good}; ${good}`)).status, 200)
        assert.strictEqual((yield* asked(`Cookie: ${good}\r\nCookie: ${good}`)).status, 200)
        refused(yield* asked(`Cookie: ${good}; ${accessCookie}=other`), "two cookies")
        refused(yield* asked(`Cookie: ${accessCookie}=other; ${good}`), "two cookies")
        refused(yield* asked(`Cookie: ${good}\r\nCookie: ${accessCookie}=other`), "two cookie headers")
        // nginx itself takes only one Authorization header.
        const two = `Authorization: Bearer ${token}\r\nAuthorization: Bearer ${token}`
        assert.strictEqual((yield* asked(two)).status, 400)
      })
    )
  })
})
