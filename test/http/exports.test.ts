import { readdirSync, writeFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { vi } from "vitest"
import { needing } from "../Programs.ts"
import { ask, signIn, until } from "./Client.ts"
import { looked, recorded, segments } from "./recordedFiles.ts"
import { addUser } from "./World.ts"

needing("ffmpeg", "ffprobe")("recordings", () => {
  const name = "2026-01-01_00-00-00"

  it.live(
    "are kept as an export: one file with its index first, whole to the frame, in ranges, until it is deleted",
    () =>
      Effect.gen(function* () {
        const second = "2026-01-01_01-00-00"
        const { api, mediaRoot } = yield* recorded({
          [name]: { [`${name}_00000.ts`]: segments("mpegts", 0, 8) },
          [second]: { [`${second}_00000.ts`]: segments("mpegts", 0, 4) }
        })
        // Names tell the time of this machine's zone.
        // @effect-diagnostics-next-line globalDate:off
        const at = (hour: number) => new Date(2026, 0, 1, hour).toISOString()
        const body = { source: "hls/carol", from: at(0), to: at(2), name: "Both of them" }
        const made = yield* api("POST", "/exports", { body })
        assert.strictEqual(made.status, 201)
        const place = `/exports/${made.json().id}`
        const done = (yield* until(api("GET", place), (answer) => answer.json().state === "done")).json()
        assert.deepInclude(done, { name: "Both of them.mp4", user: "root", progress: 1, file: `/api${place}/file` })
        assert.strictEqual(Date.parse(done.deleted_at ?? "") - Date.parse(done.ended_at), 7 * 86_400_000)

        const told = (path: string) =>
          Effect.map(api("GET", path), ({ bytes }) => JSON.parse(Buffer.from(bytes).toString()))
        const { exports } = yield* told("/storage")
        assert.deepStrictEqual(exports, { bytes: done.bytes, count: 1 })
        const { converter } = yield* until(
          told("/diagnostics"),
          ({ converter }) => converter.metrics.exports_done_total === 1
        )
        assert.deepStrictEqual(converter, {
          ...{ configured: true, connected: true, error: null, missing: [] },
          pool: { limit: 2, running: 0, queue_depth: 0 },
          metrics: { exports_done_total: 1, exports_failed_total: 0 }
        })

        const whole = yield* api("GET", `${place}/file`)
        assert.deepStrictEqual([whole.status, whole.bytes.length], [200, done.bytes])
        assert.include(whole.headers.get("content-disposition") ?? "", `filename="Both of them.mp4"`)
        const text = Buffer.from(whole.bytes).toString("latin1")
        assert.isBelow(text.indexOf("moov"), text.indexOf("mdat"))
        const file = `${mediaRoot}/whole.mp4`
        writeFileSync(file, whole.bytes)
        const { complaints, picture } = looked(file)
        assert.strictEqual(complaints, "")
        assert.strictEqual(picture?.["nb_read_packets"], "300")

        const part = yield* api("GET", `${place}/file`, { range: "bytes=100-199" })
        assert.deepStrictEqual(
          [part.status, part.headers.get("content-range"), part.headers.get("etag")],
          [206, `bytes 100-199/${done.bytes}`, whole.headers.get("etag")]
        )
        assert.deepStrictEqual(part.bytes, whole.bytes.slice(100, 200))

        const kept = `${mediaRoot}/.sticky-dvr-exports`
        assert.lengthOf(readdirSync(kept), 1)
        assert.strictEqual((yield* api("DELETE", place)).status, 204)
        assert.deepStrictEqual(readdirSync(kept), [])
        assert.strictEqual((yield* api("GET", place)).status, 404)
        const { items } = JSON.parse(Buffer.from((yield* api("GET", "/audit?q=export")).bytes).toString())
        assert.deepStrictEqual(
          items.map(({ action, subject }: { action: string; subject: string }) => `${action} ${subject}`),
          ["export.delete hls/carol", "export.create hls/carol"]
        )
      })
  )

  it.live("are exported for nobody who may not see them, or no longer, and shown to nobody else", () =>
    Effect.gen(function* () {
      const { api, running } = yield* recorded({ [name]: { [`${name}_00000.ts`]: segments("mpegts", 0, 4) } })
      const [alice, bob] = yield* running.with(
        Effect.forEach(["alice", "bob"], (who) =>
          Effect.andThen(
            addUser(who),
            Effect.map(signIn(who), ({ token }) => token)
          )
        )
      )
      const open = yield* api("GET", "/config")
      const settings = { ...JSON.parse(Buffer.from(open.bytes).toString()).settings, subscribers_see_sources: true }
      const saved = yield* running.with(
        ask("PUT", "/api/config", {
          token: (yield* running.with(signIn("root"))).token,
          body: settings,
          headers: { "if-match": open.headers.get("etag") ?? "" }
        })
      )
      assert.strictEqual(saved.status, 200, saved.text)
      const body = { source: "hls/carol", from: "2025-12-31T00:00:00Z", to: "2026-01-02T00:00:00Z" }
      const asked = (as = "") => api("POST", "/exports", { as, body })
      assert.strictEqual((yield* asked(alice)).status, 404, "there is no such source to her")
      yield* api("POST", "/subscriptions", { as: alice ?? "", body: { driver: "hls", username: "carol" } })
      const made = yield* until(asked(alice), ({ status }) => status === 201)
      const place = `/exports/${made.json().id}`
      yield* until(api("GET", place, { as: alice ?? "" }), (answer) => answer.json().state === "done")
      for (const [method, path] of [
        ["GET", place],
        ["GET", `${place}/file`],
        ["DELETE", place]
      ] as const)
        assert.strictEqual((yield* api(method, path, { as: bob ?? "" })).status, 404)
      assert.deepStrictEqual((yield* api("GET", "/exports", { as: bob ?? "" })).json().exports, [])
      assert.lengthOf((yield* api("GET", "/exports")).json().exports, 1, "admins see everybody's")
      assert.strictEqual((yield* api("GET", `${place}/file`, { as: alice ?? "" })).status, 200)
      yield* api("POST", "/subscriptions/hls/carol/archive", { as: alice ?? "" })
      yield* until(api("GET", `${place}/file`, { as: alice ?? "" }), ({ status }) => status === 403)
    })
  )

  it.live("are refused as an export with what is wrong, and twenty are enough for one user", () =>
    Effect.gen(function* () {
      const { api } = yield* recorded({ [name]: { [`${name}_00000.ts`]: segments("mpegts", 0, 4) } })
      const refused = Effect.fnUntraced(function* (body: object) {
        const answer = yield* api("POST", "/exports", { body })
        return [answer.status, answer.json().error]
      })
      const stretch = { from: "2025-01-01T00:00:00Z", to: "2025-01-02T00:00:00Z" }
      assert.deepStrictEqual(yield* refused({ source: "hls/carol" }), [
        422,
        "Say which recordings, or from when to when."
      ])
      assert.deepStrictEqual(yield* refused({ ...stretch, source: "hls/nobody" }), [
        404,
        "There is no source hls/nobody. Subscribe to it first."
      ])
      assert.deepStrictEqual(yield* refused({ recordings: [999] }), [
        404,
        "There is no such recording, or it is not yours to see."
      ])
      const made = yield* api("POST", "/exports", { body: { ...stretch, source: "hls/carol" } })
      const place = `/exports/${made.json().id}`
      const failed = (yield* until(api("GET", place), (answer) => answer.json().state === "failed")).json()
      assert.strictEqual(failed.error, "Nothing that can be played was recorded in that time.")
      assert.strictEqual((yield* api("GET", `${place}/file`)).status, 404)
      for (let i = 1; i < 20; i++) yield* api("POST", "/exports", { body: { ...stretch, source: "hls/carol" } })
      assert.deepStrictEqual(yield* refused({ ...stretch, source: "hls/carol" }), [
        422,
        "You have 20 exports, and nobody may have more. Delete one that you need no more."
      ])
      yield* Effect.acquireUseRelease(
        Effect.sync(() => vi.stubEnv("PATH", "/nowhere")),
        () =>
          Effect.map(refused({ ...stretch, source: "hls/carol" }), ([status, told]) => {
            assert.strictEqual(status, 501)
            assert.include(String(told), "install it (Debian: apt-get install ffmpeg")
          }),
        () => Effect.sync(() => vi.unstubAllEnvs())
      )
    })
  )
})
