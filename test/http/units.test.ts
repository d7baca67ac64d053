import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Ref } from "effect"
import { Instant } from "../../src/domain/values/Time.ts"
import { AuditLog } from "../../src/ports/AuditLog.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { StoreUnavailable } from "../../src/ports/StoreUnavailable.ts"
import { ask, cookieOf, signIn, until } from "./Client.ts"
import { inMemory } from "./Stores.ts"
import { addUser, password, Site, world } from "./World.ts"

/** Whether the audit log takes entries. */
const takes = Ref.makeUnsafe(true)

const reluctant = Layer.effect(
  AuditLog,
  Effect.map(AuditLog, (log) =>
    AuditLog.of({
      ...log,
      append: (entries) =>
        Effect.flatMap(Ref.get(takes), (open) => (open ? log.append(entries) : Effect.die(new StoreUnavailable({}))))
    })
  )
)

const store = Layer.provideMerge(reluctant, inMemory)

layer(world({ store }), { excludeTestServices: true })("while nothing can be written into the audit log", (it) => {
  it.effect("nothing is changed either", () =>
    Effect.gen(function* () {
      const { mediaRoot } = yield* Site
      yield* addUser("root", "admin")
      const { id } = yield* addUser("anna")
      const { refresh, token } = yield* signIn("root")
      const wish = (username: string) => ({ driver: "hls", username })
      yield* ask("POST", "/api/subscriptions", { token, body: wish("one") })
      yield* ask("POST", `/api/subscriptions?user_id=${id}`, { token, body: wish("one") })
      const recording = "hls/one/2026-01-01_00-00-00/2026-01-01_00-00-00_00000.ts"
      mkdirSync(`${mediaRoot}/hls/one/2026-01-01_00-00-00`, { recursive: true })
      writeFileSync(`${mediaRoot}/${recording}`, "bytes")
      utimesSync(`${mediaRoot}/${recording}`, 1_700_000_000, 1_700_000_000)
      const config = yield* ask("GET", "/api/config", { token })
      const { id: other } = (yield* ask("GET", "/api/me/sessions", { token })).json.items[0]
      yield* until(ask("GET", "/api/sources/hls/one", { token }), ({ json }) => json.status === "waiting")
      const seen = Effect.gen(function* () {
        const paths = ["subscriptions/export", "config", "users", "audit", "me/sessions", "sources/hls/one/files"]
        const answers = yield* Effect.forEach(paths, (path) => ask("GET", `/api/${path}`, { token }))
        const own = yield* ask("GET", "/api/sources/hls/one/overrides", { token })
        const stored = yield* Sources.use((sources) => sources.load("all", Instant.make(0)))
        return {
          own: own.json.own,
          answers: answers.map(({ text }) => text),
          stored: stored.map(({ history, restartAsked }) => ({ history, restartAsked }))
        }
      })
      const before = yield* seen

      yield* Ref.set(takes, false)
      const bulk = (action: string) => ({ action, items: [wish("one")] })
      const changes: ReadonlyArray<readonly [string, string, unknown?, Readonly<Record<string, string>>?]> = [
        ["POST", "/api/subscriptions", wish("two")],
        ["POST", "/api/subscriptions/hls/one/pause"],
        ["POST", `/api/subscriptions/hls/one/archive?user_id=${id}`],
        ["DELETE", "/api/subscriptions/hls/one"],
        ["POST", "/api/subscriptions/hls/one/reset-error"],
        ["POST", "/api/subscriptions/import", { subscriptions: [wish("three")] }],
        ...["pause", "archive", "delete", "reset"].map(
          (action) => ["POST", "/api/subscriptions/bulk", bulk(action)] as const
        ),
        ["POST", "/api/sources/hls/one/restart"],
        ["POST", "/api/sources/restart", { only: "all" }],
        ["PUT", "/api/sources/hls/one/overrides", { resolution: "480" }, { "if-match": '"0"' }],
        ["PUT", "/api/config", config.json.settings, { "if-match": config.headers.get("etag") ?? "" }],
        ["POST", "/api/users", { username: "ben", password: "long enough" }],
        ["PUT", `/api/users/${id}`, { role: "admin" }],
        ["DELETE", `/api/users/${id}`],
        ["DELETE", `/api/me/sessions/${other}`],
        ["DELETE", `/api/sources/${recording.replace("/one/", "/one/files/")}`],
        ["DELETE", "/api/sources/hls/one/sessions/2026-01-01_00-00-00"],
        ["POST", "/api/auth/login", { username: "anna", password }],
        ["POST", "/api/auth/login", { username: "anna", password: "guessed" }]
      ]
      for (const [method, path, body, headers] of changes) {
        const answer = yield* ask(method, path, {
          token,
          ...(body !== undefined && { body }),
          ...(headers && { headers })
        })
        assert.strictEqual(answer.status, 503, `${method} ${path}: ${answer.text}`)
      }
      const leaving = { cookie: yield* cookieOf("refresh", refresh), headers: { "sec-fetch-site": "same-origin" } }
      assert.strictEqual((yield* ask("POST", "/api/auth/logout", leaving)).status, 503)
      yield* Ref.set(takes, true)
      assert.deepStrictEqual(yield* seen, before)

      const gone = yield* ask("DELETE", "/api/sources/hls/one/files/none/none.ts", { token })
      assert.strictEqual(gone.status, 404)
      assert.deepStrictEqual(yield* seen, before, "what is refused is not audited")
      for (const [method, path, body, headers] of changes.slice(0, 6)) {
        const answer = yield* ask(method, path, {
          token,
          ...(body !== undefined && { body }),
          ...(headers && { headers })
        })
        assert.isBelow(answer.status, 300, `${method} ${path}: ${answer.text}`)
      }
    })
  )
})
