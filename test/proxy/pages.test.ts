import { tmpdir } from "node:os"
import { gunzipSync } from "node:zlib"
import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { needing } from "../Programs.ts"
import { nginx } from "./Nginx.ts"
import { raw, request } from "./Raw.ts"
import { upstream } from "./Upstream.ts"

const page = `<!doctype html><base href="/" /><title>Sticky DVR</title>${"<p>page</p>".repeat(100)}`
const program = `export const it = ${JSON.stringify("works ".repeat(500))}`

const servedWith = Effect.fnUntraced(
  function* (env: Readonly<Record<string, string>>) {
    const fs = yield* FileSystem.FileSystem
    const webRoot = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-pages-" })
    yield* fs.makeDirectory(`${webRoot}/lib`)
    yield* fs.writeFileString(`${webRoot}/index.html`, page)
    yield* fs.writeFileString(`${webRoot}/app.js`, program)
    yield* fs.writeFileString(`${webRoot}/lib/small.js`, "1")
    yield* fs.writeFileString(`${webRoot}/style.css`, "a{}")
    yield* fs.writeFileString(`${webRoot}/icons.svg`, "<svg/>")
    yield* fs.writeFileString(`${webRoot}/../${webRoot.split("/").at(-1)}.outside`, "outside")
    yield* Effect.addFinalizer(() => Effect.ignore(fs.remove(`${webRoot}.outside`)))
    const behind = yield* upstream()
    const door = yield* nginx({ backend: behind.url, webRoot, env })
    return (first: string, ...lines: ReadonlyArray<string>) => raw(door.plainPort, request(first, ...lines))
  },
  Effect.provide(NodeServices.layer),
  Effect.orDie
)

const served = servedWith({})

needing("nginx", "njs")("the pages", () => {
  it.live("are one page at every address that is no file's, dots in the names of sources or not", () =>
    Effect.gen(function* () {
      const get = yield* served
      for (const path of [
        "/",
        "/login",
        "/login?to=%2Fsubscriptions",
        "/subscriptions",
        "/source/hls/testcard",
        "/source/hls/jane.doe",
        "/source/hls/a.js",
        "/source/hls/..",
        "/admin/users",
        "/lib",
        "/lib/",
        "/nobody/knows/this"
      ]) {
        const { body, headers, status } = yield* get(`GET ${path} HTTP/1.1`)
        assert.strictEqual(status, 200, path)
        assert.strictEqual(body, page, path)
        assert.strictEqual(headers.get("content-type"), "text/html; charset=utf-8")
        assert.strictEqual(headers.get("cache-control"), "no-cache")
      }
    })
  )

  it.live("D11: name everything below the public path that they were told, and only there", () =>
    Effect.gen(function* () {
      const get = yield* servedWith({ PUBLIC_PATH: "/media/dvr" })
      for (const path of ["/", "/source/hls/jane.doe"]) {
        const { body, status } = yield* get(`GET ${path} HTTP/1.1`)
        assert.strictEqual(status, 200)
        assert.include(body, page.replace(`<base href="/"`, `<base href="/media/dvr/"`))
      }
      assert.strictEqual((yield* get("GET /app.js HTTP/1.1")).body, program)
    })
  )

  it.live("come with their files, by their types, asked about at each load", () =>
    Effect.gen(function* () {
      const get = yield* served
      for (const [path, type] of [
        ["/app.js", /^(?:application|text)\/javascript; charset=utf-8$/],
        ["/lib/small.js", /javascript/],
        ["/style.css", /^text\/css; charset=utf-8$/],
        ["/icons.svg", /^image\/svg\+xml/]
      ] as const) {
        const { headers, status } = yield* get(`GET ${path} HTTP/1.1`)
        assert.strictEqual(status, 200, path)
        assert.match(headers.get("content-type") ?? "", type)
        assert.strictEqual(headers.get("cache-control"), "no-cache")
        const again = yield* get(`GET ${path} HTTP/1.1`, `If-None-Match: ${headers.get("etag")}`)
        assert.strictEqual(again.status, 304, path)
        assert.strictEqual(again.body, "")
      }
      for (const path of ["/missing.js", "/lib/missing.css", "/index.htm"]) {
        const { headers, status } = yield* get(`GET ${path} HTTP/1.1`)
        assert.strictEqual(status, 404, path)
        assert.strictEqual(headers.get("content-type"), "application/problem+json")
      }
      for (const path of ["/../x.outside", "/%2e%2e/x", "/lib/..%2f..%2fx.outside"]) {
        assert.notInclude((yield* get(`GET ${path} HTTP/1.1`)).body, "outside", path)
      }
    })
  )

  it.live("are compressed for who can read that, and still known then", () =>
    Effect.gen(function* () {
      const get = yield* served
      const { body, headers } = yield* get("GET /app.js HTTP/1.1", "Accept-Encoding: gzip, br")
      assert.strictEqual(headers.get("content-encoding"), "gzip")
      assert.strictEqual(headers.get("vary"), "Accept-Encoding")
      assert.isBelow(body.length, program.length / 5)
      // The only chunk, between its size and the last one.
      const [, size = "", rest = ""] = /^([0-9a-f]+)\r\n([\s\S]*)$/.exec(body) ?? []
      const packed = Buffer.from(rest.slice(0, Number.parseInt(size, 16)), "latin1")
      assert.strictEqual(gunzipSync(packed).toString(), program)
      const known = `If-None-Match: ${headers.get("etag")}`
      assert.strictEqual((yield* get("GET /app.js HTTP/1.1", "Accept-Encoding: gzip", known)).status, 304)
      const plain = yield* get("GET /app.js HTTP/1.1")
      assert.isFalse(plain.headers.has("content-encoding"))
      assert.strictEqual(plain.body, program)
    })
  )

  it.live("are there while the backend is away", () =>
    Effect.gen(function* () {
      const door = yield* nginx({ backend: "http://127.0.0.1:9" })
      assert.strictEqual((yield* raw(door.plainPort, request("GET / HTTP/1.1"))).status, 200)
      const { body, headers, status } = yield* raw(door.plainPort, request("GET /api/health HTTP/1.1"))
      assert.strictEqual(status, 502)
      assert.strictEqual(headers.get("retry-after"), "2")
      assert.strictEqual(JSON.parse(body).code, "unavailable")
    })
  )
})
