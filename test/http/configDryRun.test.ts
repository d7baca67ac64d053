import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore()("the settings, before they are saved", (it) => {
  it.effect("F7: a dry run saves nothing, refuses what saving refuses, and says what it would stop", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const show = ask("GET", "/api/config", { token })
      const before = yield* show
      const dry = (tag: string | null, settings: object) =>
        ask("PUT", "/api/config?dry_run=1", { token, body: settings, headers: tag === null ? {} : { "if-match": tag } })
      const tag = before.headers.get("etag")
      const asked = yield* dry(tag, { ...before.json.settings, error_threshold: 2 })
      assert.strictEqual(asked.status, 200, asked.text)
      assert.deepStrictEqual(asked.json.foreseen, { stops: 0, recording: 0, holds: 0, errors: 0, sources: [] })
      assert.deepStrictEqual({ ...asked.json, foreseen: null }, before.json)
      assert.deepStrictEqual((yield* show).json, before.json)
      assert.strictEqual((yield* dry(null, before.json.settings)).status, 428)
      assert.strictEqual((yield* dry(`"${before.json.version + 1}"`, before.json.settings)).status, 412)
      assert.strictEqual((yield* dry(tag, { ...before.json.settings, error_threshold: 0 })).status, 400)
    })
  )
})
