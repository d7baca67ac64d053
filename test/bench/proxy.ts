import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect, FileSystem, Option, Redacted, Schema } from "effect"
import { ChildProcess } from "effect/process"
import { freePort } from "../../src/local/processes/freePort.ts"
import { installation, jwtSecret } from "../http/World.ts"
import { start } from "../postgres/start.ts"
import { authModule } from "../proxy/AuthModule.ts"
import { nginx, proxySecret } from "../proxy/Nginx.ts"
import { eventually } from "../stack/eventually.ts"
import { judge } from "./bounds.ts"
import { get, load } from "./Load.ts"
import { percentile } from "./measure.ts"

const password = "a password for benches"
const rounds = 7
const millis = 1_500

/** The backend as the image runs it, from its bundle, behind a proxy; without an overseer. */
const backend = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const dsn = yield* start
  const port = yield* freePort(0)
  const mediaRoot = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-bench-media-" })
  yield* ChildProcess.make(process.execPath, [join(import.meta.dirname, "../../dist/backend.js")], {
    env: {
      PORT: String(port),
      DB_DSN: Redacted.value(dsn),
      JWT_SECRET: Redacted.value(jwtSecret),
      IDENTITY: "proxied",
      PROXY_SECRET: proxySecret,
      INSTALLATION: installation,
      OVERSEER_URL: "ws://127.0.0.1:9/ws",
      MEDIA_ROOT: mediaRoot,
      ADMIN_PASSWORD: password,
      BCRYPT_COST: "4",
      LOG_LEVEL: "error"
    },
    extendEnv: true,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "inherit"
  })
  const url = `http://127.0.0.1:${port}`
  yield* eventually(
    "the backend",
    Effect.promise(() =>
      fetch(`${url}/api/readyz`).then(
        ({ ok }) => (ok ? Option.some(ok) : Option.none()),
        () => Option.none()
      )
    )
  )
  return url
})

const SignedIn = Schema.Struct({ access_token: Schema.String })

const signedIn = (url: string) =>
  Effect.promise(() =>
    fetch(`${url}/api/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: "admin", password })
    }).then((response) => response.json())
  ).pipe(
    Effect.flatMap(Schema.decodeUnknownEffect(SignedIn)),
    Effect.map((told) => told.access_token)
  )

/** The same configuration, but that it believes everybody to be this caller without looking. */
const unchecked = (caller: string) => (configuration: string) =>
  configuration
    .replace("js_set $good_caller auth.caller;", `map "" $good_caller { default "${caller}"; }`)
    .replace("js_set $proxy_secret auth.proxySecret;", `map "" $proxy_secret { default "${proxySecret}"; }`)

/** Requests a second through nginx before the real backend, with the token checked, beside the same nginx without the check. */
export const proxy = Effect.gen(function* () {
  const url = yield* backend
  const token = yield* signedIn(url)
  const caller = (yield* authModule).claimed(token, Redacted.value(jwtSecret), 0)
  const checking = yield* nginx({ backend: url })
  const believing = yield* nginx({ backend: url, change: unchecked(caller) })
  const next = () => get("/api/me", token)
  const rate = (port: number) =>
    Effect.map(load({ port, connections: 16, millis, next, status: 200 }), ({ perSecond }) => perSecond)

  // Turn by turn, so that whatever else the machine does meets both.
  const pairs = yield* Effect.forEach(Array.from({ length: rounds + 1 }), () =>
    Effect.all([rate(checking.plainPort), rate(believing.plainPort)])
  )
  const median = (values: ReadonlyArray<number>) => percentile(values, 0.5)
  // The first round only warms up.
  const counted = pairs.slice(1)
  yield* judge("proxy: GET /api/me through nginx, before the real backend", [
    { name: "with the token checked", value: median(counted.map(([one]) => one)), unit: "/s" },
    { name: "without the check", value: median(counted.map(([, one]) => one)), unit: "/s" },
    {
      name: "the former to the latter, by rounds",
      value: median(counted.map(([checked, bare]) => checked / bare)),
      unit: "x",
      bound: { atLeast: 0.8 }
    }
  ])
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
