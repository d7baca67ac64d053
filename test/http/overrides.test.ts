import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

const noSecrets = { cookies_set: false, headers_set: false, login_set: false, proxy_set: false }

onEachStore()("a source's own settings", (it) => {
  it.effect("D2: are saved by whom has seen the last of them", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "shared" } })
      const path = "/api/sources/hls/shared/overrides"
      const put = (body: object, tag?: string | null) =>
        ask("PUT", path, { token, body, ...(tag == null ? {} : { headers: { "if-match": tag } }) })
      const shown = yield* ask("GET", path, { token })
      const tag = shown.headers.get("etag")
      assert.strictEqual(tag, `"${shown.json.version}"`)
      const blind = yield* put({ framerate: "60" })
      assert.deepStrictEqual([blind.status, blind.json.code], [428, "version_required"])
      const first = yield* put({ framerate: "60" }, tag)
      assert.strictEqual(first.status, 200, first.text)
      const second = yield* put({ resolution: "480" }, tag)
      assert.deepStrictEqual([second.status, second.json.code, second.json.version], [412, "settings_changed", 1])
      assert.deepStrictEqual((yield* ask("GET", path, { token })).json.own, { framerate: "60", ...noSecrets })
      const again = yield* put({ resolution: "480" }, first.headers.get("etag"))
      assert.strictEqual(again.json.version, 2)
    })
  )
})
