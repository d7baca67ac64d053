import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { docsPath, securityHeaders } from "../../src/http/SecurityHeaders.ts"
import { needing } from "../Programs.ts"
import { nginx } from "./Nginx.ts"
import { type RawAnswer, raw, rawTls, request } from "./Raw.ts"
import { issued } from "./Token.ts"
import { upstream } from "./Upstream.ts"

const bearer = "Authorization: Bearer "

/** A request to every location, and to every error that nginx answers itself, and what it is answered with. */
const table = [
  ["the page", 200, "GET / HTTP/1.1"],
  ["a page's address", 200, "GET /source/hls/a.b HTTP/1.1"],
  ["a file of the pages", 200, "GET /app.js HTTP/1.1"],
  ["a file that was not modified", 304, "GET /app.js HTTP/1.1", "If-None-Match: *"],
  ["a part of a file", 206, "GET /app.js HTTP/1.1", "Range: bytes=0-3"],
  ["a part that is not there", 416, "GET /app.js HTTP/1.1", "Range: bytes=99999999-"],
  ["a missing file", 404, "GET /missing.js HTTP/1.1"],
  ["a change of a page", 405, "POST / HTTP/1.1", "Content-Length: 0"],
  ["metrics", 404, "GET /metrics HTTP/1.1"],
  ["the folder of the recordings", 404, "GET /_media/x HTTP/1.1"],
  ["the inside of an error", 404, "GET /_problem HTTP/1.1"],
  ["login", 200, "POST /api/auth/login HTTP/1.1", "Content-Length: 0"],
  ["refresh", 200, "POST /api/auth/refresh HTTP/1.1", "Content-Length: 0"],
  ["logout", 200, "POST /api/auth/logout HTTP/1.1", "Content-Length: 0"],
  ["health", 200, "GET /api/health HTTP/1.1"],
  ["life", 200, "GET /api/livez HTTP/1.1"],
  ["readiness", 200, "GET /api/readyz HTTP/1.1"],
  ["the API", 200, "GET /api/me HTTP/1.1", bearer],
  ["the API, for nobody", 403, "GET /api/me HTTP/1.1"],
  ["the API's root", 404, "GET /api HTTP/1.1"],
  ["the import", 200, "POST /api/subscriptions/import HTTP/1.1", bearer, "Content-Length: 0"],
  ["the import, for nobody", 403, "POST /api/subscriptions/import HTTP/1.1", "Content-Length: 0"],
  ["a recording", 200, "GET /api/accel/a.ts HTTP/1.1", bearer],
  ["a part of a recording", 206, "GET /api/accel/a.ts HTTP/1.1", bearer, "Range: bytes=0-1"],
  ["a recording that is gone", 404, "GET /api/accel/gone.ts HTTP/1.1", bearer],
  ["a picture", 200, "GET /thumbnails/hls/a HTTP/1.1"],
  ["no picture", 404, "GET /thumbnails/hls HTTP/1.1"],
  ["a body that is too large", 413, "POST /api/me HTTP/1.1", bearer, "Content-Length: 65537"],
  ["an address that is too long", 414, `GET /${"a".repeat(10_000)} HTTP/1.1`],
  ["headers that are too long", 403, "GET / HTTP/1.1", `X-Long: ${"a".repeat(10_000)}`],
  ["a bad address", 400, "GET /../../x HTTP/1.1"],
  ["a bad length", 400, "POST /api/me HTTP/1.1", "Content-Length: x"],
  ["a forbidden method", 405, "TRACE / HTTP/1.1"]
] as const

const ours = securityHeaders("/")

const count = (answer: RawAnswer, name: string) => answer.text.match(new RegExp(`^${name}:`, "gim"))?.length ?? 0

const carries = (answer: RawAnswer, name: string, more: Readonly<Record<string, string>>) => {
  for (const [header, value] of Object.entries({ ...ours, ...more })) {
    assert.strictEqual(answer.headers.get(header), value, `${header} of ${name}`)
    // nginx adds its headers twice to its own 416; the same word twice means the same.
    assert.strictEqual(count(answer, header), answer.status === 416 ? 2 : 1, `${header} of ${name}`)
  }
  assert.strictEqual(answer.headers.get("server"), "nginx", name)
}

const pictures = { "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'" }
const transport = { "strict-transport-security": "max-age=31536000" }

/** A backend and thumbnailer that says things of its own about security. */
const talkative = upstream((incoming, response) => {
  if (incoming.url?.startsWith("/api/accel/"))
    response.setHeader("x-accel-redirect", `/_media/${incoming.url.slice(11)}`)
  response.setHeader("x-frame-options", "SAMEORIGIN")
  response.setHeader("x-content-type-options", "sniff")
  response.setHeader("referrer-policy", "unsafe-url")
  response.setHeader("strict-transport-security", "max-age=1")
  response.setHeader("x-powered-by", "words")
  response.setHeader("server", "words")
  response.setHeader("content-type", "image/jpeg")
  if (incoming.url?.startsWith("/hls/")) response.setHeader("content-security-policy", "default-src *")
  response.end("some bytes of an answer")
})

const put = (folder: string) =>
  FileSystem.FileSystem.use((fs) => fs.writeFileString(`${folder}/recordings/a.ts`, "recorded")).pipe(
    Effect.provide(NodeServices.layer),
    Effect.orDie
  )

needing("nginx", "njs")("what every answer says to browsers", () => {
  for (const tls of [false, true]) {
    it.live(`S11: is the same at every location and in every error, ${tls ? "with" : "without"} TLS`, () =>
      Effect.gen(function* () {
        const behind = yield* talkative
        const door = yield* nginx({ backend: behind.url, tls, env: { THUMBNAILER_URL: behind.url } })
        yield* put(door.folder)
        const certificate = tls ? yield* door.certificate : ""
        const token = yield* issued()
        for (const [name, status, first, ...lines] of table) {
          const text = request(first, ...lines.map((line) => (line === bearer ? line + token : line)))
          const answer = yield* tls ? rawTls(door.tlsPort, certificate, text) : raw(door.plainPort, text)
          assert.strictEqual(answer.status, status, `${name}: ${answer.text}`)
          carries(answer, name, { ...(tls ? transport : {}), ...(name === "a picture" ? pictures : {}) })
          assert.strictEqual(answer.headers.has("strict-transport-security"), tls, name)
          assert.strictEqual(count(answer, "x-powered-by"), 0, name)
          assert.strictEqual(count(answer, "x-redirect-to"), status === 403 ? 1 : 0, name)
          if (status >= 400 && status !== 416) {
            assert.strictEqual(answer.headers.get("content-type"), "application/problem+json", name)
            const problem = JSON.parse(answer.body)
            assert.strictEqual(problem.status, status, name)
            assert.match(problem.error, /^[A-Z].*\.$/, name)
            assert.match(problem.code, /^[a-z_]+$/, name)
            assert.strictEqual(answer.headers.get("cache-control"), "no-store", name)
          }
        }
      })
    )
  }

  it.live("leads from plain HTTP to HTTPS, at every location, without promising TLS in the clear", () =>
    Effect.gen(function* () {
      const behind = yield* talkative
      const door = yield* nginx({ backend: behind.url, tls: true, env: { THUMBNAILER_URL: behind.url } })
      for (const [path, method] of [
        ["/", "GET"],
        ["/source/hls/a%20b?x=%2f&y", "GET"],
        ["/api/me", "GET"],
        ["/api/auth/login", "POST"],
        ["/thumbnails/hls/a", "GET"],
        ["/metrics", "GET"]
      ] as const) {
        const answer = yield* raw(door.plainPort, request(`${method} ${path} HTTP/1.1`, "Content-Length: 0"))
        assert.strictEqual(answer.status, 308, path)
        assert.strictEqual(answer.headers.get("location"), `https://door.example:${door.tlsPort}${path}`)
        carries(answer, path, path.startsWith("/thumbnails/") ? pictures : {})
        assert.isFalse(answer.headers.has("strict-transport-security"))
      }
      assert.isTrue(behind.none())
    })
  )

  it.live("leaves the documentation its own policy", () =>
    Effect.gen(function* () {
      const documentation = securityHeaders(docsPath)["content-security-policy"] ?? ""
      const behind = yield* upstream((_incoming, response) => {
        response.setHeader("content-security-policy", documentation)
        response.end("a page")
      })
      const door = yield* nginx({ backend: behind.url })
      const answer = yield* raw(door.plainPort, request(`GET ${docsPath} HTTP/1.1`, bearer + (yield* issued())))
      carries(answer, docsPath, { "content-security-policy": documentation })
    })
  )
})
