import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { operations } from "../http/Operations.ts"
import { eventually } from "./eventually.ts"
import { product } from "./Product.ts"

const planted = {
  adminPassword: "planted-admin-password-1",
  jwtSecret: "planted-jwt-secret-of-thirty-two-bytes-2",
  metricsToken: "planted-metrics-token-3",
  cookies: "planted=cookies-of-everybody-4",
  driverCookies: "planted=cookies-of-the-driver-5",
  sourceCookies: "planted=cookies-of-the-source-6",
  wrongPassword: "planted-wrong-password-7",
  newPassword: "planted-new-password-8",
  garbledPassword: "planted-garbled-password-9",
  headers: "planted-header-of-everybody-10",
  driverHeaders: "planted-header-of-the-driver-11",
  sourceHeaders: "planted-header-of-the-source-12",
  login: "planted-login-of-everybody-13",
  driverLogin: "planted-login-of-the-driver-14",
  sourceLogin: "planted-login-of-the-source-15",
  proxy: "planted-proxy-of-everybody-16",
  driverProxy: "planted-proxy-of-the-driver-17",
  addressToken: "planted-token-of-an-address-18",
  addressLogin: "planted-login-of-an-address-19",
  addressHeader: "planted-header-of-an-address-20",
  movedToken: "planted-token-of-a-moved-one-21"
}

/** Every GET there is, its parameters filled with what is there. */
const pages = operations
  .filter(({ method, path }) => method === "GET" && !path.includes("/files/{session}"))
  .map(({ path }) =>
    path
      .replace("{driver}", "hls")
      .replace("{username}", "testcard")
      .replace("{session}", "none")
      .replace(/\{(id|version)\}/, "1")
  )

describe("S9: the product, as `make run` starts it, with secrets planted everywhere,", () => {
  it.live(
    "shows none of them: in no log line, no answer, no error and no process's arguments",
    () =>
      Effect.gen(function* () {
        const p = yield* product({
          ADMIN_PASSWORD: planted.adminPassword,
          JWT_SECRET: planted.jwtSecret,
          METRICS_TOKEN: planted.metricsToken,
          LOG_LEVEL: "trace"
        })
        yield* p.launch
        const seen = new Map<string, string>()
        const secrets = new Map<string, string>(Object.entries(planted))
        const ask = (what: string, method: string, path: string, headers: Record<string, string>, body?: string) =>
          Effect.promise(() =>
            fetch(`${p.address}${path}`, { method, headers, redirect: "manual", ...(body !== undefined && { body }) })
          ).pipe(
            Effect.tap((response) =>
              Effect.map(
                Effect.promise(() => response.clone().text()),
                (text) => void seen.set(what, text)
              )
            )
          )
        const json = { "content-type": "application/json" }
        const login = (password: string) =>
          ask("login", "POST", "/api/auth/login", json, JSON.stringify({ username: "admin", password }))
        const signedIn = yield* login(planted.adminPassword)
        assert.strictEqual(signedIn.status, 200)
        const answer: { access_token: string } = yield* Effect.promise(() => signedIn.json())
        // The answer to a login is where the token belongs.
        seen.delete("login")
        secrets.set("the access token", answer.access_token)
        for (const cookie of signedIn.headers.getSetCookie()) {
          const value = /^refresh_token_\w+=([^;]+)/.exec(cookie)?.[1]
          if (value !== undefined) secrets.set("the refresh token", value)
        }
        const databasePassword = readFileSync(join(p.dataDir, "postgres/password"), "utf8").trim()
        secrets.set("the database's password", databasePassword)
        assert.strictEqual(secrets.size, 24)

        const auth = { authorization: `Bearer ${answer.access_token}` }
        const config: { settings: object } = yield* Effect.flatMap(ask("config", "GET", "/api/config", auth), (one) =>
          Effect.promise(() => one.json())
        )
        const save = (what: string, change: object) =>
          Effect.gen(function* () {
            const current = yield* ask(what, "GET", "/api/config", auth)
            const headers = { ...auth, ...json, "if-match": current.headers.get("etag") ?? "" }
            return yield* ask(what, "PUT", "/api/config", headers, JSON.stringify({ ...config.settings, ...change }))
          })
        const given = (cookies: string, header: string, login: string) => ({
          cookies,
          headers: `X-Key: ${header}`,
          login: `camera:${login}`
        })
        const proxied = (password: string) => ({ proxy: `http://camera:${password}@127.0.0.1:9` })
        const own = {
          ...given(planted.driverCookies, planted.driverHeaders, planted.driverLogin),
          ...proxied(planted.driverProxy)
        }
        const everybody = {
          ...given(planted.cookies, planted.headers, planted.login),
          ...proxied(planted.proxy),
          drivers: { hls: own }
        }
        assert.strictEqual((yield* save("saved", everybody)).status, 200)
        const subscription = JSON.stringify({ driver: "hls", username: "testcard" })
        yield* ask("subscribed", "POST", "/api/subscriptions", { ...auth, ...json }, subscription)
        const before = yield* ask("overrides", "GET", "/api/sources/hls/testcard/overrides", auth)
        const override = JSON.stringify(given(planted.sourceCookies, planted.sourceHeaders, planted.sourceLogin))
        const overridden = yield* ask(
          "overridden",
          "PUT",
          "/api/sources/hls/testcard/overrides",
          { ...auth, ...json, "if-match": before.headers.get("etag") ?? "" },
          override
        )
        assert.strictEqual(overridden.status, 200)
        const restarted = yield* ask("restarted", "POST", "/api/sources/hls/testcard/restart", auth)
        assert.strictEqual(restarted.status, 202)
        yield* eventually(
          "a recorder with cookies of its own",
          Effect.sync(() =>
            recordersEnvironments().some((text) =>
              [planted.sourceCookies, planted.sourceHeaders, planted.sourceLogin, planted.driverProxy].every((secret) =>
                text.includes(secret)
              )
            )
              ? Option.some(true)
              : Option.none()
          )
        )
        const port = readFileSync(join(p.dataDir, "run/channel.port"), "utf8").trim()
        const address = `http://me:${planted.addressLogin}@127.0.0.1:${port}/testcard/master.m3u8?token=${planted.addressToken}`
        const sent = (what: string, method: string, path: string, body: object) =>
          ask(what, method, path, { ...auth, ...json }, JSON.stringify(body))
        yield* sent("suggested", "POST", "/api/subscriptions/suggest", { address })
        const looked = yield* sent("looked at", "POST", "/api/sources/probe", {
          address,
          headers: `X-Key: ${planted.addressHeader}`
        })
        assert.strictEqual(looked.status, 200)
        const at = { address, username: "door", headers: `X-Key: ${planted.addressHeader}` }
        assert.strictEqual((yield* sent("at an address", "POST", "/api/subscriptions", at)).status, 201)
        yield* eventually(
          "a recorder at the address",
          Effect.sync(() =>
            recordersEnvironments().some((text) => text.includes(planted.addressToken))
              ? Option.some(true)
              : Option.none()
          )
        )
        const elsewhere = { address: `https://example.org/live.m3u8?sig=${planted.movedToken}` }
        assert.strictEqual((yield* sent("moved", "PUT", "/api/sources/hls/door/address", elsewhere)).status, 200)
        yield* ask("moved there", "POST", "/api/sources/hls/door/restart", auth)
        yield* sent("odd address", "POST", "/api/subscriptions", { address: `ftp://me:${planted.addressLogin}@x/` })
        yield* sent("nowhere", "POST", "/api/subscriptions", {
          ...at,
          driver: "hls",
          username: "testcard",
          address: "x"
        })
        for (const path of ["", "/overrides", "/events", "/logs"])
          yield* ask(`door${path}`, "GET", `/api/sources/hls/door${path}`, auth)
        const made = JSON.stringify({ username: "bob", password: planted.newPassword, role: "user" })
        assert.strictEqual((yield* ask("made", "POST", "/api/users", { ...auth, ...json }, made)).status, 201)

        yield* login(planted.wrongPassword)
        yield* ask(
          "garbled",
          "POST",
          "/api/auth/login",
          json,
          `{"username": "admin", "password": "${planted.garbledPassword}`
        )
        yield* ask("twice", "POST", "/api/auth/login", json, `{"password": ["${planted.garbledPassword}"]}`)
        yield* save("too long", { cookies: planted.cookies.repeat(1000) })
        yield* save("odd", { cookies: { value: planted.cookies } })
        yield* save("no headers", { headers: `${planted.headers}\n: ${planted.headers}` })
        yield* save("no login", { login: planted.login })
        yield* save("no proxy", { proxy: `ftp://${planted.proxy}` })
        yield* ask("bad token", "GET", "/api/me", { authorization: `Bearer ${answer.access_token}x` })
        yield* ask("metrics", "GET", "/metrics", { authorization: `Bearer ${planted.metricsToken}` })
        yield* ask("exported", "GET", "/api/subscriptions/export?format=csv", auth)
        for (const path of pages) yield* ask(path, "GET", path, auth)
        seen.set("the processes' arguments", (yield* p.processes).join("\n"))
        assert.isAbove((yield* p.recorders).length, 0)
        seen.set("the logs", p.output())
        assert.include(p.output(), "starting a recorder")

        for (const [what, text] of seen)
          for (const [name, secret] of secrets)
            for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")])
              assert.isFalse(text.includes(spelling), `${what} shows ${name}`)
        for (const page of [
          "/api/config",
          "/api/workers",
          "/api/audit",
          "/api/diagnostics",
          "/api/subscriptions/export"
        ])
          assert.isAbove(seen.get(page)?.length ?? 0, 2, page)
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )
})

/** The environments of all recorders on this machine that may be read. */
const recordersEnvironments = (): ReadonlyArray<string> =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, "utf8")
        return command.includes("recorder.js") ? [readFileSync(`/proc/${pid}/environ`, "utf8")] : []
      } catch {
        return []
      }
    })
