import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { facts, opened, sessionsOf, shelved, somebody } from "./Shelves.ts"
import { onEachStore } from "./World.ts"

onEachStore()("changes of the library over HTTP", (it) => {
  it.effect("remembers for each who saw what, and how far", () =>
    Effect.gen(function* () {
      const { listed, root } = yield* shelved("epsilon", facts(0))
      const other = yield* somebody("other", "admin")
      const [one] = (yield* listed()).json.recordings
      const see = (body: unknown) => root.put(`/api/recordings/${one.id}/seen`, body)
      const seen = (who: typeof root) =>
        Effect.map(who.get(`/api/recordings/${one.id}`), ({ json }) => [json.seen, json.position])
      assert.strictEqual((yield* see({ position: 12.345 })).status, 204)
      assert.deepStrictEqual(yield* seen(root), [false, 12.345])
      yield* see({ seen: true })
      assert.deepStrictEqual(yield* seen(root), [true, 12.345])
      assert.deepStrictEqual(yield* seen(other), [false, 0])
      assert.deepStrictEqual(sessionsOf((yield* listed("&seen=false")).json), [])
      yield* see({ position: 0, seen: false })
      assert.deepStrictEqual(yield* seen(root), [false, 0])
      assert.strictEqual((yield* root.put("/api/recordings/999999999/seen", { seen: true })).status, 404)
      assert.strictEqual((yield* see({ position: -1 })).status, 400)
    })
  )

  it.effect("keeps, and puts into the trash and out of it, each with its answer and on record", () =>
    Effect.gen(function* () {
      const { listed, root } = yield* shelved("zeta", facts(0), facts(1), facts(2, { endedAt: null }))
      const ids = (yield* listed("&sort=oldest")).json.recordings.map(({ id }: { id: number }) => id)
      const bulk = (action: string, which: ReadonlyArray<number> = ids) =>
        Effect.map(root.post("/api/recordings/bulk", { ids: which, action }), ({ json, status, text }) => {
          assert.strictEqual(status, 200, text)
          return json.results.map(({ outcome }: { outcome: string }) => outcome)
        })
      assert.deepStrictEqual(yield* bulk("keep", [ids[0]]), ["done"])
      assert.deepStrictEqual(yield* bulk("keep", [ids[0], 999_999_999]), ["unchanged", "not_found"])
      assert.deepStrictEqual(yield* bulk("delete"), ["kept", "done", "open"])
      assert.deepStrictEqual(yield* bulk("delete"), ["kept", "unchanged", "open"])
      assert.deepStrictEqual(sessionsOf((yield* listed()).json), ["2026-01-15_14", "2026-01-15_12"])
      const [trashed] = (yield* listed("&trashed=true")).json.recordings
      assert.strictEqual(trashed.session, "2026-01-15_13")
      assert.isString(trashed.trashed_at)
      assert.deepStrictEqual(yield* bulk("restore"), ["unchanged", "done", "unchanged"])
      assert.deepStrictEqual(yield* bulk("delete", [ids[1]]), ["done"])
      assert.deepStrictEqual(yield* bulk("keep", [ids[1]]), ["done"])
      assert.deepStrictEqual(sessionsOf((yield* listed("&trashed=true")).json), [], "what is kept is in no trash")
      assert.deepStrictEqual(yield* bulk("unkeep"), ["done", "done", "unchanged"])
      assert.deepStrictEqual(yield* bulk("seen"), ["done", "done", "done"])
      assert.deepStrictEqual(yield* bulk("unseen", [ids[0], ids[0]]), ["done", "done"])
      assert.lengthOf((yield* listed("&seen=true")).json.recordings, 2)
      const audit = yield* root.get("/api/audit?kind=recording&q=hls/zeta&limit=500")
      assert.deepStrictEqual(
        audit.json.items
          .map(({ action, detail }: { action: string; detail: string }) => `${action} ${detail}`)
          .reverse(),
        [
          "recording.keep 2026-01-15_12",
          "recording.trash 2026-01-15_13",
          "recording.restore 2026-01-15_13",
          "recording.trash 2026-01-15_13",
          "recording.keep 2026-01-15_13",
          "recording.unkeep 2026-01-15_12",
          "recording.unkeep 2026-01-15_13"
        ]
      )
      for (const body of [
        { ids: [], action: "keep" },
        { ids, action: "burn" },
        { ids: [0], action: "keep" }
      ]) {
        assert.strictEqual((yield* root.post("/api/recordings/bulk", body)).status, 400)
      }
    })
  )

  it.effect("leaves what an admin put into the trash there, whatever a member asks for", () =>
    Effect.gen(function* () {
      const { listed, root } = yield* shelved("theta", facts(0))
      const [one] = (yield* listed()).json.recordings
      const alice = yield* somebody("alice", "user")
      yield* opened(true)
      yield* alice.post("/api/subscriptions", { driver: "hls", username: "theta" })
      const own = (more = "") =>
        Effect.map(alice.get(`/api/recordings?source=hls/theta${more}`), ({ json }) => [sessionsOf(json), json.total])
      const bulk = (who: typeof root, action: string) =>
        Effect.map(who.post("/api/recordings/bulk", { ids: [one.id], action }), ({ json }) => json.results[0])
      assert.deepStrictEqual(yield* own(), [[one.session], 1])
      assert.strictEqual((yield* bulk(root, "delete")).outcome, "done")
      assert.deepStrictEqual(yield* bulk(alice, "keep"), {
        id: one.id,
        outcome: "forbidden",
        error: "It is in the trash. Ask an admin to restore it."
      })
      assert.strictEqual((yield* bulk(alice, "restore")).outcome, "forbidden")
      assert.deepStrictEqual(yield* own("&trashed=true"), [[], 0])
      assert.deepStrictEqual(sessionsOf((yield* listed("&trashed=true")).json), [one.session])
      assert.strictEqual((yield* bulk(root, "restore")).outcome, "done")
      assert.deepStrictEqual(yield* own(), [[one.session], 1])
      yield* opened(false)
    })
  )

  it.effect("is shown to members as far as the setting and their subscriptions open it", () =>
    Effect.gen(function* () {
      const { listed, root } = yield* shelved("eta", facts(0))
      const [one] = (yield* listed()).json.recordings
      const alice = yield* somebody("alice", "user")
      const ownList = alice.get("/api/recordings?source=hls/eta")
      const bulk = (who: typeof root, action: string) =>
        Effect.map(who.post("/api/recordings/bulk", { ids: [one.id], action }), ({ json }) => json.results[0])

      const closed = yield* ownList
      assert.deepStrictEqual([closed.status, closed.json.recordings, closed.json.total], [200, [], 0])
      assert.include(closed.json.hidden, "Only admins see recordings here.")
      assert.strictEqual((yield* alice.get(`/api/recordings/${one.id}`)).status, 404)
      assert.strictEqual((yield* bulk(alice, "keep")).outcome, "not_found")
      assert.include((yield* alice.get("/api/recordings/days")).json.hidden, "Only admins")

      yield* opened(true)
      assert.deepStrictEqual((yield* ownList).json.recordings, [], "it is not hers")
      yield* alice.post("/api/subscriptions", { driver: "hls", username: "eta" })
      assert.lengthOf((yield* ownList).json.recordings, 1)
      assert.strictEqual((yield* alice.get(`/api/recordings/${one.id}`)).status, 200)
      const refused = yield* bulk(alice, "delete")
      assert.deepStrictEqual([refused.outcome, refused.error], ["forbidden", "Only admins may do this."])
      assert.strictEqual((yield* bulk(root, "keep")).outcome, "done")
      assert.strictEqual((yield* bulk(alice, "unkeep")).outcome, "forbidden")
      yield* bulk(root, "unkeep")
      assert.strictEqual((yield* bulk(alice, "keep")).outcome, "done")
      assert.strictEqual((yield* bulk(alice, "unkeep")).outcome, "done")
      yield* alice.post("/api/subscriptions/hls/eta/archive", {})
      assert.deepStrictEqual((yield* ownList).json.recordings, [])
      yield* opened(false)
    })
  )
})
