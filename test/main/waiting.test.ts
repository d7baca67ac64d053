import { resolve } from "node:path"
import { NodeCrypto, NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Layer, Logger, Option, Redacted } from "effect"
import { freePort } from "../../src/local/processes/freePort.ts"
import { backendLayer } from "../../src/main/BackendLayer.ts"
import type { Environment } from "../../src/main/Environment.ts"
import * as Gate from "../adapters/pg/Gate.ts"
import { jwtSecret } from "../http/World.ts"
import { eventually } from "../stack/eventually.ts"
import * as TestPostgres from "../TestPostgres.ts"

/** A backend on a database that is reached through a gate, and what it answers. */
const place = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-waiting-" })
  const [port, nobody] = [yield* freePort(0), yield* freePort(0)]
  const gate = yield* Gate.make(yield* TestPostgres.empty)
  const environment: Environment = {
    host: "127.0.0.1",
    port,
    dsn: gate.dsn,
    poolSize: 4,
    migrationsDir: "migrations",
    jwtSecret,
    overseerUrl: `ws://127.0.0.1:${nobody}/ws`,
    overseerSecret: null,
    converterUrl: null,
    thumbnailerUrl: null,
    mediaRoot: folder,
    adminUsername: "admin",
    adminPassword: Redacted.make("correct horse battery"),
    seed: null,
    channels: [],
    logFormat: "pretty",
    logLevel: "Info",
    identity: { _tag: "token" },
    secureCookies: false,
    installation: null,
    publicPath: "",
    metricsToken: null,
    otlpUrl: null,
    publicDir: resolve("public"),
    bcryptCost: 4
  }
  const ask = (path: string, method = "GET") =>
    Effect.tryPromise((signal) =>
      fetch(`http://127.0.0.1:${port}${path}`, { method, signal, headers: { accept: "text/html, */*" } }).then(
        (answer) => answer.text().then((text) => ({ status: answer.status, headers: answer.headers, text }))
      )
    )
  const start = Layer.build(Layer.fresh(backendLayer(environment))).pipe(
    Effect.provide([Logger.layer([]), NodeServices.layer, NodeCrypto.layer]),
    Effect.forkScoped
  )
  return { ...gate, ask, start }
}).pipe(Effect.provide(NodeServices.layer))

describe.each(["cut", "silence"] as const)("R28: a backend whose database is away at its start (%s)", (how) => {
  it.live(
    "lives, says that it is not ready, sends people and lists away for a moment, and is there once it can be",
    () =>
      Effect.gen(function* () {
        const { ask, [how]: gone, open, start } = yield* place
        yield* gone
        const starting = yield* start
        const alive = yield* eventually("an answer", Effect.option(ask("/api/livez")))
        assert.deepStrictEqual([alive.status, alive.text], [200, '{"status":"ok"}'])
        for (const path of ["/api/readyz", "/api/health"]) {
          const { headers, status, text } = yield* ask(path)
          assert.strictEqual(status, 503)
          assert.strictEqual(headers.get("cache-control"), "no-store")
          assert.deepStrictEqual(JSON.parse(text), {
            status: "degraded",
            overseer_connected: false,
            database_connected: false
          })
        }
        for (const [path, method] of [
          ["/api/subscriptions", "GET"],
          ["/api/sources", "GET"],
          ["/api/auth/login", "POST"],
          ["/metrics", "GET"]
        ] as const) {
          const { headers, status, text } = yield* ask(path, method)
          assert.strictEqual(status, 503, path)
          assert.isNotNull(headers.get("retry-after"))
          assert.strictEqual(JSON.parse(text).code, "unavailable")
        }
        const page = yield* ask("/subscriptions")
        assert.strictEqual(page.status, 200)
        assert.include(page.text, "<!doctype html>")
        assert.isNotNull(page.headers.get("content-security-policy"))
        assert.isUndefined(starting.pollUnsafe())

        yield* open
        yield* Fiber.join(starting)
        const ready = eventually(
          "the database",
          Effect.map(
            Effect.option(ask("/api/readyz")),
            Option.filter(({ status }) => status === 200)
          )
        )
        assert.include((yield* ready).text, '"database_connected":true')
        assert.strictEqual((yield* ask("/api/subscriptions")).status, 403)
      }).pipe(Effect.scoped)
  )
})
