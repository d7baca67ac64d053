import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs"
import { assert } from "@effect/vitest"
import { Clock, DateTime, Effect } from "effect"
import { foundRun } from "../../src/domain/supervision/Run.ts"
import { end } from "../../src/domain/supervision/RunReducer.ts"
import { TaskId } from "../../src/domain/supervision/TaskId.ts"
import { SourceId } from "../../src/domain/values/Ids.ts"
import { type Instant, later } from "../../src/domain/values/Time.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { ask, signIn } from "./Client.ts"
import { facts, shelved } from "./Shelves.ts"
import { addUser, onEachStore, Site } from "./World.ts"

const minute = 60_000
const two = (n: number) => String(n).padStart(2, "0")

/** A moment as recorders name their files by it. */
const named = (at: Instant): string => {
  const parts = DateTime.toParts(DateTime.makeZonedUnsafe(at, { timeZone: DateTime.zoneMakeLocal() }))
  const day = [parts.year, two(parts.month), two(parts.day)].join("-")
  return `${day}_${[parts.hour, parts.minute, parts.second].map(two).join("-")}`
}

onEachStore()("a recording that is deleted", (it) => {
  it.effect("T10: is told as deleted in coverage and among the events, by its file and by its session", () =>
    Effect.gen(function* () {
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      const { mediaRoot } = yield* Site
      const row = yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
      const sourceId = SourceId.make(row.json.source_id)
      const now = yield* Clock.currentTimeMillis
      const from = later((Math.floor(now / 1000) * 1000) as Instant, -60 * minute)
      const at = (minutes: number) => later(from, minutes * minute)
      const run = { ...foundRun(TaskId.make("carol's"), sourceId, from), startedAt: from, pid: 7 }
      const recording = (start: number, to: number) =>
        ({ _tag: "recording", taskId: run.taskId, sourceId, startedAt: at(start), endedAt: at(to), bytes: 10 }) as const
      yield* Journal.use((journal) =>
        journal.write([
          { _tag: "run", run: end(run, "exited", at(40)) },
          recording(0, 10),
          recording(20, 30),
          recording(32, 40)
        ])
      )
      const lay = (start: number, to: number) =>
        Effect.sync(() => {
          const session = named(at(start))
          mkdirSync(`${mediaRoot}/hls/carol/${session}`, { recursive: true })
          const file = `${mediaRoot}/hls/carol/${session}/${session}.ts`
          writeFileSync(file, "0123456789")
          utimesSync(file, at(to) / 1000, at(to) / 1000)
          return session
        })
      const [first, second] = [yield* lay(0, 10), yield* lay(20, 30)]
      yield* lay(32, 40)
      const source = "/api/sources/hls/carol"
      const recorded = Effect.gen(function* () {
        const { json } = yield* ask("GET", `${source}/coverage`, { token })
        const minutes = (text: string) => Math.round((Date.parse(text) - from) / minute)
        return json.stretches.flatMap((one: { kind: string; from: string; to: string }) =>
          one.kind === "recorded" || one.kind === "deleted"
            ? [`${minutes(one.from)}-${minutes(one.to)} ${one.kind}`]
            : []
        )
      })
      const list = yield* ask("GET", `${source}/files`, { token })
      assert.deepStrictEqual(
        list.json.files.map((one: { recording: { seconds: number } }) => one.recording.seconds),
        [480, 600, 600]
      )
      assert.deepStrictEqual(yield* recorded, ["0-10 recorded", "20-30 recorded", "32-40 recorded"])
      const session = yield* ask("DELETE", `${source}/sessions/${first}`, { token })
      assert.strictEqual(session.status, 200, session.text)
      const file = yield* ask("DELETE", `${source}/files/${second}/${second}.ts`, { token })
      assert.strictEqual(file.status, 204, file.text)
      assert.deepStrictEqual(yield* recorded, ["0-10 deleted", "20-30 deleted", "32-40 recorded"])
      const { json } = yield* ask("GET", `${source}/events`, { token })
      const told = json.events.filter((one: { event_type: string }) => one.event_type === "deleted")
      assert.deepStrictEqual(
        told.map((one: { detail: string }) => one.detail),
        ["by root", "by root"]
      )
    })
  )

  it.effect("is deleted neither by its file nor by its session while it is kept, and then by both", () =>
    Effect.gen(function* () {
      const { listed, root } = yield* shelved("starred", facts(0))
      const { mediaRoot } = yield* Site
      const { id, session } = (yield* listed()).json.recordings[0]
      const folder = `${mediaRoot}/hls/starred/${session}`
      mkdirSync(folder, { recursive: true })
      for (const name of ["a.ts", "b.ts"]) {
        writeFileSync(`${folder}/${name}`, "0123456789")
        utimesSync(`${folder}/${name}`, 1_768_000_000, 1_768_000_000)
      }
      const change = (action: string) => root.post("/api/recordings/bulk", { ids: [id], action })
      const erase = (path: string) => ask("DELETE", `/api/sources/hls/starred/${path}`, { token: root.token })
      yield* change("keep")
      for (const path of [`files/${session}/a.ts`, `sessions/${session}`]) {
        const { json, status } = yield* erase(path)
        assert.deepStrictEqual([status, json.code], [409, "recording_kept"])
        assert.include(json.error, "Take the star off first.")
      }
      assert.deepStrictEqual(readdirSync(folder), ["a.ts", "b.ts"])
      const { json } = yield* root.get("/api/audit?kind=recording&q=hls/starred")
      assert.deepStrictEqual(
        json.items.map(({ action }: { action: string }) => action),
        ["recording.keep"]
      )
      yield* change("unkeep")
      assert.strictEqual((yield* erase(`files/${session}/a.ts`)).status, 204)
      assert.deepStrictEqual((yield* erase(`sessions/${session}`)).json, { removed: 1 })
    })
  )
})
