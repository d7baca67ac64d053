import { tmpdir } from "node:os"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import * as LibraryLinks from "../../../src/local/postgres/LibraryLinks.ts"

/** A package as npm unpacks it: the libraries, and a list of the links that are missing. */
const unpacked = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const folder = yield* fs.makeTempDirectoryScoped({ directory: tmpdir(), prefix: "sticky-links-" })
  yield* fs.makeDirectory(`${folder}/native/lib`, { recursive: true })
  yield* fs.writeFileString(`${folder}/native/lib/libpq.so.5.18`, "library")
  const list = ["libpq.so", "libpq.so.5"].map((name) => ({
    source: "native/lib/libpq.so.5.18",
    target: `native/lib/${name}`
  }))
  yield* fs.writeFileString(`${folder}/native/pg-symlinks.json`, JSON.stringify(list))
  return folder
})

describe("the server's library links", () => {
  it.live("are made when they are missing, also by several at once, and replaced when they are wrong", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* unpacked
      yield* fs.symlink("nowhere", `${folder}/native/lib/libpq.so`)
      yield* Effect.all([LibraryLinks.ensure(folder), LibraryLinks.ensure(folder)], { concurrency: "unbounded" })
      assert.strictEqual(yield* fs.readFileString(`${folder}/native/lib/libpq.so`), "library")
      assert.strictEqual(yield* fs.readFileString(`${folder}/native/lib/libpq.so.5`), "library")
      assert.strictEqual((yield* fs.readDirectory(`${folder}/native/lib`)).length, 3)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("are left alone when they are right", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* unpacked
      yield* LibraryLinks.ensure(folder)
      const before = yield* fs.stat(`${folder}/native/lib`)
      yield* LibraryLinks.ensure(folder)
      assert.deepStrictEqual((yield* fs.stat(`${folder}/native/lib`)).mtime, before.mtime)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("that can't be made are told in a sentence", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const folder = yield* unpacked
      yield* fs.writeFileString(`${folder}/native/pg-symlinks.json`, `[{"source":"a","target":"missing/folder/b"}]`)
      const error = yield* Effect.flip(LibraryLinks.ensure(folder))
      assert.match(error.message, /^The PostgreSQL server in .* lacks its library links and they can't be made there/)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
