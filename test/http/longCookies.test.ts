import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

const names = Array.from({ length: 30 }, (_, n) => `site${n}`)
const params = { source: {}, out: {} }
const drivers = names.map((name) => ({ name, description: null, params, dedupeKey: ["source"], limit: 0 }))

onEachStore({ overseer: { drivers } })("cookies of many drivers", (it) => {
  it.effect("are saved, as long as they may be", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const { headers, json } = yield* ask("GET", "/api/config", { token })
      const own = Object.fromEntries(names.map((name) => [name, { cookies: "é".repeat(8000) }]))
      const body = { ...json.settings, driver_urls: {}, drivers: own }
      const tag = { "if-match": headers.get("etag") ?? "" }
      const saved = yield* ask("PUT", "/api/config", { token, body, headers: tag })
      assert.strictEqual(saved.status, 200, saved.text.slice(0, 300))
      assert.isTrue(names.every((name) => saved.json.settings.drivers[name].cookies_set))
    })
  )
})
