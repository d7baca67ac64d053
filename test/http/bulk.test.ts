import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, world } from "./World.ts"

layer(world(), { excludeTestServices: true })("a filter", (it) => {
  it.effect("that matches more than are changed at once says how many are left", () =>
    Effect.gen(function* () {
      // An admin: members may not have that many subscriptions.
      yield* addUser("crowd", "admin")
      const { token } = yield* signIn("crowd")
      const take = Effect.fnUntraced(function* (from: number, to: number) {
        const lines = Array.from({ length: to - from }, (_, n) => `hls,crowd${from + n},paused`).join("\n")
        const headers = { "content-type": "text/csv" }
        yield* ask("POST", "/api/subscriptions/import", { token, raw: lines, headers })
      })
      yield* take(0, 9000)
      yield* take(9000, 10_003)
      const body = { action: "archive", filter: { posture: ["paused"] } }
      const first = yield* ask("POST", "/api/subscriptions/bulk", { token, body })
      assert.deepInclude(first.json, { succeeded: 10_000, failed: 0, remaining: 3 })
      const rest = yield* ask("POST", "/api/subscriptions/bulk", { token, body })
      assert.deepInclude(rest.json, { succeeded: 3, failed: 0, remaining: 0 })
    })
  )
})
