import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore()("subscriptions over HTTP", (it) => {
  it.effect("go from the wish to its end", () =>
    Effect.gen(function* () {
      yield* addUser("alice")
      const { token } = yield* signIn("alice")
      const key = { driver: "hls", username: "carol" }
      const made = yield* ask("POST", "/api/subscriptions", { token, body: key })
      assert.strictEqual(made.status, 201, made.text)
      assert.strictEqual(made.json.posture, "active")
      const again = yield* ask("POST", "/api/subscriptions", { token, body: key })
      assert.strictEqual(again.status, 200)
      const path = "/api/subscriptions/hls/carol"
      assert.strictEqual((yield* ask("POST", `${path}/pause`, { token })).json.posture, "paused")
      assert.strictEqual((yield* ask("POST", `${path}/archive`, { token })).json.posture, "archived")
      assert.strictEqual((yield* ask("POST", `${path}/pause`, { token })).json.posture, "paused")
      assert.strictEqual((yield* ask("POST", `${path}/resume`, { token })).json.posture, "active")
      const reset = yield* ask("POST", `${path}/reset-error`, { token })
      assert.strictEqual(reset.status, 200, reset.text)
      const list = yield* ask("GET", "/api/subscriptions", { token })
      assert.strictEqual(list.json.total, 1)
      assert.strictEqual(list.json.items[0].driver, "hls")
      assert.strictEqual((yield* ask("DELETE", path, { token })).status, 204)
      assert.strictEqual((yield* ask("GET", path, { token })).status, 404)
    })
  )
})
