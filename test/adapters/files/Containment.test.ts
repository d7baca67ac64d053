import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as MediaFiles from "../../../src/adapters/files/MediaFiles.ts"
import { alice, world } from "./world.ts"

describe("links", () => {
  const outside = Effect.gen(function* () {
    const all = yield* world
    all.write("secret/2026/a.ts", 9)
    all.write("media/hls/alice/2026/own.ts")
    return all
  })

  for (const [name, path, link] of [
    ["a file", "2026/a.ts", "media/hls/alice/2026/a.ts"],
    ["a session", "linked/a.ts", "media/hls/alice/linked"],
    ["a file without a session", "a.ts", "media/hls/alice/a.ts"]
  ] as const) {
    it.live(`${name} that is a link does not exist`, () =>
      Effect.gen(function* () {
        const { at, link: make, media } = yield* outside
        make(at(name === "a session" ? "secret/2026" : "secret/2026/a.ts"), link)
        assert.strictEqual((yield* Effect.flip(media.open(alice, path)))._tag, "NoSuchFile")
        assert.strictEqual((yield* Effect.flip(media.remove(alice, path)))._tag, "NoSuchFile")
        const { files } = yield* media.list(alice, { limit: 10 })
        assert.deepStrictEqual(
          files.map((file) => file.path),
          ["2026/own.ts"]
        )
        assert.strictEqual((yield* media.measure(at(`media/hls/alice/${path}`))).file, 0)
        assert.isTrue(existsSync(at("secret/2026/a.ts")))
      })
    )
  }

  it.live("a source that is a link out of the root has no recordings", () =>
    Effect.gen(function* () {
      const { at, link, media } = yield* outside
      link(at("secret"), "media/hls/eve")
      link(at("secret"), "media/evil")
      assert.deepStrictEqual((yield* media.list({ driver: "hls", username: "eve" }, { limit: 10 })).files, [])
      assert.strictEqual(
        (yield* Effect.flip(media.open({ driver: "hls", username: "eve" }, "2026/a.ts")))._tag,
        "NoSuchFile"
      )
      assert.strictEqual(
        (yield* Effect.flip(media.open({ driver: "evil", username: "2026" }, "a.ts")))._tag,
        "NoSuchFile"
      )
    })
  )

  for (const [name, made, to, key] of [
    ["a source", "media/hls/eve", "media/hls/alice", { driver: "hls", username: "eve" }],
    ["a driver", "media/copy", "media/hls", { driver: "copy", username: "alice" }]
  ] as const) {
    it.live(`${name} that is a link to another's folder is read by it, but nothing of it is its own or removed`, () =>
      Effect.gen(function* () {
        const { at, link, media } = yield* outside
        link(at(to), made)
        assert.strictEqual((yield* media.open(key, "2026/own.ts")).path, "hls/alice/2026/own.ts")
        assert.lengthOf((yield* media.list(key, { limit: 10 })).files, 1)
        assert.deepStrictEqual(yield* media.sessions(key), [])
        assert.deepStrictEqual(
          (yield* media.list(key, { limit: 10, isOwn: true, session: "2026" })).files,
          [],
          "for the library"
        )
        assert.strictEqual((yield* Effect.flip(media.remove(key, "2026/own.ts")))._tag, "NoSuchFile")
        assert.isTrue(existsSync(at("media/hls/alice/2026/own.ts")))
        assert.lengthOf(yield* media.sessions(alice), 1)
        yield* media.remove(alice, "2026/own.ts")
        assert.isFalse(existsSync(at("media/hls/alice/2026/own.ts")))
      })
    )
  }

  it.live("a root that is a link is the root", () =>
    Effect.gen(function* () {
      const { at, link, write } = yield* outside
      link(at("media"), "alias")
      write("media/hls/alice/2026/b.ts", 6)
      const media = yield* MediaFiles.make(at("alias"))
      const { file, path } = yield* media.open(alice, "2026/b.ts")
      assert.deepStrictEqual([file.bytes, path], [6, "hls/alice/2026/b.ts"])
      assert.strictEqual((yield* media.measure("/recorder/hls/alice/2026/b.ts")).file, 6)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("what is no regular file does not exist and blocks nothing", () =>
    Effect.gen(function* () {
      const { at, media } = yield* outside
      mkdirSync(at("media/hls/alice/2026/folder.ts"))
      execFileSync("mkfifo", [at("media/hls/alice/2026/pipe.ts")])
      assert.strictEqual((yield* Effect.flip(media.open(alice, "2026/folder.ts")))._tag, "NoSuchFile")
      assert.strictEqual((yield* Effect.flip(media.open(alice, "2026/pipe.ts")))._tag, "NoSuchFile")
      assert.strictEqual((yield* media.list(alice, { limit: 10 })).files.length, 1)
    })
  )
})

describe("crafted names", () => {
  for (const path of [
    "",
    ".",
    "..",
    "/",
    "../alice/s/a.ts",
    "../../secret.ts",
    "s/../s/a.ts",
    "s/../../bob/s/a.ts",
    "s//a.ts",
    "/s/a.ts",
    "s/a.ts/",
    "./s/a.ts",
    "s/./a.ts",
    "s/a.ts\0",
    "s\0/a.ts",
    "s\\a.ts",
    "s/.a.ts",
    ".s/a.ts",
    "s/deeper/a.ts",
    "s/a.jpg",
    "s/a.ts.jpg",
    "s/a",
    `s/${"a".repeat(300)}.ts`
  ]) {
    it.live(`${JSON.stringify(path).slice(0, 40)} names no file`, () =>
      Effect.gen(function* () {
        const { media, write } = yield* world
        for (const at of [
          "hls/alice/s/a.ts",
          "hls/alice/s/a.jpg",
          "hls/alice/s/.a.ts",
          "hls/alice/.s/a.ts",
          "hls/alice/s/deeper/a.ts"
        ])
          write(`media/${at}`)
        write("media/hls/bob/s/a.ts")
        write("secret.ts")
        assert.strictEqual((yield* Effect.flip(media.open(alice, path)))._tag, "NoSuchFile")
      })
    )
  }

  it.live("a crafted source has no files", () =>
    Effect.gen(function* () {
      const { media, write } = yield* world
      write("media/hls/alice/s/a.ts")
      for (const key of [
        { driver: "..", username: "media" },
        { driver: ".", username: "hls" },
        { driver: "hls", username: "../hls/alice" },
        { driver: "hls/alice", username: "s" },
        { driver: "hls\0", username: "alice" }
      ]) {
        assert.deepStrictEqual((yield* media.list(key, { limit: 10 })).files, [], JSON.stringify(key))
        assert.strictEqual((yield* Effect.flip(media.open(key, "s/a.ts")))._tag, "NoSuchFile")
      }
    })
  )
})
