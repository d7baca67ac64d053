import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore } from "./World.ts"

onEachStore()("R31: an import", (it) => {
  const user = (name: string) =>
    Effect.gen(function* () {
      yield* addUser(name)
      return (yield* signIn(name)).token
    })

  const take = (token: string, raw: string, query = "") =>
    ask("POST", `/api/subscriptions/import${query}`, { token, raw, headers: { "content-type": "text/csv" } })

  it.effect(
    "says how many recorders it would start: of active lines those that nobody wants yet, each source once",
    () =>
      Effect.gen(function* () {
        const [anna, ben] = [yield* user("anna"), yield* user("ben")]
        assert.strictEqual((yield* take(anna, "hls,s1,active\nhls,s2,paused")).json.starts, 1)
        const lines = "hls,s1,active\nhls,s2,active\nhls,s3,active\nhls,s3,active\nhls,s4,paused\nhls,../x,active"
        const dry = yield* take(ben, lines, "?dry_run=1")
        assert.deepInclude(dry.json, { starts: 2, created: 4, refused: 2 })
        const taken = yield* take(ben, lines)
        assert.strictEqual(taken.json.starts, 2)
        assert.strictEqual((yield* take(ben, lines)).json.starts, 0)
      })
  )

  it.effect("as paused starts nothing, but for lines that say otherwise", () =>
    Effect.gen(function* () {
      const token = yield* user("carl")
      const taken = yield* take(token, "hls,p1\nhls,p2\nhls,p3,active", "?posture=paused")
      assert.strictEqual(taken.json.starts, 1)
      const list = yield* ask("GET", "/api/subscriptions?sort=name", { token })
      const postures = list.json.items.map(({ posture }: { readonly posture: string }) => posture)
      assert.deepStrictEqual(postures, ["paused", "paused", "active"])
      assert.strictEqual((yield* take(token, "hls,p4", "?posture=asleep")).status, 400)
    })
  )
})
