import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { nginx, proxySecret } from "./Nginx.ts"
import { raw, request } from "./Raw.ts"
import { accessCookie, identity, issued } from "./Token.ts"
import { type Arrived, upstream, valuesOf } from "./Upstream.ts"

const names = ["X-User-Id", "X-User-Role", "X-Session-Id", "X-Proxy-Secret"]

/** Every way of writing a header's name that could be taken for it further on. */
const spellings = (name: string): ReadonlyArray<string> => {
  const low = name.toLowerCase()
  const mixed = [...low].map((letter, i) => (i % 2 === 0 ? letter.toUpperCase() : letter)).join("")
  const under = low.replaceAll("-", "_")
  return [name, low, low.toUpperCase(), mixed, under, under.toUpperCase(), `${low.slice(0, 2)}${under.slice(2)}`]
}

const lies = names.flatMap((name) =>
  spellings(name).flatMap((spelling) => [
    `${spelling}: 1`,
    `${spelling}: admin`,
    `${spelling}:`,
    `${spelling}: ${proxySecret}`
  ])
)
/** In lots that fit into what nginx accepts as headers. */
const lots = Array.from({ length: 4 }, (_, i) => lies.filter((_lie, n) => n % 4 === i))

const said = (arrived: Arrived): Readonly<Record<string, ReadonlyArray<string>>> =>
  Object.fromEntries(
    arrived.headers
      .filter(([name]) => /^x[-_](user|session|proxy)/i.test(name))
      .map(([name]) => [name.toLowerCase(), valuesOf(arrived, name.toLowerCase())])
  )

/** Where requests go that nobody has to sign in for, and what the proxy itself says there. */
const open = [
  ["POST", "/api/auth/login", { "x-proxy-secret": [proxySecret] }],
  ["POST", "/api/auth/refresh", { "x-proxy-secret": [proxySecret] }],
  ["GET", "/api/livez", {}],
  ["GET", "/api/readyz", {}],
  ["GET", "/thumbnails/hls/testcard", {}],
  ["GET", "/thumbnails/hls/testcard/1.jpg", {}]
] as const

const closed = [
  ["GET", "/api/me"],
  ["DELETE", "/api/users/1"],
  ["POST", "/api/subscriptions/import"],
  ["GET", "/api/nothing"]
] as const

needing("nginx", "njs")("S6: who a client claims to be", () => {
  it.live("means nothing where nobody has to sign in, with and without a token", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url, env: { THUMBNAILER_URL: behind.url } })
      const token = yield* issued()
      for (const [method, path, expected] of open) {
        for (const lot of lots) {
          for (const mine of [[], [`Authorization: Bearer ${token}`], [`Cookie: ${accessCookie}=${token}`]]) {
            const { status } = yield* raw(door.plainPort, request(`${method} ${path} HTTP/1.1`, ...lot, ...mine))
            assert.strictEqual(status, 200, path)
            assert.deepStrictEqual(said(behind.only()), expected, path)
          }
        }
      }
    })
  )

  it.live("is replaced by what a good token says, and stops at the door without one", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      const token = yield* issued()
      const truth = Object.fromEntries(
        Object.entries({ ...identity, "x-proxy-secret": proxySecret }).map(([name, value]) => [name, [value]])
      )
      for (const [method, path] of closed) {
        for (const lot of lots) {
          for (const mine of [`Authorization: Bearer ${token}`, `Cookie: ${accessCookie}=${token}`]) {
            const { status } = yield* raw(door.plainPort, request(`${method} ${path} HTTP/1.1`, ...lot, mine))
            assert.strictEqual(status, 200, path)
            assert.deepStrictEqual(said(behind.only()), truth, path)
          }
          const { headers, status } = yield* raw(door.plainPort, request(`${method} ${path} HTTP/1.1`, ...lot))
          assert.strictEqual(status, 403, path)
          assert.strictEqual(headers.get("x-redirect-to"), "/login")
          assert.isTrue(behind.none(), path)
        }
      }
    })
  )

  it.live.each(["POST /api/auth/logout", "GET /api/health"])(
    "S23: is what a good token says also at %s, which needs none",
    (line) =>
      Effect.gen(function* () {
        const behind = yield* upstream()
        const door = yield* nginx({ backend: behind.url })
        const token = yield* issued()
        const ofToken = Object.fromEntries(Object.entries(identity).map(([name, value]) => [name, [value]]))
        for (const lot of lots) {
          for (const [mine, truth] of [
            [[], {}],
            [["Authorization: Bearer x"], {}],
            [[`Authorization: Bearer ${token}`], ofToken],
            [[`Cookie: ${accessCookie}=${token}`], ofToken]
          ] as const) {
            const { status } = yield* raw(door.plainPort, request(`${line} HTTP/1.1`, ...lot, ...mine))
            assert.strictEqual(status, 200)
            assert.deepStrictEqual(said(behind.only()), { ...truth, "x-proxy-secret": [proxySecret] })
          }
        }
      })
  )

  it.live("reaches nothing at addresses that nginx answers itself", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url, env: { THUMBNAILER_URL: behind.url } })
      const token = yield* issued()
      for (const path of [
        "/",
        "/app.js",
        "/source/hls/a",
        "/metrics",
        "/api",
        "/_media/x",
        "/thumbnails/",
        "/nope.js"
      ]) {
        for (const lot of lots) {
          yield* raw(door.plainPort, request(`GET ${path} HTTP/1.1`, ...lot, `Authorization: Bearer ${token}`))
        }
      }
      assert.isTrue(behind.none())
    })
  )

  it.live("which address it comes from is said by the connection, unless a named proxy says it", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const lines = [
        "X-Forwarded-For: 203.0.113.7",
        "X-Forwarded-For: 198.51.100.9, 127.0.0.2",
        "X-Real-IP: 203.0.113.8",
        "X-Forwarded-Host: evil.example, other.example",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Port: 1",
        "Forwarded: for=203.0.113.7"
      ]
      const names = [
        "x-real-ip",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-port",
        "forwarded",
        "host"
      ]
      const asSeen = (env: Readonly<Record<string, string>>) =>
        Effect.gen(function* () {
          const door = yield* nginx({ backend: behind.url, env })
          const { headers } = yield* raw(door.plainPort, request("GET /api/health HTTP/1.1", ...lines))
          const arrived = behind.only()
          return {
            hsts: headers.get("strict-transport-security"),
            seen: names.map((name) => valuesOf(arrived, name).join())
          }
        })
      const direct = ["127.0.0.1", "127.0.0.1", "door.example", "http", "", "", "door.example"]
      assert.deepStrictEqual(yield* asSeen({}), { hsts: undefined, seen: direct })
      assert.deepStrictEqual(yield* asSeen({ TRUSTED_PROXIES: "192.0.2.0/24, 2001:db8::/32" }), {
        hsts: undefined,
        seen: direct
      })
      const forwarded = ["198.51.100.9", "198.51.100.9", "evil.example", "https", "", "", "evil.example"]
      assert.deepStrictEqual(yield* asSeen({ TRUSTED_PROXIES: "127.0.0.0/8,192.0.2.1" }), {
        hsts: "max-age=31536000",
        seen: forwarded
      })
    })
  )
})
