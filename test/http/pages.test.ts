import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore, password } from "./World.ts"

const index = '<!doctype html><base href="/" /><title>Sticky DVR</title>'

onEachStore({ publicPath: "/dvr" })("below a path of a host", (it) => {
  it.effect("D11: the page names it, compressed or not, and the cookies go there and nowhere else", () =>
    Effect.gen(function* () {
      const wanted = index.replace(`href="/"`, `href="/dvr/"`)
      for (const encoding of ["br", "gzip", "identity"]) {
        const headers = { accept: "text/html", "accept-encoding": encoding }
        for (const path of ["/", "/source/hls/a.b"])
          assert.strictEqual((yield* ask("GET", path, { headers })).text, wanted, `${encoding} ${path}`)
      }
      yield* addUser("mira")
      const body = { username: "mira", password }
      const answer = yield* ask("POST", "/api/auth/login", { body, headers: { "sec-fetch-site": "same-origin" } })
      const cookies = answer.headers
        .getSetCookie()
        .map((line) => /^([A-Za-z_-]+)_[^=]+=.*; Path=([^;]+)/.exec(line)?.slice(1))
      assert.deepStrictEqual(cookies.sort(), [
        ["__Secure-access_token", "/dvr"],
        ["__Secure-refresh_token", "/dvr/api/auth"]
      ])
    })
  )
})

onEachStore()("the pages and their pictures", (it) => {
  it.effect("D16: a source whose name looks like a file's is a page when it is loaded again", () =>
    Effect.gen(function* () {
      for (const path of ["/source/hls/a.b", "/source/hls/jane.doe.js?tab=log", "/source/hls/x.css"]) {
        for (const encoding of ["br", "identity"]) {
          const headers = { accept: "text/html", "accept-encoding": encoding }
          const page = yield* ask("GET", path, { headers })
          assert.deepStrictEqual([page.status, page.text], [200, index], path)
          assert.match(page.headers.get("content-type") ?? "", /^text\/html/)
        }
      }
    })
  )

  it.effect("every address that is no file is the index, for who asks for a page", () =>
    Effect.gen(function* () {
      for (const path of ["/", "/subscriptions", "/source/hls/testcard", "/nowhere"]) {
        const page = yield* ask("GET", path, { headers: { accept: "text/html" } })
        assert.deepStrictEqual([page.status, page.headers.get("cache-control")], [200, "no-cache"], path)
        assert.include(page.text, "Sticky DVR")
        assert.include(page.headers.get("content-security-policy") ?? "", "default-src 'self'")
      }
      for (const path of ["/missing.js", "/components/missing.css"])
        assert.strictEqual((yield* ask("GET", path, { headers: { accept: "text/html" } })).status, 404, path)
    })
  )

  it.effect("pictures of well-formed names are none rather than an error, others are nowhere", () =>
    Effect.gen(function* () {
      for (const path of ["/thumbnails/hls/testcard", "/thumbnails/hls/testcard/2026-01-01.jpg"])
        assert.strictEqual((yield* ask("GET", path)).status, 204, path)
      for (const path of [
        "/thumbnails",
        "/thumbnails/hls",
        "/thumbnails/HLS/testcard",
        "/thumbnails/hls/a..b",
        "/thumbnails/hls/%2e%2e",
        "/thumbnails/hls/a%2fb",
        "/thumbnails/hls/a%00",
        "/thumbnails/hls/a/b.ts",
        "/thumbnails/hls/a/2026-01-01-strip.jpg",
        "/thumbnails/hls/a/2026-01-01%2dstrip.jpg",
        "/thumbnails/hls/a/2026-01-01-strip%2ejpg?1",
        "/thumbnails/hls/a/..%2fb.jpg",
        "/thumbnails/hls/a/b/c.jpg"
      ])
        assert.strictEqual((yield* ask("GET", path)).status, 404, path)
    })
  )

  it.effect("one's account says whether there are pictures at all, and whether ffmpeg is there to make one file", () =>
    Effect.gen(function* () {
      yield* addUser("mira")
      const { token } = yield* signIn("mira")
      const { json } = yield* ask("GET", "/api/me", { token })
      assert.deepStrictEqual([json.username, json.thumbnails], ["mira", false])
      const folder = mkdtempSync(join(tmpdir(), "sticky-pages-"))
      yield* Effect.acquireUseRelease(
        Effect.sync(() => vi.stubEnv("PATH", folder)),
        () =>
          Effect.gen(function* () {
            assert.isFalse((yield* ask("GET", "/api/me", { token })).json.one_file)
            writeFileSync(join(folder, "ffmpeg"), "", { mode: 0o755 })
            assert.isTrue((yield* ask("GET", "/api/me", { token })).json.one_file)
          }),
        () =>
          Effect.sync(() => {
            vi.unstubAllEnvs()
            rmSync(folder, { recursive: true, force: true })
          })
      )
    })
  )
})
