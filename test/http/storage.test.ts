import { assert } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { Instant } from "../../src/domain/values/Time.ts"
import { until } from "./Client.ts"
import { facts, sessionsOf, shelved } from "./Shelves.ts"
import { onEachStore } from "./World.ts"

const day = 24 * 3_600_000

onEachStore()("the storage over HTTP", (it) => {
  it.effect("is told by source, with what comes on a day, and what rules would let go", () =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      const ended = (days: number, bytes: number) => {
        const endedAt = Instant.make(now - days * day)
        return facts(days, { session: `d${days}`, startedAt: Instant.make(endedAt - 1_000), endedAt, bytes })
      }
      const { id, library, root } = yield* shelved("theta", ended(1, 700), ended(3, 7_000), ended(30, 40), ended(40, 5))
      const kept = (yield* library.shelf(id)).find(({ session }) => session === "d40")?.id ?? assert.fail("it is there")
      yield* root.post("/api/recordings/bulk", { ids: [kept], action: "keep" })

      // The disk is looked at beside, which may still be under way.
      const { json } = yield* until(root.get("/api/storage"), (answer) => answer.json.disk.size !== null)
      assert.deepStrictEqual(json.recordings, { bytes: 7_745, count: 4 })
      assert.deepStrictEqual(json.trash, { bytes: 0, count: 0 })
      assert.deepStrictEqual(json.sources, [{ driver: "hls", username: "theta", bytes: 7_745, count: 4 }])
      assert.strictEqual(json.growth_per_day, 1_100)
      assert.strictEqual(json.disk.to_stay_free, 1_000_000_000)
      assert.isAbove(json.disk.size, json.disk.free)
      assert.closeTo(json.full_in_days, Math.max(0, json.disk.free - 1e9) / 1_100, 0.1)

      const preview = (rules: string) => root.get(`/api/recordings/rules/preview${rules}`)
      const none = yield* preview("")
      assert.deepStrictEqual(none.json, { count: 0, bytes: 0, recordings: [] })
      const days = yield* preview("?keep_days=2")
      assert.deepStrictEqual([days.json.count, days.json.bytes], [2, 7_040])
      assert.deepStrictEqual(sessionsOf(days.json).toSorted(), ["d3", "d30"])
      assert.deepStrictEqual(sessionsOf((yield* preview("?keep_days=2&keep_newest=2")).json), ["d30"])
      assert.deepStrictEqual(sessionsOf((yield* preview("?keep_bytes=7700")).json), ["d30"])
      assert.strictEqual((yield* root.get("/api/recordings?source=hls/theta")).json.total, 4, "nothing is done")
      for (const broken of ["?keep_days=-1", "?keep_days=x", "?keep_newest=0.5"]) {
        assert.strictEqual((yield* preview(broken)).status, 400, broken)
      }
    })
  )
})
