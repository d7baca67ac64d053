import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { blackHole, neighbour } from "../adapters/converter/neighbour.ts"
import * as Lines from "../adapters/overseer/scripted/Lines.ts"
import { thumbnailer } from "../browser/thumbnailer.ts"
import { stream } from "../media/stream.ts"
import { backend, type Options } from "./Backend.ts"
import { ask, signIn, until } from "./Client.ts"
import { inMemory, stores } from "./Stores.ts"
import { addUser } from "./World.ts"

const carol = "/api/sources/hls/carol"
const session = "2026-01-01_00-00-00"

/** A backend whose admin is signed in and subscribes to carol, of whom there are files of these ages in seconds. */
const recorded = Effect.fnUntraced(function* (options: Partial<Options>, ...ages: ReadonlyArray<number>) {
  const store = Layer.succeedContext(yield* Layer.build(options.store ?? inMemory))
  const site = yield* backend({ ...options, store })
  const folder = `${site.mediaRoot}/hls/carol/${session}`
  const names = ages.map((age, i) => {
    const name = `2026-01-01_00-00-00_0000${i}.ts`
    mkdirSync(folder, { recursive: true })
    writeFileSync(`${folder}/${name}`, stream(4 * i, 4))
    // @effect-diagnostics-next-line globalDate:off the time of files is the machine's
    const then = Date.now() / 1000 - age
    utimesSync(`${folder}/${name}`, then, then)
    return name
  })
  const running = yield* site.boot
  const signedIn = Effect.gen(function* () {
    yield* addUser("root", "admin")
    const { token } = yield* signIn("root")
    yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
    return token
  })
  const token = yield* running.with(signedIn)
  const asked = (method: string, path: string) => running.with(ask(method, path, { token }))
  const [task] = yield* until(site.scripted.live, (live) => live.length === 1)
  assert.isDefined(task)
  return { ...site, ...running, names, folder, asked, taskId: task.taskId }
}, Effect.provide(NodeServices.layer))

const conversion = (file: string, more: object) => ({
  task_id: file,
  action: "ts-to-mp4",
  params: { file },
  state: "active",
  worker_state: "exited",
  restart_count: 1,
  created_at: "2026-01-01T00:00:00Z",
  last_exit_code: 0,
  ...more
})

for (const [kind, store] of Object.entries(stores))
  describe(`a session (${kind})`, () => {
    it.live("plays by a playlist whose links lead to its files, and ends where the session did", () =>
      Effect.gen(function* () {
        const { asked, names } = yield* recorded({ store }, 7200, 7000)
        const playlist = yield* asked("GET", `${carol}/sessions/${session}/index.m3u8`)
        assert.strictEqual(playlist.status, 200, playlist.text)
        assert.match(playlist.headers.get("content-type") ?? "", /^application\/vnd\.apple\.mpegurl/)
        assert.isTrue(playlist.text.startsWith("#EXTM3U"))
        assert.include(playlist.text, "#EXT-X-ENDLIST")
        const links = playlist.text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
        const paths = links.map((link) => new URL(link, `http://host${carol}/sessions/${session}/index.m3u8`).pathname)
        assert.deepStrictEqual(
          [...new Set(paths)],
          names.map((name) => `${carol}/files/${session}/${name}`)
        )
        for (const path of paths) assert.strictEqual((yield* asked("HEAD", path)).status, 200)
        assert.strictEqual((yield* asked("GET", `${carol}/sessions/another/index.m3u8`)).status, 404)
        assert.strictEqual((yield* asked("GET", `${carol}/sessions/..%2f${session}/index.m3u8`)).status, 400)
      })
    )

    it.live("that is still being recorded has a playlist without an end", () =>
      Effect.gen(function* () {
        const { asked } = yield* recorded({ store }, 7200, 1)
        const playlist = yield* asked("GET", `${carol}/sessions/${session}/index.m3u8`)
        assert.strictEqual(playlist.status, 200)
        assert.notInclude(playlist.text, "#EXT-X-ENDLIST")
      })
    )

    it.live("is not deleted while a file of it is being written: no part of it is", () =>
      Effect.gen(function* () {
        const { asked } = yield* recorded({ store }, 7200, 1)
        const refused = yield* asked("DELETE", `${carol}/sessions/${session}`)
        assert.strictEqual(refused.status, 409, refused.text)
        assert.strictEqual(refused.json.code, "file_open")
        assert.include(refused.json.error, "still being written")
        assert.strictEqual((yield* asked("GET", `${carol}/files`)).json.files.length, 2)
      })
    )

    it.live("is not deleted while its recorder has a file of it open, however long ago that last grew", () =>
      Effect.gen(function* () {
        const { asked, folder, names, scripted, taskId } = yield* recorded({ store }, 7200, 7000)
        const open = `${folder}/${names[1]}`
        yield* scripted.says(taskId, Lines.sessionStart, Lines.recordingStart(), Lines.segmentStart(open))
        const files = yield* until(asked("GET", `${carol}/files`), ({ json }) => json.files[1]?.status === "open")
        assert.strictEqual(files.json.files[0].status, "finished")
        for (const path of [`sessions/${session}`, `files/${session}/${names[1]}`]) {
          const refused = yield* asked("DELETE", `${carol}/${path}`)
          assert.strictEqual(refused.status, 409, refused.text)
        }
        const playlist = yield* asked("GET", `${carol}/sessions/${session}/index.m3u8`)
        assert.notInclude(playlist.text, "#EXT-X-ENDLIST")
        assert.strictEqual((yield* asked("DELETE", `${carol}/files/${session}/${names[0]}`)).status, 204)
      })
    )
  })

describe("the converter's view", () => {
  it.live("is shown with each file that it knows", () =>
    Effect.gen(function* () {
      const { url } = yield* neighbour(({ id, type }, say) => {
        const file = (n: number) => `/recordings/hls/carol/${session}/2026-01-01_00-00-00_0000${n}.ts`
        if (type === "list")
          say({
            type: "tasks",
            id,
            tasks: [conversion(file(0), {}), conversion(file(1), { last_exit_code: 9, restart_count: 2 })]
          })
        else if (type === "pool_info") say({ type: "pool_info", id, limit: 2, running: 1, queue_depth: 7 })
        else say({ type, id })
      })
      const { asked } = yield* recorded({ converter: url }, 7200, 7100, 7000)
      const files = yield* asked("GET", `${carol}/files`)
      assert.deepStrictEqual(
        files.json.files.map((one: { conversion: unknown }) => one.conversion),
        [
          { status: "converted", pipeline: "ts-to-mp4", restarts: 1, exit_code: 0 },
          { status: "failed", pipeline: "ts-to-mp4", restarts: 2, exit_code: 9 },
          null
        ]
      )
    })
  )

  it.live("D6: a converter and a thumbnailer that hang keep no page waiting: what is known comes", () =>
    Effect.gen(function* () {
      const { url } = yield* blackHole
      const { asked } = yield* recorded({ converter: url, thumbnailer: url }, 7200)
      const json = Effect.fnUntraced(function* (path: string) {
        const answer = yield* asked("GET", path)
        assert.strictEqual(answer.status, 200, answer.text)
        return answer.json
      })
      const [files, diagnostics] = yield* Effect.all([json(`${carol}/files`), json("/api/diagnostics")], {
        concurrency: 2
      })
      assert.strictEqual(files.files.length, 1)
      assert.isNull(files.files[0].conversion)
      for (const neighbour of [diagnostics.converter, diagnostics.thumbnailer]) {
        assert.deepInclude(neighbour, { configured: true, connected: false })
        assert.isString(neighbour.error)
      }
      assert.isTrue(diagnostics.database_connected)
      assert.isTrue(diagnostics.overseer.connected)
    })
  )

  it.live("S1: the strip of a session is for those who may see its recordings, and for nobody else", () =>
    Effect.gen(function* () {
      const { url } = yield* thumbnailer(`/hls/carol/${session}-strip.jpg`)
      const { asked, with: within } = yield* recorded({ thumbnailer: url }, 7200)
      const strip = `${carol}/sessions/${session}/strip.jpg`
      const there = yield* asked("GET", strip)
      assert.deepStrictEqual(
        [there.status, there.headers.get("content-type"), there.headers.get("cache-control")],
        [200, "image/png", "private, max-age=60"]
      )
      const others = Effect.gen(function* () {
        const answers = [yield* ask("GET", strip)]
        for (const username of ["mira", "emil"]) {
          yield* addUser(username)
          const { token } = yield* signIn(username)
          if (username === "mira")
            yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "carol" } })
          answers.push(yield* ask("GET", strip, { token }))
        }
        return answers.map(({ json, status }) => [status, json.code])
      })
      assert.deepStrictEqual(yield* within(others), [
        [403, "not_signed_in"],
        [403, "forbidden"],
        [404, "not_found"]
      ])
      const open = `/thumbnails/hls/carol/${session}`
      assert.strictEqual((yield* asked("GET", `${open}-strip.jpg`)).status, 404)
      for (const name of ["another", `${session}%3f`, ".hidden", "a..b", "%2561"])
        assert.strictEqual((yield* asked("GET", `${carol}/sessions/${name}/strip.jpg`)).status, 204, name)
    })
  )

  it.live("R17: diagnostics show the free bytes where recordings go", () =>
    Effect.gen(function* () {
      const { asked, mediaRoot } = yield* recorded({}, 7200)
      const seen = yield* until(asked("GET", "/api/diagnostics"), ({ json }) => json.free_bytes !== null)
      assert.isAbove(seen.json.free_bytes, 0)
      assert.strictEqual(seen.json.media_root, mediaRoot)
    })
  )
})
