import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { nginx } from "./Nginx.ts"
import { raw, request } from "./Raw.ts"
import { accessCookie, issued } from "./Token.ts"
import { upstream } from "./Upstream.ts"

const isThere = [
  ["/thumbnails/hls/testcard", "/hls/testcard"],
  ["/thumbnails/hls/testcard?at=12", "/hls/testcard"],
  ["/thumbnails/my-driver_2/Jane.Doe-1", "/my-driver_2/Jane.Doe-1"],
  ["/thumbnails/hls/testcard/2026-01-01_00-00-00.jpg", "/hls/testcard/2026-01-01_00-00-00.jpg"],
  ["/thumbnails/hls/a/b.c.jpg", "/hls/a/b.c.jpg"],
  ["/thumbnails/hls/a-strip/b-strips.jpg", "/hls/a-strip/b-strips.jpg"]
] as const

const isNot = [
  "/thumbnails",
  "/thumbnails/",
  "/thumbnails/hls",
  "/thumbnails/hls/",
  "/thumbnails/hls/a/",
  "/thumbnails/hls/a/b",
  "/thumbnails/hls/a/b.png",
  "/thumbnails/hls/a/2026-01-01_00-00-00-strip.jpg",
  "/thumbnails/hls/a/2026-01-01_00-00-00-strip.jpg?1",
  "/thumbnails/hls/a/b.jpgx",
  "/thumbnails/hls/a/b.jpg/",
  "/thumbnails/hls/a/b.JPG",
  "/thumbnails/hls/a/b/c.jpg",
  "/thumbnails/hls/a/.jpg",
  "/thumbnails/hls/a/..jpg",
  "/thumbnails/hls/..",
  "/thumbnails/hls/a..b",
  "/thumbnails/hls/a/a..b.jpg",
  "/thumbnails/hls/.a",
  "/thumbnails/HLS/a",
  "/thumbnails/-x/a",
  "/thumbnails//hls/a",
  "//thumbnails/hls/a",
  "/thumbnails/./hls/a",
  "/thumbnails/hls/x/../a",
  "/thumbnails/hls/%61",
  "/thumbnails/hls/a%2fb",
  "/thumbnails/hls%2fa",
  "/thumbnails/hls/a%00",
  "/thumbnails/hls/a%0a",
  "/thumbnails/hls/a b.jpg",
  "/%74humbnails/hls/a",
  "/thumbnails/hls/a/b.jpg%00.png",
  `/thumbnails/${"a".repeat(33)}/a`,
  `/thumbnails/hls/${"a".repeat(65)}`,
  "/api/../thumbnails/hls/a"
]

needing("nginx", "njs")("thumbnails", () => {
  it.live("S1: are anybody's, and nothing else at the thumbnailer is", () =>
    Effect.gen(function* () {
      const behind = yield* upstream((_incoming, response) => {
        response.setHeader("content-type", "image/jpeg")
        response.setHeader("cache-control", "public, max-age=10")
        response.setHeader("set-cookie", "access_token=x")
        response.end("a picture")
      })
      const door = yield* nginx({ backend: "http://127.0.0.1:9", env: { THUMBNAILER_URL: behind.url } })
      const token = yield* issued()
      const mine = [
        `Authorization: Bearer ${token}`,
        `Cookie: ${accessCookie}=${token}; refresh_token=x`,
        "X-Own: 1",
        "Content-Length: 4"
      ]
      for (const [path, asked] of isThere) {
        for (const method of ["GET", "HEAD"]) {
          const answer = yield* raw(door.plainPort, request(`${method} ${path} HTTP/1.1`, ...mine), "body")
          assert.strictEqual(answer.status, 200, path)
          assert.strictEqual(answer.headers.get("content-type"), "image/jpeg")
          assert.strictEqual(answer.headers.get("cache-control"), "public, max-age=10")
          assert.isFalse(answer.headers.has("set-cookie"))
          const came = behind.only()
          assert.strictEqual(`${came.method} ${came.url}`, `${method} ${asked}`)
          const names = came.headers.map(([name]) => name.toLowerCase())
          for (const name of ["authorization", "cookie", "x-own", "x-user-id", "x-proxy-secret"]) {
            assert.notInclude(names, name)
          }
        }
        for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
          const { status } = yield* raw(door.plainPort, request(`${method} ${path} HTTP/1.1`, ...mine), "body")
          assert.strictEqual(status, 404, `${method} ${path}`)
        }
      }
      for (const path of isNot) {
        const { body, status } = yield* raw(door.plainPort, request(`GET ${path} HTTP/1.1`))
        assert.isTrue(status === 404 || status === 400 || body.startsWith("<!doctype html>"), `${path}: ${status}`)
        assert.isTrue(behind.none(), path)
      }
    })
  )

  it.live("S11: what is no picture is not shown as one, nor as anything else", () =>
    Effect.gen(function* () {
      const types = new Map([
        ["text/html", "application/octet-stream"],
        ["image/svg+xml", "application/octet-stream"],
        ["image/jpegx", "application/octet-stream"],
        ["", "application/octet-stream"],
        ["image/png", "image/png"],
        ["IMAGE/WebP; q=1", "IMAGE/WebP; q=1"]
      ])
      let type = ""
      const behind = yield* upstream((_incoming, response) => {
        if (type !== "") response.setHeader("content-type", type)
        response.end("<script>alert(1)</script>")
      })
      const door = yield* nginx({ backend: "http://127.0.0.1:9", env: { THUMBNAILER_URL: behind.url } })
      for (const [said, told] of types) {
        type = said
        const { headers, text } = yield* raw(door.plainPort, request("GET /thumbnails/hls/a HTTP/1.1"))
        assert.strictEqual(headers.get("content-type"), told, said)
        assert.strictEqual(text.match(/^content-type:/gim)?.length, 1, said)
        assert.include(headers.get("content-security-policy") ?? "", "sandbox")
      }
    })
  )

  it.live("D6: a thumbnailer that hangs or is away costs no more than the picture", () =>
    Effect.gen(function* () {
      const behind = yield* upstream(() => undefined)
      const door = yield* nginx({ backend: "http://127.0.0.1:9", env: { THUMBNAILER_URL: behind.url } })
      const { body, headers, status } = yield* raw(door.plainPort, request("GET /thumbnails/hls/a HTTP/1.1"))
      assert.strictEqual(status, 204)
      assert.strictEqual(body, "")
      assert.strictEqual(headers.get("cache-control"), "public, max-age=60")
    })
  )

  it.live("don't exist without a thumbnailer", () =>
    Effect.gen(function* () {
      const behind = yield* upstream()
      const door = yield* nginx({ backend: behind.url })
      for (const path of ["/thumbnails/hls/a", "/thumbnails/hls/a/b.jpg", "/thumbnails/"]) {
        const { body, status } = yield* raw(door.plainPort, request(`GET ${path} HTTP/1.1`))
        assert.strictEqual(status, 404, path)
        assert.strictEqual(JSON.parse(body).code, "not_found")
      }
      assert.isTrue(behind.none())
    })
  )
})
