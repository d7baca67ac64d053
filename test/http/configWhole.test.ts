import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore()("the settings put back", (it) => {
  const show = (token: string) => ask("GET", "/api/config", { token })
  const save = (token: string, tag: string | null, settings: object) =>
    ask("PUT", "/api/config", { token, body: settings, headers: { "if-match": tag ?? "" } })

  it.effect("D13: the whole answer can be put back, or its settings under their name", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      for (const among of [{}, null]) {
        const { headers, json } = yield* show(token)
        const settings = { ...json.settings, error_threshold: json.settings.error_threshold + 1 }
        const saved = yield* save(token, headers.get("etag"), { ...(among ?? json), settings })
        assert.strictEqual(saved.status, 200, saved.text)
        assert.deepStrictEqual(saved.json.settings, settings)
      }
      const { headers, json } = yield* show(token)
      const wrong = yield* save(token, headers.get("etag"), { settings: { ...json.settings, framerate: "31" } })
      assert.strictEqual(wrong.status, 400)
      assert.deepStrictEqual(
        wrong.json.errors.map(({ field }: { readonly field: string }) => field),
        ["settings.framerate"]
      )
      assert.strictEqual((yield* save(token, headers.get("etag"), { settings: json.settings, more: 1 })).status, 400)
    })
  )
})
