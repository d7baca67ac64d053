import { createHash } from "node:crypto"
import { readdirSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, it, layer } from "@effect/vitest"
import { Effect, FileSystem, Option } from "effect"
import { ask, signIn } from "../http/Client.ts"
import { addUser, Site } from "../http/World.ts"
import { needing } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { nginx } from "./Nginx.ts"
import { raw, request } from "./Raw.ts"
import { issued } from "./Token.ts"
import { upstream, valuesOf } from "./Upstream.ts"
import { Door, world } from "./World.ts"

const address = "/api/sources/hls/a/files/2026-01-01_00-00-00/2026-01-01_00-00-00_00000.ts"
const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7) % 251)

needing("nginx", "njs")("recordings, through nginx", () => {
  layer(world(), { excludeTestServices: true })("for those who may have them", (it) => {
    const recorded = Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { mediaRoot } = yield* Site
      const folder = `${mediaRoot}/hls/a/2026-01-01_00-00-00`
      yield* fs.makeDirectory(folder, { recursive: true })
      yield* fs.writeFile(`${folder}/2026-01-01_00-00-00_00000.ts`, bytes)
      yield* addUser("root", "admin")
      const { token } = yield* signIn("root")
      yield* ask("POST", "/api/subscriptions", { token, body: { driver: "hls", username: "a" } })
      return { folder, token }
    }).pipe(Effect.provide(NodeServices.layer), Effect.orDie)

    const get = Effect.fnUntraced(function* (
      token: string,
      headers: Readonly<Record<string, string>> = {},
      path = address
    ) {
      const { url } = yield* Door
      const response = yield* Effect.promise(() =>
        fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } })
      )
      const body = yield* Effect.promise(() => response.arrayBuffer())
      return { status: response.status, headers: response.headers, body: new Uint8Array(body) }
    })

    it.effect("come whole, from nginx itself, with the backend's type and caching", () =>
      Effect.gen(function* () {
        const { token } = yield* recorded
        const { body, headers, status } = yield* get(token)
        assert.strictEqual(status, 200)
        assert.deepStrictEqual(body, bytes)
        assert.strictEqual(headers.get("content-type"), "video/mp2t")
        assert.strictEqual(headers.get("cache-control"), "private, no-cache")
        assert.strictEqual(headers.get("accept-ranges"), "bytes")
        assert.isNull(headers.get("x-accel-redirect"))
        const saved = yield* get(token, {}, `${address}?download=1`)
        assert.include(saved.headers.get("content-disposition") ?? "", "attachment", `${saved.status}`)
      })
    )

    it.effect("come in ranges, and not again when they are known", () =>
      Effect.gen(function* () {
        const { token } = yield* recorded
        const whole = yield* get(token)
        const etag = whole.headers.get("etag") ?? ""
        assert.notStrictEqual(etag, "")
        for (const [range, from, to] of [
          ["bytes=0-0", 0, 1],
          ["bytes=10-19", 10, 20],
          ["bytes=99990-", 99_990, 100_000],
          ["bytes=-5", 99_995, 100_000],
          ["bytes=99990-200000", 99_990, 100_000]
        ] as const) {
          const part = yield* get(token, { range })
          assert.strictEqual(part.status, 206, range)
          assert.strictEqual(part.headers.get("content-range"), `bytes ${from}-${to - 1}/100000`)
          assert.deepStrictEqual(part.body, bytes.slice(from, to))
        }
        const beyond = yield* get(token, { range: "bytes=100000-" })
        assert.strictEqual(beyond.status, 416)
        assert.strictEqual(beyond.headers.get("content-range"), "bytes */100000")
        assert.strictEqual((yield* get(token, { "if-none-match": etag })).status, 304)
        assert.strictEqual((yield* get(token, { range: "bytes=0-9", "if-range": etag })).status, 206)
        assert.strictEqual((yield* get(token, { range: "bytes=0-9", "if-range": '"other"' })).status, 200)
      })
    )

    it.effect("of 20 GB have an end as well", () =>
      Effect.gen(function* () {
        const { folder, token } = yield* recorded
        const fs = yield* FileSystem.FileSystem
        const size = 20 * 1024 ** 3
        const file = `${folder}/2026-01-01_00-00-00_00001.ts`
        // A file with a hole: it takes no room.
        yield* fs.writeFileString(file, "")
        yield* fs.truncate(file, size)
        yield* fs.writeFileString(file, "the end", { flag: "a" })
        const { body, headers, status } = yield* get(token, { range: "bytes=-7" }, address.replace("00.ts", "01.ts"))
        assert.strictEqual(status, 206)
        assert.strictEqual(new TextDecoder().decode(body), "the end")
        assert.strictEqual(headers.get("content-range"), `bytes ${size}-${size + 6}/${size + 7}`)
      }).pipe(Effect.provide(NodeServices.layer))
    )

    it.effect("are measured by HEAD without being sent", () =>
      Effect.gen(function* () {
        const { token } = yield* recorded
        const { plainPort } = yield* Door
        const line = `Authorization: Bearer ${token}`
        const { body, headers, status } = yield* raw(plainPort, request(`HEAD ${address} HTTP/1.1`, line))
        assert.strictEqual(status, 200)
        assert.strictEqual(headers.get("content-length"), "100000")
        assert.strictEqual(body, "")
      })
    )

    it.effect("S1: are nobody else's, whichever way they are asked for", () =>
      Effect.gen(function* () {
        const { token: _admins } = yield* recorded
        yield* addUser("bob")
        const bob = (yield* signIn("bob")).token
        assert.strictEqual((yield* get(bob)).status, 404)
        yield* ask("POST", "/api/subscriptions", { token: bob, body: { driver: "hls", username: "a" } })
        assert.strictEqual((yield* get(bob)).status, 403)
        const { plainPort } = yield* Door
        const path = "/_media/hls/a/2026-01-01_00-00-00/2026-01-01_00-00-00_00000.ts"
        for (const one of [path, path.replace("_media", "%5fmedia"), `/${path}`, `/x/..${path}`, `/api/..${path}`]) {
          const answer = yield* raw(plainPort, request(`GET ${one} HTTP/1.1`, `Authorization: Bearer ${bob}`))
          assert.strictEqual(answer.status, 404, one)
        }
      })
    )
  })

  it.live("S2: nothing outside of their folder, by a link or by what an answer says", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const behind = yield* upstream((incoming, response) => {
        response.setHeader("x-accel-redirect", decodeURIComponent((incoming.url ?? "").slice("/api/?to=".length)))
        response.end()
      })
      const door = yield* nginx({ backend: behind.url })
      const root = `${door.folder}/recordings`
      yield* fs.writeFileString(`${door.folder}/secret.ts`, "secret")
      yield* fs.writeFileString(`${root}/own.ts`, "own")
      yield* fs.writeFileString(`${root}/%41 ä?#.ts`, "odd")
      yield* fs.symlink(`${door.folder}/secret.ts`, `${root}/link.ts`)
      yield* fs.symlink(door.folder, `${root}/up`)
      const line = `Authorization: Bearer ${yield* issued()}`
      const asked = (to: string) =>
        raw(door.plainPort, request(`GET /api/?to=${encodeURIComponent(to)} HTTP/1.1`, line))
      assert.strictEqual((yield* asked("/_media/own.ts")).body, "own")
      assert.strictEqual((yield* asked(`/_media/${encodeURIComponent("%41 ä?#.ts")}`)).body, "odd")
      for (const to of [
        "/_media/link.ts",
        "/_media/up/secret.ts",
        "/_media/../secret.ts",
        "/_media/%2e%2e/secret.ts",
        "/_media/..%2fsecret.ts",
        "/_media//../../secret.ts",
        "/_media../secret.ts",
        "/_media/missing.ts",
        "/_media/"
      ]) {
        const { body, status } = yield* asked(to)
        assert.isTrue(status !== null && status >= 400 && status <= 502, `${to}: ${status}`)
        assert.notInclude(body, "secret", to)
      }
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("a thumbnailer can't have them sent", () =>
    Effect.gen(function* () {
      const behind = yield* upstream((_incoming, response) => {
        response.setHeader("x-accel-redirect", "/_media/own.ts")
        response.setHeader("content-type", "image/jpeg")
        response.end("a picture")
      })
      const door = yield* nginx({ backend: behind.url, env: { THUMBNAILER_URL: behind.url } })
      yield* FileSystem.FileSystem.use((fs) => fs.writeFileString(`${door.folder}/recordings/own.ts`, "own"))
      const { body } = yield* raw(door.plainPort, request("GET /thumbnails/hls/a HTTP/1.1"))
      assert.strictEqual(body, "a picture")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("large answers go through in their own time, and never by a disk", () =>
    Effect.gen(function* () {
      const megabyte = Buffer.alloc(1024 * 1024, "0123456789abcdef")
      const megabytes = 200
      let unsent = 0
      const behind = yield* upstream((_incoming, response) => {
        response.setHeader("content-length", megabytes * megabyte.length)
        const send = (left: number) => {
          unsent = left
          if (left === 0) return void response.end()
          if (response.write(megabyte)) setImmediate(send, left - 1)
          else response.once("drain", () => send(left - 1))
        }
        send(megabytes)
      })
      const door = yield* nginx({ backend: behind.url })
      const response = yield* Effect.promise((signal) => fetch(`${door.url}/api/health`, { signal }))
      const reader = response.body?.getReader() ?? assert.fail("no body")
      const hash = createHash("sha256")
      let length = 0
      let behindThen = 0
      for (;;) {
        const { done, value } = yield* Effect.promise(() => reader.read())
        if (done) break
        // While nothing has been read but the beginning, most of the answer waits where it comes from.
        if (length === 0) {
          let before = -1
          yield* eventually(
            "the answer to stand still",
            Effect.sync(() => {
              const still = unsent === before
              before = unsent
              return still ? Option.some(true) : Option.none()
            })
          )
          behindThen = unsent
        }
        length += value.length
        hash.update(value)
        assert.deepStrictEqual(readdirSync(`${door.folder}/proxy`), [])
      }
      assert.isAbove(behindThen, megabytes / 2)
      assert.strictEqual(length, megabytes * megabyte.length)
      const expected = createHash("sha256")
      for (let i = 0; i < megabytes; i++) expected.update(megabyte)
      assert.strictEqual(hash.digest("hex"), expected.digest("hex"))
      assert.strictEqual(valuesOf(behind.only(), "connection").join(), "close")
    })
  )
})
