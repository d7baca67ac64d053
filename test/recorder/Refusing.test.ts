import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, PlatformError, type Scope } from "effect"
import { markName } from "../../src/domain/recordings/MediaName.ts"
import { record, type Surroundings } from "./Rig.ts"
import { type Answer, bytes, redirect, scriptedOrigin, status, text } from "./ScriptedOrigin.ts"
import { playlist, segmentsIn, transport } from "./streams.ts"

const test = (name: string, body: Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>) =>
  it.live(name, () => body.pipe(Effect.provide(NodeFileSystem.layer)))

/** How a recorder of a channel with this answer ends, and what it says last. */
const ending = Effect.fnUntraced(function* (answer: Answer, flags: ReadonlyArray<string> = []) {
  const site = yield* scriptedOrigin
  site.answer("/live.m3u8", answer)
  const rig = yield* record(`${site.url}/live.m3u8`, flags)
  const code = yield* rig.exit
  return { code, message: rig.lines.at(-1)?.["message"], level: rig.lines.at(-1)?.["level"], events: rig.events() }
})

const challenge = "<html><title>Just a moment...</title></html>"
const sampleAes = playlist(0, 1, { extra: () => ['#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://key"'] })
const keyed = (format: string) =>
  playlist(0, 1, { extra: () => [`#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="data:,key",KEYFORMAT="${format}"`] })
const fairPlay = keyed("com.apple.streamingkeydelivery")
const widevine = keyed("urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed")

describe("a recorder ends for good", () => {
  test(
    "with code 3 when the site asks for a proof of being human",
    Effect.gen(function* () {
      const { code, level, message } = yield* ending(status(403, challenge))
      assert.deepStrictEqual(
        [code, level, message],
        [3, "fatal", "test is blocked: the site answers with a challenge page (HTTP 403)"]
      )
    })
  )

  for (const [what, body, sentence] of [
    ["SAMPLE-AES", sampleAes, /^test can't be recorded: the stream is encrypted \(SAMPLE-AES\)/],
    ["FairPlay", fairPlay, /^test can't be recorded: the stream is encrypted \(FairPlay\)/],
    ["Widevine", widevine, /^test can't be recorded: the stream is encrypted \(Widevine\)/]
  ] as const) {
    test(
      `with code 1 and a sentence at ${what}`,
      Effect.gen(function* () {
        const { code, events, level, message } = yield* ending(text(body))
        assert.strictEqual(code, 1)
        assert.strictEqual(level, "fatal")
        assert.match(message ?? "", sentence)
        assert.deepStrictEqual(events, ["STARTUP", "TROUBLE"])
      })
    )
  }

  test(
    "with code 1 at segments of a kind that nobody knows",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/live.m3u8", text(playlist(0, 0)))
      site.answer("/0.ts", bytes(new Uint8Array(500)))
      const rig = yield* record(`${site.url}/live.m3u8`)
      assert.strictEqual(yield* rig.exit, 1)
      assert.match(rig.lines.at(-1)?.["message"] ?? "", /neither MPEG-TS, fragmented MP4, AAC nor MP3/)
      assert.deepStrictEqual(rig.events().slice(-3), ["RECORDING END", "SESSION END", "TROUBLE"])
      assert.deepStrictEqual(rig.files(), [])
    })
  )
})

describe("a single look", () => {
  for (const [what, answer, code] of [
    ["404", status(404), 2],
    ["403 without a challenge", status(403, "subscribers only"), 2],
    ["a stream that has ended", text(playlist(0, 1, { ended: true })), 2],
    ["500", status(500), 1],
    ["something that is no playlist", text("hello"), 1],
    ["redirects without end", redirect("/live.m3u8"), 1]
  ] as const) {
    test(
      `at ${what} ends with code ${code}`,
      Effect.map(ending(answer, ["-i", "0"]), (end) => assert.strictEqual(end.code, code))
    )
  }

  test(
    "that finds a stream records one session and ends with code 0",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      for (const n of [0, 1, 2]) site.answer(`/${n}.ts`, bytes(transport(n)))
      site.answer("/live.m3u8", text(playlist(0, 1)))
      const rig = yield* record(`${site.url}/live.m3u8`, ["-i", "0", "--recording-timeout", "0"])
      yield* rig.event("SEGMENT START")
      site.answer("/live.m3u8", text(playlist(0, 2, { ended: true })))
      assert.strictEqual(yield* rig.exit, 0)
      assert.strictEqual(rig.events().at(-1), "SESSION END")
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1, 2])
    })
  )
})

/** A disk that takes `capacity` bytes, the last of them in a torn write. */
const smallDisk = (capacity: number): Surroundings => ({
  fs: Layer.effect(
    FileSystem.FileSystem,
    Effect.map(FileSystem.FileSystem, (fs) => {
      let left = capacity
      const full = PlatformError.systemError({
        _tag: "Unknown",
        module: "FileSystem",
        method: "writeAll",
        cause: Object.assign(new Error("no space"), { code: "ENOSPC" })
      })
      const filling = (file: FileSystem.File): FileSystem.File => ({
        [FileSystem.FileTypeId]: FileSystem.FileTypeId,
        stat: file.stat,
        sync: file.sync,
        seek: (offset, from) => file.seek(offset, from),
        read: (buffer, options) => file.read(buffer, options),
        readAlloc: (size, options) => file.readAlloc(size, options),
        truncate: (length) => file.truncate(length),
        write: (buffer) => file.write(buffer),
        writeAll: (buffer) => {
          const fits = buffer.subarray(0, left)
          left -= fits.length
          return Effect.andThen(file.writeAll(fits), fits.length < buffer.length ? full : Effect.void)
        }
      })
      return { ...fs, open: (path, options) => Effect.map(fs.open(path, options), filling) }
    })
  ).pipe(Layer.provide(NodeFileSystem.layer))
})

const stream = Effect.map(scriptedOrigin, (site) => {
  for (const n of [0, 1, 2, 3]) site.answer(`/${n}.ts`, bytes(transport(n)))
  site.answer("/live.m3u8", text(playlist(0, 3)))
  return `${site.url}/live.m3u8`
})

describe("R24: a share that is unmounted", () => {
  for (const [name, moves] of [
    ["ends a recorder before it begins a file beneath it, with a sentence", 1n],
    ["is none where only the mark is gone", 0n]
  ] as const)
    test(
      name,
      Effect.gen(function* () {
        const fs = yield* FileSystem.FileSystem
        const root = yield* fs.makeTempDirectoryScoped({ prefix: "share-" })
        yield* fs.writeFileString(`${root}/${markName}`, "")
        let isAway = false
        const world: Surroundings = {
          hears: ({ event }) => {
            if (event === "SEGMENT START") isAway = true
          },
          fs: Layer.succeed(FileSystem.FileSystem, {
            ...fs,
            exists: (path) => (isAway && path.endsWith(markName) ? Effect.succeed(false) : fs.exists(path)),
            stat: (path) => Effect.map(fs.stat(path), (info) => ({ ...info, dev: info.dev + (isAway ? moves : 0n) }))
          })
        }
        const rig = yield* record(
          yield* stream,
          ["-o", `${root}/{{.Source}}/{{.Recording.Unix}}`, "-l", "100ms"],
          world
        )
        if (moves === 0n) return void (yield* rig.event("SEGMENT START", 3))
        assert.strictEqual(yield* rig.exit, 1)
        assert.strictEqual(rig.files().length, 1)
        const trouble = yield* rig.event("TROUBLE")
        assert.deepInclude(trouble, { cause: "storage" })
        assert.include(trouble["message"], `${root} is not mounted`)
      })
    )
})

describe("a full disk", () => {
  test(
    "leaves whole packets, and a sentence",
    Effect.gen(function* () {
      const rig = yield* record(yield* stream, [], smallDisk(5000))
      assert.strictEqual(yield* rig.exit, 1)
      assert.match(rig.lines.at(-1)?.["message"] ?? "", /\.ts can't be written: no space is left on the disk$/)
      const recorded = yield* rig.recorded
      assert.strictEqual(recorded.length % 188, 0)
      assert.strictEqual((yield* rig.event("SEGMENT FINISH"))["trigger"], "error")
      assert.deepStrictEqual(rig.events().slice(-4), ["SEGMENT FINISH", "RECORDING END", "SESSION END", "TROUBLE"])
    })
  )

  test(
    "is noticed before it is full",
    Effect.gen(function* () {
      let free = 3_000_000
      const world = { free: () => (free -= 1_000_000) }
      const rig = yield* record(yield* stream, ["--min-free-space", "1000000"], world)
      assert.strictEqual(yield* rig.exit, 1)
      assert.match(
        rig.lines.at(-1)?.["message"] ?? "",
        /^only 0 B are free in .*, and 1\.0 MB must stay free: make room$/
      )
      assert.strictEqual((yield* rig.event("SEGMENT FINISH"))["trigger"], "error")
    })
  )
})
