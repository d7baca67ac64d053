import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Latch } from "effect"
import { TestClock } from "effect/testing"
import * as MediaFiles from "../../../src/adapters/files/MediaFiles.ts"
import { patient } from "../../patient.ts"
import { tree } from "./tree.ts"
import { alice, world } from "./world.ts"

describe("list", () => {
  patient("gives the newest session first and each session by name, recordings only", () =>
    Effect.gen(function* () {
      const { media, write } = yield* world
      write("media/hls/alice/2026-01-01_00-00-00/a_00001.ts", 3)
      write("media/hls/alice/2026-01-01_00-00-00/a_00000.ts", 2)
      write("media/hls/alice/2026-01-01_00-00-00/a_00000.jpg")
      write("media/hls/alice/2026-01-01_00-00-00/.hidden.ts")
      write("media/hls/alice/2026-01-02_00-00-00/b_00000.mp4", 4)
      write("media/hls/alice/2026-01-02_00-00-00.jpg")
      write("media/hls/alice/flat.ts", 5)
      write("media/hls/bob/2026-01-02_00-00-00/b_00000.ts")
      const { complete, files } = yield* media.list(alice, { limit: 100 })
      assert.isTrue(complete)
      assert.deepStrictEqual(
        files.map(({ bytes, path, session }) => [path, session, bytes]),
        [
          ["2026-01-02_00-00-00/b_00000.mp4", "2026-01-02_00-00-00", 4],
          ["2026-01-01_00-00-00/a_00000.ts", "2026-01-01_00-00-00", 2],
          ["2026-01-01_00-00-00/a_00001.ts", "2026-01-01_00-00-00", 3],
          ["flat.ts", "", 5]
        ]
      )
      for (const file of files) assert.isAtMost(file.startedAt, file.modifiedAt)
    })
  )

  patient("is cut at its limit and says so", () =>
    Effect.gen(function* () {
      const { media, write } = yield* world
      for (const n of [0, 1, 2]) write(`media/hls/alice/s/a_0000${n}.ts`)
      assert.deepInclude(yield* media.list(alice, { limit: 3 }), { complete: true })
      const { complete, files } = yield* media.list(alice, { limit: 2 })
      assert.isFalse(complete)
      assert.strictEqual(files.length, 2)
    })
  )

  patient("goes on after any place, whether or not that is still there, and brings each file once", () =>
    Effect.gen(function* () {
      const { media, write } = yield* world
      const paths = ["c/1.ts", "c/2.ts", "c/3.ts", "b/1.ts", "a/1.ts", "a/2.mp4", "flat1.ts", "flat2.ts"]
      for (const path of paths) write(`media/hls/alice/${path}`)
      for (const limit of [1, 2, 3, 8]) {
        const met: Array<string> = []
        for (let complete = false; !complete; ) {
          const last = met.at(-1)
          const page = yield* media.list(alice, { limit, ...(last === undefined ? {} : { after: last }) })
          assert.isAtMost(page.files.length, limit)
          met.push(...page.files.map(({ path }) => path))
          complete = page.complete
        }
        assert.deepStrictEqual(met, paths, `${limit} at a time`)
      }
      const behind = (after: string) =>
        Effect.map(media.list(alice, { limit: 100, after }), ({ files }) => files.map(({ path }) => path))
      assert.deepStrictEqual(yield* behind("bb/9.ts"), paths.slice(3))
      assert.deepStrictEqual(yield* behind("c/2.tsx"), paths.slice(2))
      assert.deepStrictEqual(yield* behind("flat1.ts"), ["flat2.ts"])
      assert.deepStrictEqual(yield* behind("flat2.ts"), [])
    })
  )

  patient("of one session reads its folder alone, and none that a link leads to", () =>
    Effect.gen(function* () {
      const { at, link, media, write } = yield* world
      for (const path of ["s/1.ts", "s/2.ts", "t/1.ts", "flat.ts"]) write(`media/hls/alice/${path}`)
      write("secret/1.ts")
      link(at("secret"), "media/hls/alice/linked")
      const of = (session: string, more: object = {}) => media.list(alice, { limit: 9, session, ...more })
      const paths = ({ files }: { readonly files: ReadonlyArray<{ readonly path: string }> }) =>
        files.map(({ path }) => path)
      assert.deepStrictEqual(paths(yield* of("s")), ["s/1.ts", "s/2.ts"])
      assert.deepStrictEqual(paths(yield* of("s", { after: "s/1.ts" })), ["s/2.ts"])
      for (const none of ["linked", "..", ".", "nope", "s/..", "../alice/s"]) {
        assert.deepStrictEqual(yield* of(none), { files: [], complete: true }, none)
      }
    })
  )

  patient("of a source without recordings is empty", () =>
    Effect.gen(function* () {
      const { media } = yield* world
      assert.deepStrictEqual(yield* media.list(alice, { limit: 10 }), { files: [], complete: true })
    })
  )

  patient("fails when the root is not there", () =>
    Effect.gen(function* () {
      const { at } = yield* world
      const media = yield* MediaFiles.make(at("elsewhere"))
      assert.strictEqual((yield* Effect.flip(media.list(alice, { limit: 10 })))._tag, "MediaUnreadable")
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.effect("gives what it has when the disk does not answer", () =>
    Effect.gen(function* () {
      const { root, write } = yield* tree
      write("media/hls/alice/2/a.ts")
      write("media/hls/alice/1/stuck.ts")
      const fs = yield* FileSystem.FileSystem
      const stuck = yield* Latch.make()
      const media = yield* Effect.provideService(MediaFiles.make(root), FileSystem.FileSystem, {
        ...fs,
        lstat: (path) => (path.endsWith("stuck.ts") ? Effect.andThen(stuck.open, Effect.never) : fs.lstat(path))
      })
      const listing = yield* Effect.forkChild(media.list(alice, { limit: 10 }))
      yield* stuck.await
      yield* TestClock.adjust("2 seconds")
      const { complete, files } = yield* Fiber.join(listing)
      assert.isFalse(complete)
      assert.deepStrictEqual(
        files.map(({ path }) => path),
        ["2/a.ts"]
      )
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
