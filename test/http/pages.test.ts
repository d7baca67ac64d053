import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore()("the pages and their pictures", (it) => {
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
        "/thumbnails/hls/a/..%2fb.jpg",
        "/thumbnails/hls/a/b/c.jpg"
      ])
        assert.strictEqual((yield* ask("GET", path)).status, 404, path)
    })
  )

  it.effect("one's account says whether there are pictures at all", () =>
    Effect.gen(function* () {
      yield* addUser("mira")
      const { token } = yield* signIn("mira")
      const { json } = yield* ask("GET", "/api/me", { token })
      assert.deepStrictEqual([json.username, json.thumbnails], ["mira", false])
    })
  )
})
