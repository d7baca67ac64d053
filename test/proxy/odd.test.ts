import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { nginx } from "./Nginx.ts"
import { raw, request } from "./Raw.ts"
import { issued } from "./Token.ts"
import { upstream, valuesOf } from "./Upstream.ts"

const hidden = "GET /api/users HTTP/1.1\r\nHost: door.example\r\nX-User-Id: 1\r\n\r\n"

const login = (body: string, ...lines: ReadonlyArray<string>): string =>
  request("POST /api/auth/login HTTP/1.1", ...lines) + body

const coded = "Transfer-Encoding: chunked"
const end = `0\r\n\r\n${hidden}`

/** Requests whose end is told in two ways: what is behind one end must not become a request of its own. */
const twoEnds: Readonly<Record<string, string>> = {
  "a length and chunks": login(end, "Content-Length: 5", coded),
  "chunks and a length": login(end, coded, "Content-Length: 5"),
  "two lengths": login(hidden, "Content-Length: 0", `Content-Length: ${hidden.length}`),
  "the same length twice": login(hidden, "Content-Length: 0", "Content-Length: 0"),
  "two lengths in one line": login(hidden, "Content-Length: 0, 5"),
  "a length with a sign": login(hidden, "Content-Length: +5"),
  "a negative length": login(hidden, "Content-Length: -1"),
  "a length in hexadecimal": login(hidden, "Content-Length: 0x5"),
  "an endless length": login(hidden, "Content-Length: 99999999999999999999"),
  "an unknown coding": login(end, "Transfer-Encoding: xchunked"),
  "a coding after a tab": login(end, "Transfer-Encoding:\tchunked", "Content-Length: 5"),
  "two codings": login(end, coded, "Transfer-Encoding: identity"),
  "a coding in a coding": login(end, "Transfer-Encoding: gzip, chunked"),
  "a chunk of no size": login(`x\r\n\r\n${hidden}`, coded),
  "a chunk of an endless size": login(`fffffffffffffffff\r\n\r\n${hidden}`, coded),
  "chunks in HTTP/1.0": login(end, coded).replace("HTTP/1.1", "HTTP/1.0")
}

/** What isn't HTTP, or not any more. */
const malformed: Readonly<Record<string, string>> = {
  "no HTTP at all": "hello\r\n\r\n",
  "a TLS greeting": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  "another protocol": "GET /api/users SPDY/3\r\n\r\n",
  "HTTP/2 in the clear": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "HTTP/3 by name": "GET /api/users HTTP/3.0\r\nHost: x\r\n\r\n",
  "a NUL in the path": request("GET /api/\0users HTTP/1.1"),
  "a NUL in a header": request("GET /api/users HTTP/1.1", "X-A: a\0b"),
  "a NUL in a header's name": request("GET /api/users HTTP/1.1", "X-\0A: b"),
  "a lone carriage return in the path": request("GET /api/\rusers HTTP/1.1"),
  "a control character in the path": request("GET /api/\x01users HTTP/1.1"),
  "a space in the path": request("GET /api/health /x HTTP/1.1"),
  "a space before the colon": request("GET /api/users HTTP/1.1", "X-User-Id : 1"),
  "a folded header": request("GET /api/users HTTP/1.1", "X-A: b", " X-User-Id: 1"),
  "no host": "GET /api/users HTTP/1.1\r\nConnection: close\r\n\r\n",
  "two hosts": request("GET /api/users HTTP/1.1", "Host: other.example"),
  "a bad host": "GET /api/users HTTP/1.1\r\nHost: a/b\r\nConnection: close\r\n\r\n",
  "a host from above": "GET http:///api/users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
  "a tunnel": request("CONNECT door.example:443 HTTP/1.1"),
  "a trace": request("TRACE /api/users HTTP/1.1"),
  "a method in small letters": request("get /api/users HTTP/1.1"),
  "a very long header": request("GET /api/users HTTP/1.1", `X-A: ${"a".repeat(100_000)}`),
  "very many headers": request("GET /api/users HTTP/1.1", ...Array.from({ length: 5_000 }, (_, i) => `X-${i}: ${i}`)),
  "a very long address": request(`GET /api/${"a".repeat(100_000)} HTTP/1.1`),
  "a very long method": request(`${"A".repeat(100_000)} /api/users HTTP/1.1`)
}

needing("nginx", "njs")("odd requests", () => {
  it.live("S7: with two ends bring nothing past the door but themselves", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      for (const [name, bytes] of Object.entries(twoEnds)) {
        // Without the last line's promise to close, so that what follows could be read as the next request.
        for (const text of [bytes, bytes.replace("Connection: close\r\n", "")]) {
          const answer = yield* raw(door.plainPort, text)
          const came = behind.taken()
          assert.isAtMost(came.length, 1, name)
          for (const one of came) {
            assert.strictEqual(`${one.method} ${one.url}`, "POST /api/auth/login", name)
            assert.deepStrictEqual(valuesOf(one, "x-user-id"), [], name)
            assert.deepStrictEqual(valuesOf(one, "transfer-encoding"), [], name)
            assert.isAtMost(valuesOf(one, "content-length").length, 1, name)
          }
          const answers = answer.text.match(/HTTP\/1\.1 \d+/g) ?? []
          // What follows may be refused as a request of its own, for nobody.
          assert.isTrue(
            answers.slice(1).every((line) => /40[03]$/.test(line)),
            `${name}: ${answer.text}`
          )
        }
      }
    })
  )

  it.live("that are no HTTP, or not any more, are refused or get what everybody may have", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      for (const [name, bytes] of Object.entries(malformed)) {
        const { status } = yield* raw(door.plainPort, bytes)
        assert.include([400, 403, 404, 405, 414, 501, 505, null], status, name)
        assert.deepStrictEqual(behind.taken(), [], name)
      }
      assert.strictEqual((yield* raw(door.plainPort, request("GET / HTTP/1.1"))).status, 200)
    })
  )

  it.live("of the oldest kind have no headers, so they are nobody's", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      const { status, text } = yield* raw(door.plainPort, "GET /api/users\r\n")
      assert.isNull(status)
      assert.include(text, "not_signed_in")
      assert.deepStrictEqual(behind.taken(), [])
    })
  )

  it.live("of HTTP/1.0, without a host, reach the backend as HTTP/1.1 with one", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url, env: { SERVER_NAME: "door.example" } })
      const token = yield* issued()
      const old = `GET /api/me HTTP/1.0\r\nAuthorization: Bearer ${token}\r\n\r\n`
      assert.strictEqual((yield* raw(door.plainPort, old)).status, 200)
      assert.deepStrictEqual(valuesOf(behind.only(), "host"), ["door.example"])
    })
  )

  it.live("that name the whole address are judged by its path", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      const whole = (path: string) => `GET http://door.example${path} HTTP/1.1`
      assert.strictEqual((yield* raw(door.plainPort, request(whole("/api/users")))).status, 403)
      assert.strictEqual((yield* raw(door.plainPort, request(whole("/api/health/../users")))).status, 403)
      assert.isTrue(behind.none())
      assert.strictEqual((yield* raw(door.plainPort, request(whole("/api/health")))).status, 200)
      assert.strictEqual(behind.only().url, "/api/health")
    })
  )

  it.live("one after the other on one connection are judged each by itself", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      const good = `GET /api/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${yield* issued()}\r\n\r\n`
      const nobody = "GET /api/me HTTP/1.1\r\nHost: a\r\n\r\n"
      const { text } = yield* raw(door.plainPort, good + nobody + good + request("GET /api/me HTTP/1.1"))
      assert.deepStrictEqual(text.match(/(?<=HTTP\/1\.1 )\d+/g), ["200", "403", "200", "403"])
      assert.strictEqual(behind.taken().length, 2)
    })
  )
})
