import { createServer, type IncomingMessage } from "node:http"
import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, ErrorReporter, Layer, Redacted, References } from "effect"
import { HttpClient, HttpClientRequest, HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { TestConsole } from "effect/testing"
import { secretKeys } from "../../src/domain/settings/SecretFields.ts"
import * as Observability from "../../src/main/Observability.ts"
import { redaction, secretsOf } from "../../src/main/Redaction.ts"

const planted = {
  dsn: 'postgres://dvr:planted"p%40ss@db:5432/dvr',
  jwt: "planted-jwt-secret-3f9c1d77be20a458",
  proxy: "planted/proxy+secret=8d1e"
}

const options = {
  logFormat: "json",
  logLevel: "Info",
  otlpUrl: null,
  version: "0.0.0",
  secrets: Object.values(planted).map((secret) => Redacted.make(secret))
} as const

const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl-plantedSignature"
const hash = `$2b$12$${"planted".repeat(8).slice(0, 53)}`

/** Lines that others may write, and what must not be left of them. */
const lines: ReadonlyArray<readonly [string, RegExp | string]> = [
  [`connecting to ${planted.dsn}`, "planted"],
  [`key ${planted.jwt} and ${planted.proxy}`, "planted"],
  [`in a URL: ?s=${encodeURIComponent(planted.proxy)}`, "planted"],
  [`as JSON: ${JSON.stringify({ dsn: planted.dsn })}`, "planted"],
  ["another postgres://user:planted-word@host/db", "planted"],
  [`Authorization: Bearer ${token}`, /eyJ|plantedSignature/],
  ["authorization: Basic cGxhbnRlZDpwbGFudGVk", "cGxhbnRlZDpwbGFudGVk"],
  [`a token ${token} somewhere`, /eyJ|plantedSignature/],
  ['{"cookies":"a=planted; b=planted two","driver":"hls"}', "planted"],
  ...secretKeys.map((key) => [`{"${key}":"planted","driver":"hls"}`, "planted"] as const),
  [JSON.stringify({ line: '{"cookies":"a=planted; b=planted two","driver":"hls"}' }), "planted"],
  ['{"set-cookie":"refresh_token=planted; Path=/api/auth"}', "planted"],
  ['{"username":"otto","password":"planted word"}', "planted"],
  ["password=planted username=otto", "planted"],
  ['cookies="a=planted; b=planted two" driver=hls', "planted"],
  ["refresh_token=planted; Path=/", "planted"],
  ["__Secure-refresh_token_1f2e3d4c=planted; Path=/", "planted"],
  ['{"__Host-access_token_1f2e3d4c":"planted"}', "planted"],
  [`password_hash ${hash}`, "planted"]
]

describe("redaction", () => {
  const redact = redaction(options.secrets)
  const clean = (line: string): string => String(redact(line))

  for (const [line, secret] of lines) {
    it(`takes the secret out of: ${line.slice(0, 60)}`, () => {
      if (typeof secret === "string") assert.notInclude(clean(line), secret)
      else assert.notMatch(clean(line), secret)
      assert.include(clean(line), "<redacted>")
    })
  }

  it("leaves everything else as it is", () => {
    for (const line of [
      "a password has at least 8 characters",
      "JWT_SECRET is not set: make one with 'openssl rand -hex 32'.",
      '{"driver":"hls","username":"otto","exit_code":3}',
      "GET http://127.0.0.1:8080/api/me 200",
      "PORT is 8080, which another program uses"
    ]) {
      assert.strictEqual(clean(line), line)
    }
  })

  it("keeps JSON readable", () => {
    const text = JSON.stringify({ cookies: 'a="planted"; b', password: "planted\\", driver: "hls" })
    assert.deepStrictEqual(JSON.parse(clean(text)), { cookies: "<redacted>", password: "<redacted>", driver: "hls" })
  })

  it("takes what stands under the name of a secret", () => {
    assert.deepStrictEqual(
      redact({ cookies: "x", settings: { Password: 5, cookies: null }, list: [{ authorization: ["y"] }] }),
      {
        cookies: "<redacted>",
        settings: { Password: "<redacted>", cookies: null },
        list: [{ authorization: "<redacted>" }]
      }
    )
  })

  it("is not slowed down by any text", () => {
    const pieces = [
      "a",
      "://",
      "://a:",
      "cookies",
      'password":"',
      '\\"password\\":\\"',
      "eyJ.",
      "eyJ-",
      "cookies=",
      '=\\\\\\"',
      "bearer ",
      "$2b$"
    ]
    const begun = performance.now()
    for (const piece of pieces) clean(piece.repeat(1_000_000 / piece.length))
    assert.isBelow((performance.now() - begun) / pieces.length, 1000)
  })

  it("knows every secret of an environment, the database's password on its own too", () => {
    const hide = redaction(
      secretsOf({
        dsn: Redacted.make("postgres://dvr:planted%40word@db/dvr"),
        jwtSecret: Redacted.make("planted-jwt"),
        identity: { _tag: "proxied", secret: Redacted.make("planted-proxy") },
        metricsToken: Redacted.make("planted-metrics"),
        adminPassword: Redacted.make("planted admin"),
        overseerSecret: Redacted.make("planted-overseer")
      })
    )
    const text = "planted@word planted%40word planted-jwt planted-proxy planted-metrics planted admin planted-overseer"
    assert.strictEqual(hide(text), Array(7).fill("<redacted>").join(" "))
  })
})

const everywhere = Effect.gen(function* () {
  yield* Effect.logInfo("plain", planted.jwt, { dsn: planted.dsn, deep: [Redacted.make(planted.proxy)] })
  yield* Effect.logWarning("annotated").pipe(Effect.annotateLogs({ key: planted.jwt, url: planted.dsn }))
  yield* Effect.logError("caused", Cause.die(new Error(`bad ${planted.dsn}`, { cause: new Error(planted.proxy) })))
  yield* Effect.logDebug("hidden")
  yield* ErrorReporter.report(Cause.die(new Error(`unforeseen ${planted.jwt}`)))
  yield* Effect.yieldNow
  return (yield* TestConsole.logLines).map(String)
})

describe("logs", () => {
  for (const logFormat of ["pretty", "logfmt", "json"] as const) {
    it.effect(`as ${logFormat} tell all but secrets`, () =>
      Effect.gen(function* () {
        const written = yield* everywhere
        const text = written.join("\n")
        assert.notInclude(text, "planted")
        for (const word of ["plain", "annotated", "caused", "bad ", "unforeseen"]) assert.include(text, word)
        assert.notInclude(text, "hidden")
        if (logFormat === "json") for (const line of written) assert.isString(JSON.parse(line).timestamp)
        else assert.match(written[0] ?? "", /plain/)
      }).pipe(Effect.provide(Layer.fresh(Observability.layer({ ...options, logFormat }))))
    )
  }

  it.effect("tell more when asked to", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* References.MinimumLogLevel, "Debug")
      yield* Effect.logDebug("shown")
      assert.include((yield* TestConsole.logLines).join("\n"), "shown")
    }).pipe(Effect.provide(Layer.fresh(Observability.layer({ ...options, logLevel: "Debug" }))))
  )
})

const collector = Effect.acquireRelease(
  Effect.callback<{
    readonly url: string
    readonly got: Array<{ readonly path: string; readonly body: string }>
    close: () => void
  }>((resume) => {
    const got: Array<{ readonly path: string; readonly body: string }> = []
    const server = createServer((request: IncomingMessage, response) => {
      let body = ""
      request.on("data", (chunk) => {
        body += String(chunk)
      })
      request.on("end", () => {
        got.push({ path: request.url ?? "", body })
        response.end("{}")
      })
    })
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resume(Effect.succeed({ url: `http://127.0.0.1:${port}/`, got, close: () => server.close() }))
    })
  }),
  ({ close }) => Effect.sync(close)
)

describe("traces", () => {
  it.live("go to the collector, without private headers", () =>
    Effect.gen(function* () {
      const { got, url } = yield* collector
      const seen = HttpRouter.add(
        "GET",
        "/seen",
        Effect.map(HttpServerRequest.HttpServerRequest, () => HttpServerResponse.text("yes"))
      )
      yield* Effect.gen(function* () {
        const request = HttpClientRequest.get("/seen").pipe(
          HttpClientRequest.setHeaders({
            cookie: "access_token=planted",
            "x-proxy-secret": "planted",
            authorization: "planted"
          })
        )
        yield* HttpClient.execute(request)
      }).pipe(
        Effect.provide(
          HttpRouter.serve(seen, { disableLogger: true }).pipe(
            Layer.provideMerge(NodeHttpServer.layerTest),
            Layer.provideMerge(Layer.fresh(Observability.layer({ ...options, otlpUrl: url })))
          )
        )
      )
      const traces = got.filter(({ path }) => path === "/v1/traces")
      assert.isAtLeast(traces.length, 1)
      const text = got.map(({ body }) => body).join("\n")
      assert.include(text, "/seen")
      assert.include(text, "sticky-dvr")
      assert.notInclude(text, "planted")
    })
  )
})
