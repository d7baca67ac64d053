import { randomUUID } from "node:crypto"
import { resolve } from "node:path"
import { NodeCrypto, NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, FileSystem, Layer, Logger, Option, Redacted } from "effect"
import * as Jwt from "../../src/adapters/crypto/Jwt.ts"
import { Database } from "../../src/adapters/memory/Database.ts"
import * as Memory from "../../src/adapters/memory/World.ts"
import { SessionId, UserId } from "../../src/domain/values/Ids.ts"
import { later } from "../../src/domain/values/Time.ts"
import { backendLayer, backendOver } from "../../src/main/BackendLayer.ts"
import type { Environment } from "../../src/main/Environment.ts"
import { Tokens } from "../../src/ports/Tokens.ts"
import { now } from "../../src/runtime/Time.ts"
import * as Gate from "../adapters/pg/Gate.ts"
import { jwtSecret } from "../http/World.ts"
import { ownPort } from "../ownPort.ts"
import { eventually } from "../stack/eventually.ts"
import * as TestPostgres from "../TestPostgres.ts"

/** How a backend is started that nobody else is needed for, and what it answers. */
const settingUp = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>) {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ prefix: "sticky-waiting-" })
  const [port, nobody] = [yield* ownPort, yield* ownPort]
  const environment: Environment = {
    host: "127.0.0.1",
    port,
    dsn,
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
  const ask = (path: string, method = "GET", more: RequestInit = {}) =>
    Effect.tryPromise((signal) =>
      fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        signal,
        ...more,
        headers: { accept: "text/html, */*", ...more.headers }
      }).then((answer) => answer.text().then((text) => ({ status: answer.status, headers: answer.headers, text })))
    )
  return { environment, ask }
}, Effect.provide(NodeServices.layer))

const starting = (backend: ReturnType<typeof backendLayer>) =>
  Layer.build(Layer.fresh(backend)).pipe(
    Effect.provide([Logger.layer([]), NodeServices.layer, NodeCrypto.layer]),
    Effect.forkScoped
  )

/** A backend on a database that is reached through a gate. */
const place = Effect.gen(function* () {
  const gate = yield* Gate.make(yield* TestPostgres.empty)
  const { ask, environment } = yield* settingUp(gate.dsn)
  return { ...gate, ask, start: starting(backendLayer(environment)) }
})

/** What an admin's browser brings whose session may or may not stand. */
const asAdmin = Effect.gen(function* () {
  const issuedAt = yield* now
  const claims = { userId: UserId.make(1), sessionId: SessionId.make(randomUUID()), role: "admin" } as const
  const token = yield* Tokens.use((tokens) => tokens.sign({ ...claims, issuedAt, expiresAt: later(issuedAt, 60_000) }))
  return [
    { authorization: `Bearer ${Redacted.value(token)}` },
    { cookie: `access_token_00000000=${Redacted.value(token)}` }
  ] as const
}).pipe(Effect.provide([Jwt.layer(jwtSecret), NodeCrypto.layer]))

describe.each(["cut", "silence"] as const)("R28: a backend whose database is away at its start (%s)", (how) => {
  it.live(
    "lives, says that it is not ready, sends people and lists away for a moment, and is there once it can be",
    () =>
      Effect.gen(function* () {
        const { ask, [how]: gone, open, start } = yield* place
        yield* gone
        const starts = yield* start
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
        for (const headers of yield* asAdmin) {
          const { status, text } = yield* ask("/api/health", "GET", { headers })
          assert.strictEqual(status, 503)
          assert.isNotEmpty(JSON.parse(text).database_error, text)
          assert.isNotEmpty(JSON.parse(text).overseer_error, text)
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
        assert.isUndefined(starts.pollUnsafe())

        yield* open
        yield* Fiber.join(starts)
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

/** Stores in memory whose `at`-th access is the first that finds them away, until they are `up`; how often they were asked. */
const failingFrom = Effect.fnUntraced(function* (at: number) {
  const database = Context.get(yield* Layer.build(Layer.fresh(Memory.layer)), Database)
  let asked = 0
  let isOver = false
  const counted = <A, E, R>(access: Effect.Effect<A, E, R>) =>
    Effect.suspend(() => {
      asked += 1
      return asked === at && !isOver ? Effect.andThen(database.become("away"), access) : access
    })
  const counting = Database.of({
    ...database,
    read: (view) => counted(database.read(view)),
    write: (change) => counted(database.write(change)),
    atomically: (effect) => counted(database.atomically(effect))
  })
  return {
    layer: Layer.provide(Memory.backend, Layer.succeed(Database, counting)),
    asked: () => asked,
    up: Effect.suspend(() => {
      isOver = true
      return database.become("up")
    })
  }
})

describe("T12: a backend whose store goes away while it starts", () => {
  /** A start whose `at`-th access to the store finds it away, and what it answers while that lasts. */
  const startAwayAt = Effect.fnUntraced(function* (at: number) {
    const { ask, environment } = yield* settingUp(Redacted.make("postgres://nobody"))
    const store = yield* failingFrom(at)
    const starts = yield* starting(backendOver(environment, store.layer))
    yield* eventually("an answer", Effect.option(ask("/api/livez")))
    const isAway = store.asked() >= at
    const [headers] = yield* asAdmin
    // A start that is slow, and finds nothing away, goes on from one server to the next meanwhile.
    const health = yield* eventually("its health", Effect.option(ask("/api/health", "GET", { headers })))
    const page = yield* eventually("a page", Effect.option(ask("/subscriptions")))
    yield* store.up
    yield* Fiber.join(starts)
    const isReady = Effect.map(
      Effect.option(ask("/api/readyz")),
      Option.filter(({ status }) => status === 200)
    )
    yield* eventually("the store", isReady)
    const body = JSON.stringify({ username: "admin", password: "correct horse battery" })
    const signIn = yield* ask("/api/auth/login", "POST", { body, headers: { "content-type": "application/json" } })
    return { health, page, isAway, signIn, asked: store.asked() }
  }, Effect.scoped)

  it.live(
    "waits for it whichever access finds that, tells admins why, and is whole once it is back",
    () =>
      Effect.gen(function* () {
        const { asked } = yield* startAwayAt(Number.POSITIVE_INFINITY)
        assert.isAbove(asked, 10)
        const all = Array.from({ length: asked }, (_, i) => i + 1)
        yield* Effect.forEach(
          all,
          Effect.fnUntraced(function* (at) {
            const { health, isAway, page, signIn } = yield* startAwayAt(at)
            assert.strictEqual(page.status, 200)
            assert.strictEqual(signIn.status, 200, `${at}: ${signIn.text}`)
            // The last ones may be those of work that goes on for ever, and come later than the answer.
            if (!isAway) return
            assert.strictEqual(health.status, 503, `${at}: ${health.text}`)
            assert.deepInclude(JSON.parse(health.text), { database_connected: false })
            assert.isString(JSON.parse(health.text).database_error, `${at}: ${health.text}`)
          }),
          { concurrency: 10, discard: true }
        )
      }),
    120_000
  )
})
