import { assert } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { Instant } from "../../src/domain/values/Time.ts"
import { ask, signIn } from "./Client.ts"
import { facts, shelved, somebody } from "./Shelves.ts"
import { addUser, onEachStore } from "./World.ts"

const day = 24 * 3_600_000
const none = { keep_days: 0, keep_newest: 0, keep_bytes: 0 }

const allowing = (days: number) =>
  Effect.gen(function* () {
    yield* addUser("root", "admin")
    const { token } = yield* signIn("root")
    const { json } = yield* ask("GET", "/api/config", { token })
    const headers = { "if-match": `"${json.version}"` }
    const body = { ...json.settings, subscribers_keep_days: days }
    assert.strictEqual((yield* ask("PUT", "/api/config", { token, headers, body })).status, 200)
  })

onEachStore()("what subscribers keep, over HTTP", (it) => {
  it.effect("is asked for within what admins allow, and keeps what the rules let go", () =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const ended = (days: number) => {
        const endedAt = Instant.make(now - days * day)
        return facts(days, { session: `d${days}`, startedAt: Instant.make(endedAt - 1_000), endedAt })
      }
      const { root } = yield* shelved("omega", ended(3), ended(6), ended(30))
      const mia = yield* somebody("mia", "user")
      yield* mia.post("/api/subscriptions", { driver: "hls", username: "omega" })
      const place = "/api/subscriptions/hls/omega/rules"
      const asked = { ...none, keep_days: 8 }
      const goes = Effect.map(root.get("/api/recordings/rules/preview?keep_days=2"), ({ json }) =>
        json.recordings.map(({ session }: { session: string }) => session).toSorted()
      )

      assert.deepStrictEqual((yield* mia.get(place)).json, { own: none, source: none, most_days: 0 })
      const refused = yield* mia.put(place, asked)
      assert.deepStrictEqual([refused.status, refused.json.errors[0].field], [422, "keep_days"])
      assert.include(refused.json.detail, "Admins let nobody keep recordings for longer here.")
      yield* allowing(10)
      assert.include((yield* mia.put(place, { ...none, keep_days: 11 })).json.detail, "for 10 days at the most")
      assert.deepStrictEqual(yield* goes, ["d3", "d30", "d6"])
      assert.deepStrictEqual((yield* mia.put(place, asked)).json, { own: asked, source: none, most_days: 10 })
      assert.deepStrictEqual((yield* mia.get(place)).json.own, asked)
      assert.deepStrictEqual(yield* goes, ["d30"])
      yield* mia.put(place, { ...none, keep_newest: 100 })
      assert.deepStrictEqual(yield* goes, ["d30"], "nobody keeps for longer than admins allow")
      yield* allowing(0)
      assert.deepStrictEqual(yield* goes, ["d3", "d30", "d6"])
      assert.strictEqual((yield* mia.put(place, none)).status, 200, "to ask for nothing is always allowed")

      const users = (yield* root.get("/api/users")).json.items
      const { id } = users.find(({ username }: { username: string }) => username === "mia")
      assert.deepStrictEqual((yield* root.get(`${place}?user_id=${id}`)).json.own, none)
      const zoe = yield* somebody("zoe", "user")
      assert.strictEqual((yield* zoe.get(place)).status, 404)
      assert.strictEqual((yield* zoe.get(`${place}?user_id=${id}`)).status, 403)
      const { items } = (yield* root.get("/api/audit?q=subscription.rules")).json
      assert.deepInclude(items[0], { actor: "mia", subject: "hls/omega" })
    })
  )
})
