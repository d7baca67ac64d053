import { appendFileSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Latch } from "effect"
import { TestClock } from "effect/testing"
import * as MediaFiles from "../../../src/adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../../../src/adapters/files/PlaybackIndex.ts"
import { part, stream, wrapping } from "../../media/stream.ts"
import { patient } from "../../patient.ts"
import { tree } from "./tree.ts"

const alice = { driver: "hls", username: "alice" }

const world = Effect.gen(function* () {
  const files = yield* tree
  const fs = yield* FileSystem.FileSystem
  let reads = 0
  const counting = FileSystem.make({
    ...fs,
    open: (path, options) =>
      Effect.map(fs.open(path, options), (file) => ({
        ...file,
        readAlloc: (size, at) =>
          Effect.suspend(() => {
            if (size > 188 * 16) reads++
            return file.readAlloc(size, at)
          })
      }))
  })
  const index = yield* Effect.provideService(PlaybackIndex.make(files.root), FileSystem.FileSystem, counting)
  return { ...files, index, media: yield* MediaFiles.make(files.root), reads: () => reads }
}).pipe(Effect.provide(NodeServices.layer))

describe("a session", () => {
  patient("is indexed once, and again only where it changed", () =>
    Effect.gen(function* () {
      const { index, reads, write } = yield* world
      write("media/hls/alice/s/a_00000.ts", stream(0, 4))
      write("media/hls/alice/s/a_00001.ts", stream(4, 4))
      write("media/hls/alice/s/a_00001.jpg")
      const first = yield* index.session(alice, "s")
      assert.isTrue(first.complete)
      assert.deepStrictEqual(
        first.files.map(({ closed, name }) => [name, closed]),
        [
          ["a_00000.ts", true],
          ["a_00001.ts", true]
        ]
      )
      const before = reads()
      assert.deepStrictEqual(yield* index.session(alice, "s"), first)
      assert.strictEqual(reads(), before)
    })
  )

  patient("tells how far its files are apart by their time stamps, files that don't play left out", () =>
    Effect.gen(function* () {
      const { index, write } = yield* world
      write("media/hls/alice/s/a_00000.ts", stream(wrapping - 2, 4))
      write("media/hls/alice/s/a_00001.ts", Buffer.alloc(1000))
      write("media/hls/alice/s/a_00002.ts", stream(wrapping + 2, 4))
      write("media/hls/alice/s/a_00003.ts", stream(wrapping + 16, 4))
      write("media/hls/alice/s/a_00004.ts", stream(wrapping + 16, 4))
      const { files } = yield* index.session(alice, "s")
      const [first, empty, second, third, fourth] = files.map(({ gap }) => gap)
      assert.deepStrictEqual([first, empty], [null, null])
      assert.closeTo(second ?? Number.NaN, 0, 40)
      assert.closeTo(third ?? Number.NaN, 10 * part, 40)
      assert.closeTo(fourth ?? Number.NaN, -4 * part, 40)
    })
  )

  patient("that grows is read on from where reading stopped", () =>
    Effect.gen(function* () {
      const { index, write } = yield* world
      const bytes = stream(0, 8)
      const cut = 150_011
      const place = write("media/hls/alice/s/a_00000.ts", bytes.subarray(0, cut), 1)
      const first = yield* index.session(alice, "s")
      assert.isFalse(first.complete)
      assert.isFalse(first.files[0]?.closed)
      assert.isAtMost(first.files[0]?.bytes ?? 0, cut)
      appendFileSync(place, bytes.subarray(cut))
      const grown = yield* index.session(alice, "s")
      assert.closeTo(grown.files[0]?.duration ?? 0, 8 * part, 40)
      assert.deepStrictEqual(grown.files[0]?.entries.slice(0, first.files[0]?.entries.length), first.files[0]?.entries)
      write("media/hls/alice/s/a_00001.ts", stream(8, 2), 1)
      assert.isTrue((yield* index.session(alice, "s")).files[0]?.closed, "a newer file closes it")
    })
  )

  patient("whose file was written anew under the same name is read anew", () =>
    Effect.gen(function* () {
      const { index, write } = yield* world
      write("media/hls/alice/s/a.ts", stream(0, 4))
      yield* index.session(alice, "s")
      write("media/hls/alice/s/a.ts", stream(1001, 8))
      const { files } = yield* index.session(alice, "s")
      assert.closeTo(files[0]?.duration ?? 0, 8 * part, 40)
      assert.isTrue(files[0]?.entries.every((entry) => !entry.breaks))
    })
  )

  patient("without recordings does not exist; converted ones play by themselves", () =>
    Effect.gen(function* () {
      const { at, index, link, write } = yield* world
      write("media/hls/alice/empty/a.jpg")
      write("media/hls/alice/converted/a_00000.mp4")
      write("outside/a_00000.ts", stream(0, 1))
      link(at("outside"), "media/hls/alice/linked")
      for (const session of ["empty", "missing", "", "..", "linked", "a/b"]) {
        assert.strictEqual((yield* Effect.flip(index.session(alice, session)))._tag, "NoSuchSession", session)
      }
      assert.deepStrictEqual(yield* index.session(alice, "converted"), { files: [], complete: true, read: true })
    })
  )

  it.effect("on a disk that hardly answers is answered in time, with what is known, and read on", () =>
    Effect.gen(function* () {
      const { root, write } = yield* tree
      write("media/hls/alice/s/a_00000.ts", stream(0, 4))
      write("media/hls/alice/s/a_00001.ts", stream(4, 4))
      const fs = yield* FileSystem.FileSystem
      const stuck = yield* Latch.make()
      const slow = FileSystem.make({
        ...fs,
        open: (path, options) =>
          path.endsWith("1.ts") ? Effect.andThen(stuck.open, Effect.never) : fs.open(path, options)
      })
      const index = yield* Effect.provideService(PlaybackIndex.make(root), FileSystem.FileSystem, slow)
      const asking = yield* Effect.forkChild(index.session(alice, "s"))
      yield* stuck.await
      yield* TestClock.adjust("1500 millis")
      const first = yield* Fiber.join(asking)
      assert.isFalse(first.complete)
      assert.deepStrictEqual(
        first.files.map(({ name }) => name),
        ["a_00000.ts"]
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  patient("with a file that can't be read plays without it", () =>
    Effect.gen(function* () {
      const { root, write } = yield* tree
      for (const n of [0, 1, 2]) write(`media/hls/alice/s/a_0000${n}.ts`, stream(4 * n, 4))
      const fs = yield* FileSystem.FileSystem
      const broken = FileSystem.make({
        ...fs,
        open: (path, options) => fs.open(path.endsWith("1.ts") ? `${path}.gone` : path, options)
      })
      const index = yield* Effect.provideService(PlaybackIndex.make(root), FileSystem.FileSystem, broken)
      const { complete, files } = yield* index.session(alice, "s")
      assert.isTrue(complete)
      assert.deepStrictEqual(
        files.map(({ entries }) => entries.length > 0),
        [true, false, true]
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )

  patient("of many megabytes leaves the event loop free", () =>
    Effect.gen(function* () {
      const { index, write } = yield* world
      const bytes = Buffer.concat(Array.from({ length: 40 }, () => stream(0, 25)))
      for (let i = 0; i < 4; i++) write(`media/hls/alice/s/a_0000${i}.ts`, bytes)
      let turns = 0
      const turn = (): void => {
        turns++
        next = setImmediate(turn)
      }
      let next = setImmediate(turn)
      const { files } = yield* index.session(alice, "s")
      clearImmediate(next)
      assert.lengthOf(files, 4)
      assert.isAbove(turns, (files.length * bytes.length) / 4_000_000)
    })
  )
})

describe("durations", () => {
  patient("of files are told from their ends, and only once", () =>
    Effect.gen(function* () {
      const { index, media, reads, write } = yield* world
      write("media/hls/alice/s/a_00000.ts", stream(0, 60))
      write("media/hls/alice/s/a_00001.ts", stream(60, 2))
      write("media/hls/alice/s/a_00002.ts", 100_000)
      write("media/hls/alice/s/a_00003.ts", 0)
      write("media/hls/alice/flat.ts", stream(0, 5))
      const { files } = yield* media.list(alice, { limit: 10 })
      const found = yield* index.durations(alice, files)
      assert.closeTo(found.get("s/a_00000.ts") ?? 0, 60 * part, 60)
      assert.closeTo(found.get("s/a_00001.ts") ?? 0, 2 * part, 60)
      assert.closeTo(found.get("flat.ts") ?? 0, 5 * part, 60)
      assert.strictEqual(found.size, 3)
      const before = reads()
      assert.deepStrictEqual(yield* index.durations(alice, files), found)
      assert.strictEqual(reads(), before)
    })
  )

  patient("of a converted file come from its header", () =>
    Effect.gen(function* () {
      const { index, media, write } = yield* world
      const box = (type: string, body: Uint8Array) => {
        const head = Buffer.alloc(8)
        head.writeUInt32BE(body.length + 8)
        head.write(type, 4)
        return Buffer.concat([head, body])
      }
      const header = Buffer.alloc(100)
      header.writeUInt32BE(600, 12)
      header.writeUInt32BE(600 * 42, 16)
      const movie = box("moov", box("mvhd", header))
      write("media/hls/alice/s/a_00000.mp4", Buffer.concat([box("ftyp", Buffer.alloc(12)), movie]))
      write(
        "media/hls/alice/s/a_00001.mp4",
        Buffer.concat([box("ftyp", Buffer.alloc(12)), box("mdat", Buffer.alloc(5000)), movie])
      )
      write("media/hls/alice/s/a_00002.mp4", Buffer.alloc(5000))
      write("media/hls/alice/s/a_00003.mp4", 5000)
      const { files } = yield* media.list(alice, { limit: 10 })
      const found = yield* index.durations(alice, files)
      assert.deepStrictEqual([...found].sort(), [
        ["s/a_00000.mp4", 42_000],
        ["s/a_00001.mp4", 42_000]
      ])
    })
  )
})
