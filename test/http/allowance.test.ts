import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore()("subscriptions a user may have", (it) => {
  const take = (token: string, type: string, raw: string, query = "") =>
    ask("POST", `/api/subscriptions/import${query}`, { token, raw, headers: { "content-type": type } })

  it.effect("S24: a user may have as many subscriptions as the setting says, and is told the number", () =>
    Effect.gen(function* () {
      yield* addUser("master", "admin")
      const master = (yield* signIn("master")).token
      const shown = yield* ask("GET", "/api/config", { token: master })
      const saved = yield* ask("PUT", "/api/config", {
        token: master,
        headers: { "if-match": shown.headers.get("etag") ?? "" },
        body: { ...shown.json.settings, subscriptions_per_user: 3 }
      })
      assert.strictEqual(saved.status, 200, saved.text)
      yield* addUser("greedy")
      const { token } = yield* signIn("greedy")
      const lines = "hls/g1\nhls/g2\nhls/g3\nhls/g4\nhls/g5"
      const outcomes = (answer: { readonly json: { readonly results: ReadonlyArray<{ readonly outcome: string }> } }) =>
        answer.json.results.map(({ outcome }) => outcome)
      const expected = ["created", "created", "created", "refused", "refused"]
      assert.deepStrictEqual(outcomes(yield* take(token, "text/plain", lines, "?dry_run=1")), expected)
      const taken = yield* take(token, "text/plain", lines)
      assert.deepStrictEqual(outcomes(taken), expected)
      assert.match(taken.json.results[3].error, /A user may have 3 subscriptions/)
      assert.deepStrictEqual(outcomes(yield* take(token, "text/plain", "hls/g1\nhls/g9")), ["unchanged", "refused"])
      const add = (username: string) => ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username } })
      const refused = yield* add("g4")
      assert.strictEqual(refused.status, 422)
      assert.match(refused.json.error, /A user may have 3 subscriptions/)
      assert.strictEqual((yield* add("g3")).status, 200)
      assert.strictEqual((yield* ask("DELETE", "/api/subscriptions/hls/g3", { token })).status, 204)
      const both = yield* Effect.all([add("g4"), add("g5")], { concurrency: 2 })
      assert.sameMembers(
        both.map(({ status }) => status),
        [201, 422]
      )
      const many = Array.from({ length: 5 }, (_, n) => `hls/m${n}`).join("\n")
      assert.strictEqual((yield* take(master, "text/plain", many)).json.created, 5)
      const { subscriptions_per_user: _unknown, ...older } = saved.json.settings
      const before = yield* ask("PUT", "/api/config", {
        token: master,
        headers: { "if-match": saved.headers.get("etag") ?? "" },
        body: older
      })
      assert.strictEqual(before.json.settings.subscriptions_per_user, 1000)
    })
  )
})
