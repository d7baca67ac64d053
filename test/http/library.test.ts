import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { at, facts, sessionsOf, shelved } from "./Shelves.ts"
import { onEachStore } from "./World.ts"

onEachStore()("the library over HTTP", (it) => {
  it.effect("shows a recording with all that is told of it", () =>
    Effect.gen(function* () {
      const gaps = [{ from: at(0), to: at(0.01), ms: 36_000, cause: "link" as const }]
      const { listed, root } = yield* shelved("alpha", facts(0, { gaps, width: 1280, height: 720 }))
      const { json } = yield* listed()
      const [one] = json.recordings
      assert.deepStrictEqual(one, {
        id: one.id,
        driver: "hls",
        username: "alpha",
        session: "2026-01-15_12",
        title: null,
        started_at: "2026-01-15T12:00:00Z",
        ended_at: "2026-01-15T12:10:00Z",
        duration: 600.5,
        bytes: 1_000,
        container: "ts",
        codecs: null,
        width: 1280,
        height: 720,
        gaps: { count: 1, seconds: 36 },
        kept: false,
        seen: false,
        position: 0,
        status: "finished",
        trashed_at: null,
        playlist: "/api/sources/hls/alpha/sessions/2026-01-15_12/index.m3u8",
        poster: "/thumbnails/hls/alpha/2026-01-15_12.jpg"
      })
      assert.deepStrictEqual({ ...json, recordings: [] }, { recordings: [], next_cursor: null, total: 1, hidden: null })
      const shown = yield* root.get(`/api/recordings/${one.id}`)
      assert.deepStrictEqual(shown.json.gaps, {
        count: 1,
        seconds: 36,
        list: [{ from: "2026-01-15T12:00:00Z", to: "2026-01-15T12:00:36Z", seconds: 36, cause: "link" }]
      })
      const none = yield* root.get("/api/recordings/999999999")
      assert.deepStrictEqual([none.status, none.json.what], [404, "recording"])
    })
  )

  it.effect("has no address for the picture of a recording whose name is not plain", () =>
    Effect.gen(function* () {
      const { listed } = yield* shelved("odd", { ...facts(0), session: "2026 <b>" }, { ...facts(1), session: "a..b" })
      const { json } = yield* listed()
      assert.deepStrictEqual(
        json.recordings.map((one: { readonly poster: unknown }) => one.poster),
        [null, null]
      )
    })
  )

  it.effect("goes page by page in its order, and refuses a cursor of another", () =>
    Effect.gen(function* () {
      const { listed } = yield* shelved("beta", ...[0, 1, 2, 3, 4].map((n) => facts(n)))
      for (const [sort, first] of [
        ["newest", 16],
        ["oldest", 12],
        ["largest", 16],
        ["longest", 16]
      ] as const) {
        const met: Array<string> = []
        let cursor = ""
        while (true) {
          const { json } = yield* listed(`&sort=${sort}&limit=2${cursor}`)
          assert.strictEqual(json.total, 5)
          met.push(...sessionsOf(json))
          if (json.next_cursor === null) break
          cursor = `&cursor=${json.next_cursor}`
        }
        assert.strictEqual(met[0], `2026-01-15_${first}`, sort)
        assert.strictEqual(new Set(met).size, 5)
      }
      const { json } = yield* listed("&limit=2")
      for (const broken of [`sort=oldest&cursor=${json.next_cursor}`, "cursor=x", "cursor=WzFd", "cursor="]) {
        const refused = yield* listed(`&${broken}`)
        assert.strictEqual(refused.status, 400, broken)
        assert.include(refused.json.error, "next_cursor of the page before")
      }
    })
  )

  it.effect("is narrowed by what is asked for, and says what it can't understand", () =>
    Effect.gen(function* () {
      const gaps = [{ from: at(1), to: at(1.01), ms: 36_000, cause: null }]
      const { listed, root } = yield* shelved("gamma", facts(0), facts(1, { gaps }), facts(2, { endedAt: null }))
      const found = (more: string) => Effect.map(listed(more), ({ json }) => sessionsOf(json))
      assert.deepStrictEqual(yield* found("&gaps=true"), ["2026-01-15_13"])
      assert.deepStrictEqual(yield* found("&from=2026-01-15T12:10:00Z"), ["2026-01-15_14", "2026-01-15_13"])
      assert.deepStrictEqual(yield* found("&to=2026-01-15T13:00:00Z"), ["2026-01-15_12"])
      assert.deepStrictEqual(yield* found("&q=GAMM"), ["2026-01-15_14", "2026-01-15_13", "2026-01-15_12"])
      assert.deepStrictEqual(yield* found("&q=_13"), ["2026-01-15_13"])
      assert.deepStrictEqual((yield* root.get("/api/recordings?source=hls/nobody-knows")).json.recordings, [])
      for (const broken of [
        "&source=x",
        "&source=hls/../x",
        "&seen=yes",
        "&from=today",
        "&sort=best",
        "&limit=0",
        "&tag=x"
      ]) {
        assert.strictEqual((yield* listed(broken)).status, 400, broken)
      }
    })
  )

  it.effect("tells each day, whoever's days they are", () =>
    Effect.gen(function* () {
      const { root } = yield* shelved("delta", facts(0), facts(11.5), facts(12.5))
      const days = (more: string) => root.get(`/api/recordings/days?source=hls/delta${more}`)
      const { json } = yield* days("&from=2026-01-14T00:00:00Z&to=2026-01-16T12:00:00Z")
      assert.deepStrictEqual(json, {
        days: [
          { day: "2026-01-14", count: 0, seconds: 0, bytes: 0 },
          { day: "2026-01-15", count: 2, seconds: 1201, bytes: 2_011 },
          { day: "2026-01-16", count: 1, seconds: 600.5, bytes: 1_012 }
        ],
        hidden: null
      })
      const berlin = yield* days("&from=2026-01-15T12:00:00Z&to=2026-01-16T12:00:00Z&zone=Europe/Berlin")
      assert.deepStrictEqual(
        berlin.json.days.map(({ count, day }: { count: number; day: string }) => [day, count]),
        [
          ["2026-01-15", 1],
          ["2026-01-16", 2]
        ]
      )
      assert.lengthOf((yield* days("")).json.days, 30)
      for (const [broken, status] of [
        ["&zone=Mars/Olympus", 400],
        ["&from=2026-01-15T12:00:00Z&to=2026-01-14T12:00:00Z", 422],
        ["&from=2020-01-15T12:00:00Z&to=2026-01-14T12:00:00Z", 422]
      ] as const) {
        assert.strictEqual((yield* days(broken)).status, status, broken)
      }
    })
  )
})
