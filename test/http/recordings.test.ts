import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { ask, signIn } from "./Client.ts"
import { addUser, onEachStore, Site } from "./World.ts"

const session = "2026-01-01_00-00-00"
const name = "2026-01-01_00-00-00_00000.ts"
const bytes = "0123456789".repeat(10)

/** Two finished files, and a link that leads out. */
const recorded = Effect.gen(function* () {
  const { mediaRoot } = yield* Site
  yield* Effect.sync(() => {
    const folder = `${mediaRoot}/hls/carol/${session}`
    mkdirSync(folder, { recursive: true })
    for (const file of [name, "2026-01-01_00-00-00_00001.ts"]) {
      writeFileSync(`${folder}/${file}`, bytes)
      utimesSync(`${folder}/${file}`, 1_700_000_000, 1_700_000_000)
    }
    writeFileSync(`${mediaRoot}/outside.ts`, "outside")
    symlinkSync(`${mediaRoot}/outside.ts`, `${folder}/2026-01-01_00-00-00_00002.ts`)
  })
  yield* addUser("root", "admin")
  const { token } = yield* signIn("root")
  yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
  return token
})

const files = "/api/sources/hls/carol/files"
const file = `${files}/${session}/${name}`

onEachStore()("recordings over HTTP", (it) => {
  it.effect("are listed, sent whole and in ranges, and deleted", () =>
    Effect.gen(function* () {
      const token = yield* recorded
      const list = yield* ask("GET", files, { token })
      assert.strictEqual(list.status, 200, list.text)
      assert.deepStrictEqual(
        list.json.files.map((one: { path: string; bytes: number; status: string }) => [
          one.path,
          one.bytes,
          one.status
        ]),
        [
          [`${session}/${name}`, 100, "finished"],
          [`${session}/2026-01-01_00-00-00_00001.ts`, 100, "finished"]
        ]
      )
      const whole = yield* ask("GET", file, { token })
      assert.strictEqual(whole.status, 200)
      assert.strictEqual(whole.text, bytes)
      assert.strictEqual(whole.headers.get("content-type"), "video/mp2t")
      const tag = whole.headers.get("etag") ?? ""
      const range = (value: string, more: object = {}) =>
        ask("GET", file, { token, headers: { range: value, ...more } })
      const part = yield* range("bytes=2-5")
      assert.strictEqual(part.status, 206)
      assert.strictEqual(part.text, "2345")
      assert.strictEqual(part.headers.get("content-range"), "bytes 2-5/100")
      assert.strictEqual((yield* range("bytes=-3")).text, "789")
      assert.strictEqual((yield* range("bytes=98-500")).text, "89")
      const beyond = yield* range("bytes=100-")
      assert.strictEqual(beyond.status, 416)
      assert.strictEqual(beyond.headers.get("content-range"), "bytes */100")
      assert.strictEqual((yield* range("bytes=2-5", { "if-range": '"another"' })).status, 200)
      assert.strictEqual((yield* range("bytes=2-5", { "if-range": tag })).status, 206)
      assert.strictEqual((yield* ask("GET", file, { token, headers: { "if-none-match": tag } })).status, 304)
      const head = yield* ask("HEAD", file, { token })
      assert.strictEqual(head.headers.get("content-length"), "100")
      const saved = yield* ask("GET", `${file}?download=1`, { token })
      assert.include(saved.headers.get("content-disposition") ?? "", `filename="${name}"`)
      assert.strictEqual((yield* ask("DELETE", file, { token })).status, 204)
      assert.strictEqual((yield* ask("GET", file, { token })).status, 404)
      const rest = yield* ask("DELETE", `/api/sources/hls/carol/sessions/${session}`, { token })
      assert.deepStrictEqual(rest.json, { removed: 1 })
      const audit = yield* ask("GET", "/api/audit?q=recording.delete", { token })
      assert.strictEqual(audit.json.items.length, 2)
    })
  )

  it.effect("older ones are reached page by page, one session's by its name, and that is deleted whole", () =>
    Effect.gen(function* () {
      const { mediaRoot } = yield* Site
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "long" } })
      const sessions = ["2026-01-01_00-00-00", "2026-01-02_00-00-00", "2026-01-03_00-00-00"]
      const paths = sessions.toReversed().flatMap((of) => [0, 1, 2, 3].map((n) => `${of}/${of}_0000${n}.ts`))
      yield* Effect.sync(() => {
        for (const path of paths) {
          const place = `${mediaRoot}/hls/long/${path}`
          mkdirSync(place.replace(/\/[^/]*$/, ""), { recursive: true })
          writeFileSync(place, bytes)
          utimesSync(place, 1_700_000_000, 1_700_000_000)
        }
      })
      const long = "/api/sources/hls/long/files"
      const met: Array<string> = []
      let cursor: string | null = ""
      while (cursor !== null) {
        const query: string = cursor === "" ? "?limit=5" : `?limit=5&cursor=${encodeURIComponent(cursor)}`
        const { json } = yield* ask("GET", `${long}${query}`, { token })
        met.push(...json.files.map(({ path }: { path: string }) => path))
        assert.strictEqual(json.complete, json.next_cursor === null)
        cursor = json.next_cursor
      }
      assert.deepStrictEqual(met, paths)
      const oldest = yield* ask("GET", `${long}?session=${sessions[0]}`, { token })
      assert.deepStrictEqual(
        oldest.json.files.map(({ path }: { path: string }) => path),
        paths.slice(8)
      )
      const removed = yield* ask("DELETE", `/api/sources/hls/long/sessions/${sessions[0]}`, { token })
      assert.deepStrictEqual(removed.json, { removed: 4 })
      const again = yield* ask("DELETE", `/api/sources/hls/long/sessions/${sessions[0]}`, { token })
      assert.strictEqual(again.status, 404)
      assert.strictEqual(again.json.error, `There is no session ${sessions[0]} of this source.`)
      assert.strictEqual((yield* ask("GET", long, { token })).json.files.length, 8)
      for (const broken of ["..", "../x", "a/b/c", "a%2F..", "", "%00"]) {
        assert.strictEqual((yield* ask("GET", `${long}?cursor=${broken}`, { token })).status, 400, broken)
      }
    })
  )

  it.effect("S2: nothing outside the source's folder is reached", () =>
    Effect.gen(function* () {
      const { token } = yield* signIn("root")
      for (const path of [
        "..%2f..%2foutside.ts",
        "%2e%2e/outside.ts",
        "..%5coutside.ts",
        `${session}/..%2f..%2f..%2foutside.ts`,
        `${session}/2026-01-01_00-00-00_00002.ts`,
        `${session}/%00.ts`,
        "%2fetc%2fpasswd",
        `${session}/a/b/c.ts`
      ]) {
        const answer = yield* ask("GET", `${files}/${path}`, { token })
        assert.include([400, 404], answer.status, path)
        assert.notInclude(answer.text, "outside")
      }
    })
  )

  it.effect("subscribers see them only where the settings say so, and are told why", () =>
    Effect.gen(function* () {
      const root = yield* signIn("root")
      yield* addUser("alice")
      const { token } = yield* signIn("alice")
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
      const closed = yield* ask("GET", files, { token })
      assert.strictEqual(closed.json.code, "forbidden")
      const source = yield* ask("GET", "/api/sources/hls/carol", { token })
      assert.isFalse(source.json.recordings_visible)
      assert.include(source.json.recordings_hint, "Subscribers see recordings")
      assert.deepStrictEqual(
        source.json.subscribers.map(({ owner }: { owner: string }) => owner),
        ["alice"]
      )
      const config = yield* ask("GET", "/api/config", { token: root.token })
      yield* ask("PUT", "/api/config", {
        token: root.token,
        headers: { "if-match": config.headers.get("etag") ?? "" },
        body: { ...config.json.settings, subscribers_see_sources: true }
      })
      for (const what of ["files", "events", "logs", "coverage"]) {
        const answer = yield* ask("GET", `/api/sources/hls/carol/${what}`, { token })
        assert.strictEqual(answer.status, 200, answer.text)
      }
      yield* ask("POST", "/api/subscriptions/hls/carol/archive", { token })
      const archived = yield* ask("GET", files, { token })
      assert.strictEqual(archived.status, 403)
      assert.strictEqual(archived.json.error, "Your subscription is archived. Resume it to see the recordings.")
      assert.strictEqual(
        (yield* ask("GET", "/api/sources/hls/carol", { token })).json.recordings_hint,
        archived.json.error
      )
      assert.strictEqual((yield* ask("DELETE", `${files}/${session}/${name}`, { token })).status, 403)
    })
  )
})

onEachStore({ mediaAccel: true })("behind a proxy that sends files", (it) => {
  it.effect("the check is done here, the sending is left to it", () =>
    Effect.gen(function* () {
      const token = yield* recorded
      const answer = yield* ask("GET", file, { token })
      assert.strictEqual(answer.status, 200)
      assert.strictEqual(answer.text, "")
      assert.strictEqual(answer.headers.get("x-accel-redirect"), `/_media/hls/carol/${session}/${name}`)
      assert.strictEqual((yield* ask("GET", file)).status, 403)
      assert.isNull((yield* ask("GET", `${files}/${session}/nothing.ts`, { token })).headers.get("x-accel-redirect"))
    })
  )
})
