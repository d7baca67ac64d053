import { appendFileSync, existsSync, readdirSync, readlinkSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, describe } from "@effect/vitest"
import { Effect, FileSystem, PlatformError, Stream } from "effect"
import * as MediaFiles from "../../../src/adapters/files/MediaFiles.ts"
import { patient } from "../../patient.ts"
import { alice, world } from "./world.ts"

const bytesOf = <E, R>(stream: Stream.Stream<Uint8Array, E, R>) =>
  Effect.map(Stream.runCollect(stream), (chunks) => Buffer.concat([...chunks]))

describe("measure", () => {
  patient("finds a file by the last parts of its path, whatever root the recorder sees", () =>
    Effect.gen(function* () {
      const { at, media, write } = yield* world
      write("media/hls/alice/s/a_00000.ts", 1)
      write("media/hls/alice/s/a_00001.ts", 20)
      write("media/hls/alice/s/b_00000.ts", 300)
      write("media/hls/alice/s/a_00001.jpg", 4000)
      write("media/hls/alice/t/a_00001.ts", 50000)
      const expected = { file: 20, recording: 1, session: 301 }
      for (const root of [at("media"), "/data/recordings", ""]) {
        assert.deepStrictEqual(yield* media.measure(`${root}/hls/alice/s/a_00001.ts`), expected)
      }
    })
  )

  patient("is zero for what is not there or not below the root", () =>
    Effect.gen(function* () {
      const { at, media, write } = yield* world
      write("hls/alice/s/a_00000.ts")
      const zero = { file: 0, recording: 0, session: 0 }
      for (const file of ["", "/", "a.ts", at("hls/alice/s/a_00000.ts"), "/etc/passwd", "/x/hls/alice/../a.ts", "\0"]) {
        assert.deepStrictEqual(yield* media.measure(file), zero, file)
      }
    })
  )
})

describe("read", () => {
  const content = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => i % 251))

  patient("gives the whole file, or a range with both ends", () =>
    Effect.gen(function* () {
      const { media, write } = yield* world
      write("media/hls/alice/s/a.ts", content)
      const read = (range: { start: number; end: number } | null) =>
        Effect.flatMap(media.open(alice, "s/a.ts"), (open) => bytesOf(open.read(range)))
      assert.isTrue((yield* read(null)).equals(content))
      for (const [start, end] of [
        [0, 0],
        [5, 9],
        [262_143, 262_144],
        [999_990, 999_999],
        [100, 700_000]
      ] as const) {
        assert.isTrue((yield* read({ start, end })).equals(content.subarray(start, end + 1)), `${start}-${end}`)
      }
      assert.strictEqual((yield* read({ start: 999_999, end: 5_000_000 })).length, 1)
      assert.strictEqual((yield* read({ start: 1_000_000, end: 1_000_001 })).length, 0)
    })
  )

  patient("gives of a file that grows what it had when it was opened, however it is asked", () =>
    Effect.gen(function* () {
      const { at, media, write } = yield* world
      write("media/hls/alice/s/a.ts", content.subarray(0, 1000))
      const { file, read } = yield* media.open(alice, "s/a.ts")
      appendFileSync(at("media/hls/alice/s/a.ts"), content.subarray(1000, 5000))
      assert.strictEqual(file.bytes, 1000)
      assert.strictEqual((yield* bytesOf(read(null))).length, 1000)
      assert.strictEqual((yield* bytesOf(read({ start: 990, end: 2000 }))).length, 10)
      assert.strictEqual((yield* media.open(alice, "s/a.ts")).file.bytes, 5000)
    })
  )

  patient("keeps no file open when a reader goes away", () =>
    Effect.gen(function* () {
      const { media, write } = yield* world
      write("media/hls/alice/s/a.ts", content)
      // Only what is read here: whatever else the process has open is not this test's.
      const linkOf = (fd: string) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`)
        } catch {
          return "" // It was closed meanwhile.
        }
      }
      const open = () =>
        readdirSync("/proc/self/fd")
          .map(linkOf)
          .filter((place) => place.endsWith("/s/a.ts"))
      for (let i = 0; i < 20; i++) {
        yield* Stream.runDrain(Stream.take((yield* media.open(alice, "s/a.ts")).read(null), 1))
      }
      assert.deepStrictEqual(open(), [])
    })
  )
})

describe("remove", () => {
  patient("takes a closed file and its thumbnail, and at last the folder", () =>
    Effect.gen(function* () {
      const { at, media, write } = yield* world
      for (const name of ["s/a_00000.ts", "s/a_00000.jpg", "s/a_00001.mp4", "s/a_00001.jpg", "s.jpg"])
        write(`media/hls/alice/${name}`)
      yield* media.remove(alice, "s/a_00000.ts")
      assert.isFalse(existsSync(at("media/hls/alice/s/a_00000.jpg")))
      assert.isTrue(existsSync(at("media/hls/alice/s/a_00001.jpg")))
      yield* media.remove(alice, "s/a_00001.mp4")
      assert.isFalse(existsSync(at("media/hls/alice/s")))
      assert.isFalse(existsSync(at("media/hls/alice/s.jpg")))
      assert.isTrue(existsSync(at("media/hls/alice")))
      assert.strictEqual((yield* Effect.flip(media.remove(alice, "s/a_00000.ts")))._tag, "NoSuchFile")
    })
  )

  patient("takes what is told of a recording with the last of its files", () =>
    Effect.gen(function* () {
      const { at, media, write } = yield* world
      for (const name of ["s/a_00000.ts", "s/a_00001.ts", "s/a.json", "s/b.mp4", "s/b.json"])
        write(`media/hls/alice/${name}`)
      const left = () => ["a", "b"].filter((name) => existsSync(at(`media/hls/alice/s/${name}.json`)))
      yield* media.remove(alice, "s/a_00001.ts")
      assert.deepStrictEqual(left(), ["a", "b"])
      yield* media.remove(alice, "s/a_00000.ts")
      assert.deepStrictEqual(left(), ["b"])
      yield* media.remove(alice, "s/b.mp4")
      assert.isFalse(existsSync(at("media/hls/alice/s")))
    })
  )

  patient("leaves a file that is being written", () =>
    Effect.gen(function* () {
      const { at, media, write } = yield* world
      write("media/hls/alice/s/a_00000.ts", 10, 5)
      const error = yield* Effect.flip(media.remove(alice, "s/a_00000.ts"))
      assert.strictEqual(error._tag, "FileInUse")
      assert.include(error.message, "s/a_00000.ts")
      assert.isTrue(existsSync(at("media/hls/alice/s/a_00000.ts")))
    })
  )

  patient("D16: says that a file can't be deleted where the disk is read-only, not that there is none", () =>
    Effect.gen(function* () {
      const { root, write } = yield* world
      write("media/hls/alice/s/a_00000.ts")
      const readOnly = PlatformError.systemError({
        _tag: "Unknown",
        module: "FileSystem",
        method: "remove",
        description: "EROFS: read-only file system"
      })
      const media = yield* MediaFiles.make(root).pipe(
        Effect.updateService(FileSystem.FileSystem, (fs) => ({ ...fs, remove: () => Effect.fail(readOnly) })),
        Effect.provide(NodeServices.layer)
      )
      const error = yield* Effect.flip(media.remove(alice, "s/a_00000.ts"))
      assert.strictEqual(error._tag, "MediaUndeletable")
      assert.include(error.message, "read-only file system")
    })
  )

  patient("leaves the folder of a session that may go on", () =>
    Effect.gen(function* () {
      const { at, media, write } = yield* world
      write("media/hls/alice/s/a_00000.ts", 10, 600)
      yield* media.remove(alice, "s/a_00000.ts")
      assert.isTrue(existsSync(at("media/hls/alice/s")))
    })
  )
})
