import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore()("subscriptions changed together", (it) => {
  const user = (name: string) =>
    Effect.gen(function* () {
      yield* addUser(name)
      return (yield* signIn(name)).token
    })

  const take = (token: string, type: string, raw: string, query = "") =>
    ask("POST", `/api/subscriptions/import${query}`, { token, raw, headers: { "content-type": type } })

  it.effect("as many as the contract allows are changed at once, with names as long as it allows", () =>
    Effect.gen(function* () {
      const token = yield* user("thousand")
      const names = Array.from({ length: 1000 }, (_, n) => `${n}`.padStart(64, "x"))
      yield* take(token, "text/plain", names.map((username) => `hls/${username}`).join("\n"))
      const items = names.map((username) => ({ driver: "hls", username }))
      const body = { action: "pause", items }
      const paused = yield* ask("POST", "/api/subscriptions/bulk", { token, raw: JSON.stringify(body, null, 2) })
      assert.strictEqual(paused.status, 200, paused.text.slice(0, 300))
      assert.deepInclude(paused.json, { succeeded: 1000, failed: 0, remaining: 0 })
      const more = { action: "pause", items: [...items, ...items.slice(0, 1)] }
      assert.strictEqual((yield* ask("POST", "/api/subscriptions/bulk", { token, body: more })).status, 400)
      const large = { action: "pause", items, x: "x".repeat(512 * 1024) }
      assert.strictEqual((yield* ask("POST", "/api/subscriptions/bulk", { token, body: large })).status, 413)
    })
  )

  it.effect("many are changed at once, each with its own result", () =>
    Effect.gen(function* () {
      const token = yield* user("bulk")
      yield* take(token, "text/plain", "hls/one\nhls/two\nhls/three")
      yield* ask("POST", "/api/subscriptions/hls/three/archive", { token })
      const items = ["one", "two", "three", "four"].map((username) => ({ driver: "hls", username }))
      const paused = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "pause", items } })
      const codes = paused.json.results.map(
        ({ code, posture }: { code: string | null; posture: string | null }) => code ?? posture
      )
      assert.deepStrictEqual(codes, ["paused", "paused", "paused", "not_found"])
      assert.strictEqual(paused.json.succeeded, 3)
      const filter = { posture: ["paused"] }
      const resumed = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "resume", filter } })
      assert.strictEqual(resumed.json.succeeded, 3)
      const restart = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "restart", filter: {} } })
      assert.strictEqual(restart.status, 403)
      const both = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "pause", filter, items } })
      assert.strictEqual(both.status, 400)
      const all = yield* ask("POST", "/api/subscriptions/bulk", { token, body: { action: "delete", filter: {} } })
      assert.strictEqual(all.json.succeeded, 3)
      assert.strictEqual((yield* ask("GET", "/api/subscriptions", { token })).json.total, 0)
    })
  )
})
