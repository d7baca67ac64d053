import { assert } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { type Answer, ask, signIn, until } from "./Client.ts"
import { StoreLine } from "./Stores.ts"
import { addUser, onEachStore, Site } from "./World.ts"

onEachStore()("the edges of the API", (it) => {
  it.effect("answer addresses that don't exist, and methods that they don't take, with problems", () =>
    Effect.gen(function* () {
      const html = { headers: { accept: "text/html" } }
      for (const path of ["/api/nope", "/api/subscriptions/x", "/api/auth/loginX", "/api", "/api/health/../nope"]) {
        const answer = yield* ask("GET", path, html)
        assert.strictEqual(answer.status, 404, path)
        assert.strictEqual(answer.headers.get("content-type"), "application/problem+json")
        assert.strictEqual(answer.json.code, "not_found")
      }
      const method = yield* ask("PUT", "/api/me", { headers: { "sec-fetch-site": "same-origin" } })
      assert.strictEqual(method.status, 405)
      assert.strictEqual(method.headers.get("allow"), "GET, HEAD")
    })
  )

  it.effect("refuse unknown fields, bad JSON, other content types and large bodies", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const { token } = yield* signIn("alice")
      const post = (raw: string, type = "application/json") =>
        ask("POST", "/api/subscriptions", { token, raw, headers: { "content-type": type } })
      const unknown = yield* post(`{"driver":"hls","username":"a","more":1}`)
      assert.strictEqual(unknown.status, 400)
      assert.strictEqual(unknown.json.code, "bad_request")
      const broken = yield* post("{")
      assert.strictEqual(broken.status, 400)
      assert.strictEqual(broken.json.error, "The request can't be used: body: is no well-formed JSON.")
      const typed = yield* post("driver=hls", "application/x-www-form-urlencoded")
      assert.strictEqual(typed.status, 415)
      assert.strictEqual(typed.json.code, "unsupported_media_type")
      const large = yield* post(JSON.stringify({ driver: "hls", username: "a".repeat(70_000) }))
      assert.strictEqual(large.status, 413)
      assert.strictEqual(large.json.code, "payload_too_large")
      const query = yield* ask("GET", "/api/subscriptions?statuss=recording", { token })
      assert.strictEqual(query.status, 400)
      const named = yield* post(`{"driver":"HLS!","username":"../x"}`)
      assert.strictEqual(named.status, 400)
      assert.isTrue(named.json.errors.length > 0)
    })
  )

  it.effect("a body without a length is cut off at the limit", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const { token } = yield* signIn("alice")
      const { url } = yield* Site
      const { status } = yield* Effect.promise(() => {
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(8192).fill(32))
            controller.close()
          }
        })
        const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
        const init = { method: "POST", headers, body, duplex: "half" } as const
        return fetch(`${url}/api/subscriptions`, init)
      })
      assert.strictEqual(status, 413)
    })
  )

  it.effect("S6: identity headers of a client mean nothing here", () =>
    Effect.gen(function* () {
      const headers = {
        "x-user-id": "1",
        "x-user-role": "admin",
        "x-session-id": "00000000-0000-4000-8000-000000000001",
        "x-proxy-secret": ""
      }
      assert.strictEqual((yield* ask("GET", "/api/me", { headers })).status, 403)
    })
  )

  it.effect("every answer carries the security headers, pages as well as problems", () =>
    Effect.gen(function* () {
      for (const path of [
        "/",
        "/subscriptions",
        "/api/livez",
        "/api/me",
        "/api/nope",
        "/api/openapi.json",
        "/api/docs"
      ]) {
        const { headers } = yield* ask("GET", path, { headers: { accept: "text/html" } })
        assert.strictEqual(headers.get("x-content-type-options"), "nosniff", path)
        assert.include(headers.get("content-security-policy") ?? "", "frame-ancestors 'none'", path)
        const inline = headers.get("content-security-policy")?.includes("unsafe-inline") ?? false
        assert.strictEqual(inline, path === "/api/docs", path)
      }
    })
  )

  it.effect("the page is served for every address of its own, asked about each time", () =>
    Effect.gen(function* () {
      const page = yield* ask("GET", "/source/hls/testcard", { headers: { accept: "text/html" } })
      assert.strictEqual(page.status, 200)
      assert.include(page.text, "Sticky DVR")
      assert.strictEqual(page.headers.get("cache-control"), "no-cache")
    })
  )

  it.effect("metrics are for peers on this machine that came directly", () =>
    Effect.gen(function* () {
      const direct = yield* ask("GET", "/metrics")
      assert.strictEqual(direct.status, 200)
      assert.include(direct.text, "sticky_dvr_overseer_connected")
      const proxied = yield* ask("GET", "/metrics", { headers: { "x-forwarded-for": "203.0.113.9" } })
      assert.strictEqual(proxied.status, 404)
    })
  )

  it.effect(
    "T12: why the database is missing is told to admins alone, also where their session can't be looked up",
    () =>
      Effect.gen(function* () {
        yield* addUser("root", "admin")
        yield* addUser("alice")
        const [root, alice] = [yield* signIn("root"), yield* signIn("alice")]
        const line = yield* StoreLine
        yield* line.cut
        const health = (token: string) => ask("GET", "/api/health", { token })
        const { json, status, text } = yield* health(root.token)
        assert.deepStrictEqual([status, json.database_connected], [503, false])
        assert.isNotEmpty(json.database_error, text)
        assert.notMatch(text, /password=|:\/\/[^*]+@/)
        for (const token of [alice.token, "x.y.z"]) assert.notProperty((yield* health(token)).json, "database_error")
        yield* line.mend
        yield* until(ask("GET", "/api/readyz"), ({ status }) => status === 200)
      })
  )

  it.effect("D4: liveness, readiness and health tell an absent database", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const { token } = yield* signIn("alice")
      const { reported } = yield* Site
      const line = yield* StoreLine
      yield* line.cut
      assert.strictEqual((yield* ask("GET", "/api/livez")).status, 200)
      const ready = yield* ask("GET", "/api/readyz")
      assert.strictEqual(ready.status, 503)
      assert.strictEqual(ready.json.database_connected, false)
      assert.strictEqual((yield* ask("GET", "/api/health")).status, 503)
      yield* Ref.set(reported, [])
      const write = yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "z" } })
      assert.strictEqual(write.status, 503, write.text)
      assert.strictEqual(write.json.code, "unavailable")
      assert.isTrue(Number(write.headers.get("retry-after")) > 0)
      assert.deepStrictEqual(yield* Ref.get(reported), [])
      yield* line.mend
      yield* until(ask("GET", "/api/readyz"), ({ status }) => status === 200)
    })
  )
})

/** A database that is slow to answer is none for that moment. */
const hasDatabase = ({ json }: Answer) => json.database_connected

onEachStore({ metricsToken: "scrape-me", overseer: { connected: false, redialAfter: null } })(
  "without an overseer",
  (it) => {
    it.effect("D4: it is alive and ready, but not healthy", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* ask("GET", "/api/livez")).status, 200)
        yield* until(ask("GET", "/api/readyz"), ({ status }) => status === 200)
        const health = yield* until(ask("GET", "/api/health"), hasDatabase)
        assert.strictEqual(health.status, 503)
        assert.deepStrictEqual(health.json, { status: "degraded", overseer_connected: false, database_connected: true })
      })
    )

    it.effect("T12: admins are told why there is none, in health and in the sentence of a source", () =>
      Effect.gen(function* () {
        yield* addUser("root", "admin")
        yield* addUser("alice")
        const told = { status: "degraded", overseer_connected: false, database_connected: true }
        const { token } = yield* signIn("root")
        const forAdmin = yield* until(ask("GET", "/api/health", { token }), hasDatabase)
        const why = "it refuses this backend (HTTP 403)"
        assert.deepStrictEqual(forAdmin.json, { ...told, overseer_error: why, database_error: null })
        const alice = yield* signIn("alice")
        for (const token of [alice.token, "x.y.z"])
          assert.deepStrictEqual((yield* until(ask("GET", "/api/health", { token }), hasDatabase)).json, told)
        const row = yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
        assert.strictEqual(row.json.status, "unknown", row.text)
        assert.include(row.json.reason, why)
        assert.deepStrictEqual(row.json.cause.fault, { kind: "http", status: 403 })
      })
    )

    it.effect("admins are told that the workers can't be listed, and diagnostics still answer", () =>
      Effect.gen(function* () {
        yield* addUser("root", "admin")
        const { token } = yield* signIn("root")
        const workers = yield* ask("GET", "/api/workers", { token })
        assert.strictEqual(workers.status, 503)
        assert.strictEqual(workers.json.code, "unavailable")
        const diagnostics = yield* ask("GET", "/api/diagnostics", { token })
        assert.strictEqual(diagnostics.status, 200, diagnostics.text)
        assert.strictEqual(diagnostics.json.overseer.connected, false)
        assert.deepInclude(diagnostics.json.converter.pool, { limit: 2, running: 0, queue_depth: 0 }, "it is our own")
        assert.strictEqual(diagnostics.json.thumbnailer.configured, false)
      })
    )

    it.effect("metrics open to the token, forwarded or not", () =>
      Effect.gen(function* () {
        const headers = { "x-forwarded-for": "203.0.113.9" }
        assert.strictEqual((yield* ask("GET", "/metrics", { headers })).status, 404)
        assert.strictEqual((yield* ask("GET", "/metrics", { headers, token: "another" })).status, 404)
        assert.strictEqual((yield* ask("GET", "/metrics", { headers, token: "scrape-me" })).status, 200)
      })
    )
  }
)
