import { assert } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { Instant } from "../../src/domain/values/Time.ts"
import { ask, until } from "./Client.ts"
import { facts, opened, sessionsOf, shelved, somebody } from "./Shelves.ts"
import { onEachStore } from "./World.ts"

const day = 24 * 3_600_000

/** A recording of a second that ended so many days ago. */
const ended = (days: number, bytes: number) =>
  Effect.map(Clock.currentTimeMillis, (now) => {
    const endedAt = Instant.make(now - days * day)
    return facts(days, { session: `d${days}`, startedAt: Instant.make(endedAt - 1_000), endedAt, bytes })
  })

onEachStore()("the storage over HTTP", (it) => {
  it.effect("is told by source, with what comes on a day, and what rules would let go", () =>
    Effect.gen(function* () {
      const all = [yield* ended(1, 700), yield* ended(3, 7_000), yield* ended(30, 40), yield* ended(40, 5)]
      const { id, library, root } = yield* shelved("theta", ...all)
      const kept = (yield* library.shelf(id)).find(({ session }) => session === "d40")?.id ?? assert.fail("it is there")
      yield* root.post("/api/recordings/bulk", { ids: [kept], action: "keep" })

      // The disk is looked at beside, which may still be under way.
      const { json } = yield* until(root.get("/api/storage"), (answer) => answer.json.disk.size !== null)
      assert.deepStrictEqual(json.recordings, { bytes: 7_745, count: 4 })
      assert.deepStrictEqual(json.trash, { bytes: 0, count: 0 })
      assert.deepStrictEqual(json.sources, [{ driver: "hls", username: "theta", bytes: 7_745, count: 4 }])
      assert.deepStrictEqual([json.growth_per_day, json.growth_days], [1_100, 7])
      assert.strictEqual(json.disk.to_stay_free, 1_000_000_000)
      assert.isAbove(json.disk.size, json.disk.free)
      assert.strictEqual(json.disk.used, json.disk.size - json.disk.free)
      assert.closeTo(json.full_in_days, Math.max(0, json.disk.free - 1e9) / 1_100, 0.1)
      assert.deepStrictEqual([json.full_in_unknown, json.when_nearly_full, json.room_stopped], [null, "hold", null])
      const [place, ...others] = json.roots
      assert.deepStrictEqual(others, [])
      assert.deepInclude(place, { size: json.disk.size, recordings: json.recordings, trash: json.trash })

      const preview = (rules: string) => root.get(`/api/recordings/rules/preview${rules}`)
      const none = yield* preview("")
      assert.deepStrictEqual(none.json, { count: 0, bytes: 0, oldest: null, sources: [], recordings: [] })
      const days = yield* preview("?keep_days=2")
      assert.deepStrictEqual([days.json.count, days.json.bytes], [2, 7_040])
      assert.deepStrictEqual(days.json.sources, [{ driver: "hls", username: "theta", bytes: 7_040, count: 2 }])
      assert.strictEqual(Date.parse(days.json.oldest), Math.floor((all[2]?.startedAt ?? 0) / 1_000) * 1_000)
      assert.deepStrictEqual(sessionsOf(days.json).toSorted(), ["d3", "d30"])
      assert.deepStrictEqual(sessionsOf((yield* preview("?keep_days=2&keep_newest=2")).json), ["d30"])
      assert.deepStrictEqual(sessionsOf((yield* preview("?keep_bytes=7700")).json), ["d30"])
      assert.strictEqual((yield* root.get("/api/recordings?source=hls/theta")).json.total, 4, "nothing is done")
      for (const broken of ["?keep_days=-1", "?keep_days=x", "?keep_newest=0.5"]) {
        assert.strictEqual((yield* preview(broken)).status, 400, broken)
      }
    })
  )

  it.effect("rules are tried in the place of a driver's and a source's own, and shown beside the general ones", () =>
    Effect.gen(function* () {
      const { root } = yield* shelved("iota", yield* ended(3, 30), yield* ended(5, 50))
      const preview = (rules: string) =>
        Effect.map(root.get(`/api/recordings/rules/preview?${rules}`), ({ json }) =>
          json.recordings
            .filter((one: { username: string }) => one.username === "iota")
            .map((one: { session: string }) => one.session)
            .toSorted()
        )
      assert.deepStrictEqual(yield* preview("driver=hls&keep_days=4"), ["d5"])
      assert.deepStrictEqual(yield* preview("driver=hls&username=iota&keep_days=2"), ["d3", "d5"])
      assert.deepStrictEqual(yield* preview("driver=hls&username=kappa&keep_days=2"), [])
      assert.deepStrictEqual(yield* preview("driver=other&keep_days=2"), [])
      const own = "/api/sources/hls/iota/overrides"
      const headers = { "if-match": `"${(yield* root.get(own)).json.version}"` }
      const saved = yield* ask("PUT", own, { token: root.token, headers, body: { keep_days: 4, resolution: "480" } })
      assert.strictEqual(saved.status, 200, saved.text)
      const { json } = yield* root.get("/api/recordings/rules")
      assert.deepStrictEqual(json.everybody, { keep_days: 0, keep_newest: 0, keep_bytes: 0 })
      assert.deepStrictEqual(json.own, [{ driver: "hls", username: "iota", rules: { keep_days: 4 } }])
      assert.deepStrictEqual(yield* preview("driver=hls&username=iota&keep_newest=1"), ["d5"], "instead of its days")
      assert.deepStrictEqual(yield* preview("keep_days=2"), ["d5"], "which stand beside those for everybody")
      const refused = yield* root.get("/api/recordings/rules/preview?username=iota")
      assert.deepStrictEqual([refused.status, refused.json.errors[0].field], [422, "driver"])
    })
  )

  it.effect("members see what their own sources take, and nothing of the disk, of the trash or of others'", () =>
    Effect.gen(function* () {
      const { listed, root } = yield* shelved("lambda", yield* ended(3, 300), yield* ended(9, 900))
      yield* shelved("mu", yield* ended(3, 10_000))
      const mia = yield* somebody("mia", "user")
      yield* mia.post("/api/subscriptions", { driver: "hls", username: "lambda" })
      const none = { size: null, free: null, used: null, to_stay_free: null }
      const hidden = (yield* mia.get("/api/storage")).json
      assert.include(hidden.hidden, "Only admins see recordings here")
      assert.deepStrictEqual([hidden.disk, hidden.sources, hidden.recordings.count], [none, [], 0])
      yield* opened(true)
      const [newest] = (yield* listed()).json.recordings
      const { json } = yield* mia.get("/api/storage")
      assert.deepStrictEqual(json.sources, [{ driver: "hls", username: "lambda", bytes: 1_200, count: 2 }])
      yield* root.post("/api/recordings/bulk", { ids: [newest.id], action: "delete" })
      const { json: later } = yield* mia.get("/api/storage")
      assert.deepStrictEqual(later.recordings, { bytes: 900, count: 1 })
      assert.deepStrictEqual([later.disk, later.roots, later.trash, later.hidden], [none, [], null, null])
      assert.deepStrictEqual([later.growth_per_day, later.full_in_unknown], [0, "not_shown"])
      assert.strictEqual((yield* mia.post("/api/storage/trash/empty", {})).status, 403)
      yield* opened(false)
    })
  )

  it.effect("the trash is emptied as far as it was seen, on record", () =>
    Effect.gen(function* () {
      const { library, id, listed, root } = yield* shelved("nu", yield* ended(3, 300), yield* ended(9, 900))
      const ids = (yield* listed()).json.recordings.map((one: { id: number }) => one.id)
      yield* root.post("/api/recordings/bulk", { ids, action: "delete" })
      const empty = (query: string) => root.post(`/api/storage/trash/empty${query}`, {})
      assert.deepStrictEqual((yield* empty("?until=2020-01-01T00:00:00Z")).json, { count: 0, bytes: 0 })
      const { json: seen } = yield* root.get("/api/storage")
      const { json } = yield* empty(`?until=${seen.at}`)
      assert.isAtLeast(json.count, 2)
      assert.isTrue(
        (yield* library.find(ids, { reader: 1 as never, of: "all" })).every((one) => one.emptiedAt !== null)
      )
      assert.strictEqual((yield* library.shelf(id)).length, 2, "each is erased in its turn")
      const { items } = (yield* root.get("/api/audit?q=recording.empty")).json
      assert.match(items[0].detail, /^\d+ recordings, /)
    })
  )
})
