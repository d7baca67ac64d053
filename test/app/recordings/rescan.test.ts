import { renameSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import * as MediaFiles from "../../../src/adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../../../src/adapters/files/PlaybackIndex.ts"
import * as Memory from "../../../src/adapters/memory/World.ts"
import { catalogue } from "../../../src/app/recordings/catalogue.ts"
import { rescan } from "../../../src/app/recordings/rescan.ts"
import type { UserId } from "../../../src/domain/values/Ids.ts"
import { Instant } from "../../../src/domain/values/Time.ts"
import { Library } from "../../../src/ports/Library.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { tree } from "../../adapters/files/tree.ts"

const asked = {
  reader: 1 as UserId,
  of: "all",
  from: null,
  to: null,
  sources: null,
  search: "",
  seen: null,
  kept: null,
  gaps: null,
  trashed: false
} as const

const listed = Effect.map(
  Library.use((library) => library.list(asked, { sort: "newest", limit: 100, after: null })),
  (all) => all.map(({ bytes, driver, session, username }) => `${driver}/${username}/${session} ${bytes}`)
)

layer(Layer.merge(Memory.layer, NodeServices.layer), { excludeTestServices: true })("a rescan", (it) => {
  it.effect("makes the library anew from the disk alone, and the same each time", () =>
    Effect.gen(function* () {
      const { outer, root, write } = yield* tree
      write("media/hls/alice/2026-01-01_00-00-00/2026-01-01_00-00-00_00000.ts", 10)
      write("media/hls/alice/2026-01-01_00-00-00/2026-01-01_00-00-00_00001.ts", 20)
      write("media/hls/alice/2026-01-02_00-00-00/2026-01-02_00-00-00.mp4", 5)
      write("media/page/by_hand/film/film.mkv", 7)
      write("media/hls/alice/no recording/notes.txt", 7)
      write("media/.hidden/alice/x/x.ts", 7)
      write("media/hls/alice/loose.ts", 7)
      write("elsewhere/x/x.ts", 7)
      const again = Effect.provide(rescan, Layer.merge(MediaFiles.layer(root), PlaybackIndex.layer(root)))
      const found = yield* again
      assert.deepStrictEqual(found, { sources: 2, recordings: 3, unread: 0, gone: 0 })
      const first = yield* listed
      assert.deepStrictEqual(first.toSorted(), [
        "hls/alice/2026-01-01_00-00-00 30",
        "hls/alice/2026-01-02_00-00-00 5",
        "page/by_hand/film 7"
      ])

      const [library, sources] = [yield* Library, yield* Sources]
      const [{ id } = yield* Effect.die("there is one")] = yield* sources.ensure(
        [{ driver: "hls", username: "alice" }],
        Instant.make(0)
      )
      const [shelved] = yield* library.shelf(id)
      const kept = shelved?.id ?? assert.fail("there is one")
      yield* library.keep([kept], 1 as UserId, Instant.make(1))
      assert.deepStrictEqual(yield* again, found)
      assert.deepStrictEqual(yield* listed, first)
      assert.isNotNull((yield* library.find([kept], asked))[0]?.keptAt, "what people said of it stays")

      yield* Effect.sync(() => renameSync(`${root}/hls/alice/2026-01-02_00-00-00`, `${outer}/away`))
      assert.deepInclude(yield* again, { recordings: 2, gone: 1 })
      assert.lengthOf(yield* listed, 2)
      yield* Effect.sync(() => renameSync(`${outer}/away`, `${root}/hls/alice/2026-01-02_00-00-00`))
      yield* again
      assert.deepStrictEqual(yield* listed, first)
    })
  )

  it.effect("has nothing of a source whose folder is a link to another's, whoever records there", () =>
    Effect.gen(function* () {
      const { at, link, root, write } = yield* tree
      write("media/hls/zoe/linked/a_00000.ts", 10)
      link(at("media/hls/zoe"), "media/hls/eve")
      link(at("media/hls"), "media/copy")
      const files = Layer.merge(MediaFiles.layer(root), PlaybackIndex.layer(root))
      const key = { driver: "hls", username: "eve" }
      const [eve] = yield* (yield* Sources).ensure([key], Instant.make(0))
      const source = { id: eve?.id ?? assert.fail("there is one"), ...key, createdAt: Instant.make(0) }
      const about = { at: Instant.make(1), isOpen: true }
      const found = Effect.flatMap(catalogue, (read) => read(source, "linked", about))
      assert.strictEqual(yield* Effect.provide(found, files), "empty")
      yield* Effect.provide(rescan, files)
      assert.deepStrictEqual(
        (yield* listed).filter((one) => one.includes("linked")),
        ["hls/zoe/linked 10"]
      )
    }).pipe(Effect.scoped)
  )
})
