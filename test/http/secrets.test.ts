import { assert } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { CurrentSettings } from "../../src/app/supervision/live/CurrentSettings.ts"
import { secretKeys } from "../../src/domain/settings/SecretFields.ts"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore, Site } from "./World.ts"

const secret = "session=planted-secret-8d1f"

onEachStore()("what recorders show to sites", (it) => {
  const admin = Effect.gen(function* () {
    yield* addUser("root", "admin")
    return (yield* signIn("root")).token
  })

  const show = (token: string) => ask("GET", "/api/config", { token })
  const save = (token: string, tag: string | null, settings: object) =>
    ask("PUT", "/api/config", { token, body: settings, headers: tag === null ? {} : { "if-match": tag } })

  it.effect("S9: cookies, headers, a login and a proxy are kept, used, and never told again", () =>
    Effect.gen(function* () {
      const token = yield* admin
      const current = yield* CurrentSettings
      const first = yield* show(token)
      const put = yield* save(token, first.headers.get("etag"), {
        ...first.json.settings,
        cookies: secret,
        headers: `X-Key: ${secret}`,
        login: `me:${secret}`,
        proxy: `http://me:${secret}@proxy.example:3128`,
        drivers: { hls: { cookies: `${secret}-own`, user_agent: "Sticky/1" } }
      })
      assert.strictEqual(put.status, 200, put.text)
      for (const key of secretKeys) assert.isTrue(put.json.settings[`${key}_set`], key)
      const kept = yield* save(token, put.headers.get("etag"), { ...put.json.settings, error_threshold: 7 })
      assert.strictEqual(kept.status, 200, kept.text)
      assert.strictEqual((yield* current.get).settings.cookies, secret)
      assert.strictEqual((yield* current.get).settings.proxy, `http://me:${secret}@proxy.example:3128`)
      assert.strictEqual((yield* current.get).settings.drivers["hls"]?.cookies, `${secret}-own`)

      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
      const own = yield* ask("PUT", "/api/sources/hls/carol/overrides", {
        token,
        headers: { "if-match": '"0"' },
        body: { cookies: `${secret}-source` }
      })
      assert.strictEqual(own.status, 200, own.text)
      assert.deepInclude(own.json.own, { cookies_set: true, headers_set: false, login_set: false, proxy_set: false })
      const tooLong = yield* save(token, kept.headers.get("etag"), {
        ...kept.json.settings,
        cookies: secret.repeat(400)
      })
      assert.strictEqual(tooLong.status, 400)
      const odd = yield* save(token, kept.headers.get("etag"), {
        ...kept.json.settings,
        headers: `${secret}\n: ${secret}`,
        login: secret,
        proxy: `ftp://${secret}`
      })
      assert.strictEqual(odd.status, 400)
      const answers = [put, kept, own, tooLong, odd]
      for (const path of [
        "/api/config",
        "/api/config/versions",
        `/api/config/versions/${put.json.version}`,
        "/api/workers",
        "/api/audit",
        "/api/diagnostics",
        "/api/drivers",
        "/api/sources",
        "/api/sources/hls/carol",
        "/api/sources/hls/carol/events",
        "/api/sources/hls/carol/overrides",
        "/metrics"
      ]) {
        const answer = yield* ask("GET", path, { token })
        assert.isBelow(answer.status, 400, path)
        answers.push(answer)
      }
      for (const { text } of answers) assert.notInclude(text, "planted-secret")
      const { reported } = yield* Site
      assert.notInclude((yield* Ref.get(reported)).join("\n"), "planted-secret")
      const gone = yield* save(token, kept.headers.get("etag"), {
        ...kept.json.settings,
        cookies: "",
        headers: "",
        login: "",
        proxy: "",
        drivers: { hls: { cookies: null } }
      })
      for (const key of secretKeys) assert.isFalse(gone.json.settings[`${key}_set`], key)
      assert.isFalse(gone.json.settings.drivers.hls.cookies_set)
    })
  )
})
