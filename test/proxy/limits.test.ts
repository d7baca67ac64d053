import { assert, it, layer } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ask } from "../http/Client.ts"
import { needing } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { nginx } from "./Nginx.ts"
import { raw, request } from "./Raw.ts"
import { accessCookie, issued } from "./Token.ts"
import { upstream, valuesOf } from "./Upstream.ts"
import { world } from "./World.ts"

needing("nginx", "njs")("limits", () => {
  it.live("S4: a flood of logins is cut off at the door, others' and other requests are not", () =>
    Effect.gen(function* () {
      const behind = yield* upstream((incoming, response) => void response.end(incoming.method))
      const door = yield* nginx({ backend: behind.url, env: { TRUSTED_PROXIES: "127.0.0.1" } })
      const login = (address: string) =>
        raw(
          door.plainPort,
          request("POST /api/auth/login HTTP/1.1", `X-Forwarded-For: ${address}`, "Content-Length: 0")
        )
      const answers = yield* Effect.forEach(Array.from({ length: 60 }), () => login("203.0.113.1"), { concurrency: 10 })
      const refused = answers.filter(({ status }) => status === 429)
      assert.isAbove(refused.length, 30)
      assert.isAtLeast(answers.filter(({ status }) => status === 200).length, 20)
      for (const { body, headers } of refused) {
        assert.strictEqual(headers.get("retry-after"), "5")
        assert.strictEqual(JSON.parse(body).code, "too_many_requests")
      }
      assert.strictEqual((yield* login("203.0.113.2")).status, 200)
      const refresh = request("POST /api/auth/refresh HTTP/1.1", "X-Forwarded-For: 203.0.113.1", "Content-Length: 0")
      assert.strictEqual((yield* raw(door.plainPort, refresh)).status, 200)
    })
  )

  it.live("bodies are as large as the backend takes them, and reach it whole", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      const line = `Authorization: Bearer ${yield* issued()}`
      const post = (path: string, length: number) =>
        raw(door.plainPort, request(`POST ${path} HTTP/1.1`, line, `Content-Length: ${length}`), "x".repeat(length))
      for (const [path, largest] of [
        ["/api/subscriptions", 64 * 1024],
        ["/api/subscriptions/import", 5 * 1024 * 1024],
        ["/api/subscriptions/bulk", 512 * 1024],
        ["/api/config", 2 * 1024 * 1024]
      ] as const) {
        assert.strictEqual((yield* post(path, largest)).status, 200, path)
        assert.strictEqual(behind.only().body.length, largest)
        const { body, status } = yield* post(path, largest + 1)
        assert.strictEqual(status, 413, path)
        assert.strictEqual(JSON.parse(body).code, "payload_too_large")
        assert.isTrue(behind.none())
      }
      const chunks = `${"2000\r\n"}${"x".repeat(8192)}\r\n`.repeat(9)
      const chunked = request("POST /api/subscriptions HTTP/1.1", line, "Transfer-Encoding: chunked")
      assert.strictEqual((yield* raw(door.plainPort, `${chunked}${chunks}0\r\n\r\n`)).status, 413)
      assert.isTrue(behind.none())
      const fewer = `${chunked}${`${"2000\r\n"}${"x".repeat(8192)}\r\n`.repeat(2)}0\r\n\r\n`
      assert.strictEqual((yield* raw(door.plainPort, fewer)).status, 200)
      const came = behind.only()
      assert.strictEqual(came.body.length, 2 * 8192)
      assert.deepStrictEqual(valuesOf(came, "content-length"), ["16384"])
    })
  )

  it.live("headers as long as nginx takes them are not too long for the backend", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      const line = `Authorization: Bearer ${yield* issued()}`
      let taken = 0
      for (const long of [400, 900, 3_000, 6_900]) {
        for (const path of ["/api/me", `/api/${"a".repeat(long)}`]) {
          for (let count = 0; count * long < 20_000; count++) {
            const more = Array.from({ length: count }, (_, i) => `X-${i}: ${"a".repeat(long)}`)
            const { status } = yield* raw(door.plainPort, request(`GET ${path} HTTP/1.1`, line, ...more))
            assert.include([200, 403], status, `${count} lines of ${long}`)
            if (status === 200) taken += 1
          }
        }
      }
      assert.isAbove(taken, 40)
      assert.strictEqual(behind.taken().length, taken)
    })
  )

  it.live("neither tokens nor secrets get into the log", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      const token = yield* issued()
      yield* raw(door.plainPort, request("GET /api/me HTTP/1.1", `Authorization: Bearer ${token}`))
      yield* raw(door.plainPort, request("GET /api/me HTTP/1.1", `Cookie: ${accessCookie}=${token}x`))
      yield* raw(door.plainPort, request("GET /api/me HTTP/1.1", `Cookie: ${accessCookie}=${"a".repeat(10_000)}`))
      const log = yield* eventually(
        "three lines in the log",
        Effect.map(door.log, (text) =>
          text.match(/GET (?:200|403) .*\/api\/me"/g)?.length === 3 ? Option.some(text) : Option.none()
        )
      )
      const whole = log + door.said()
      for (const secret of [token, token.split(".")[2] ?? "", "secret", "aaaaaaaa"]) assert.notInclude(whole, secret)
    })
  )

  layer(world({ perAddress: 3 }, { env: { TRUSTED_PROXIES: "127.0.0.1" } }), { excludeTestServices: true })(
    "of the backend",
    (it) => {
      it.effect("S4: are counted by the client's address, not by the proxy's", () =>
        Effect.gen(function* () {
          const login = (username: string, address: string) =>
            ask("POST", "/api/auth/login", {
              body: { username, password: "wrong one" },
              headers: { "x-forwarded-for": address }
            })
          for (const name of ["a", "b", "c"]) {
            assert.strictEqual((yield* login(name, "203.0.113.1")).status, 401)
          }
          const { headers, json, status } = yield* login("d", "203.0.113.1")
          assert.strictEqual(status, 429)
          assert.strictEqual(json.code, "too_many_requests")
          assert.isAbove(Number(headers.get("retry-after")), 0)
          assert.strictEqual((yield* login("e", "203.0.113.2")).status, 401)
        })
      )
    }
  )
})
