import { cpSync, existsSync, readdirSync, utimesSync } from "node:fs"
import { NodeServices } from "@effect/platform-node"
import { assert, describe } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import * as MediaFiles from "../../../src/adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../../../src/adapters/files/PlaybackIndex.ts"
import { stream } from "../../media/stream.ts"
import { patient } from "../../patient.ts"
import { tree } from "./tree.ts"

const alice = { driver: "hls", username: "alice" }
const berlin = Effect.provideService(DateTime.CurrentTimeZone, DateTime.zoneMakeNamedUnsafe("Europe/Berlin"))

const world = Effect.gen(function* () {
  const files = yield* tree
  return { ...files, media: yield* MediaFiles.make(files.root), index: yield* PlaybackIndex.make(files.root) }
}).pipe(berlin, Effect.provide(NodeServices.layer))

const set = (place: string, time: string) => utimesSync(place, Date.parse(time) / 1000, Date.parse(time) / 1000)

describe("files as they are found", () => {
  patient("T14: begin when their names tell, also where they were copied to", () =>
    Effect.gen(function* () {
      const { at, media, write } = yield* world
      const session = "media/hls/alice/2026-01-02_03-04-05"
      const parts = ["00000", "00001"].map((n) => write(`${session}/2026-01-02_03-04-05_${n}.ts`))
      for (const [i, place] of parts.entries()) set(place, `2026-01-02T02:${i === 0 ? "09" : "14"}:05Z`)
      cpSync(at("media/hls/alice"), at("media/hls/bob"), { recursive: true, preserveTimestamps: true })
      for (const username of ["alice", "bob"]) {
        const { files } = yield* media.list({ driver: "hls", username }, { limit: 10 })
        assert.deepStrictEqual(
          files.map(({ startedAt }) => startedAt),
          [Date.parse("2026-01-02T02:04:05Z"), Date.parse("2026-01-02T02:09:05Z")],
          username
        )
      }
    })
  )

  patient("D14: are played in the order of the hour that autumn repeats", () =>
    Effect.gen(function* () {
      const { index, write } = yield* world
      const files = [
        ["2025-10-26_02-59-50_00000.ts", "2025-10-26T00:59:58Z"],
        ["2025-10-26_02-00-10_00000.ts", "2025-10-26T01:00:18Z"],
        ["2025-10-26_02-59-50-2_00000.ts", "2025-10-26T01:59:58Z"]
      ] as const
      for (const [name, time] of files) set(write(`media/hls/alice/s/${name}`, stream(0, 1)), time)
      const played = yield* index.session(alice, "s")
      assert.deepStrictEqual(
        played.files.map(({ name }) => name),
        files.map(([name]) => name)
      )
    }).pipe(Effect.scoped)
  )

  patient("D14: can be deleted though their time lies in the future; one that was written just now can't", () =>
    Effect.gen(function* () {
      const { at, media, write } = yield* world
      const place = write("media/hls/alice/s/a.ts", 10, -2 * 86_400)
      yield* media.remove(alice, "s/a.ts")
      assert.isFalse(existsSync(place))
      write("media/hls/alice/s/b.ts", 10, -5)
      assert.strictEqual((yield* Effect.flip(media.remove(alice, "s/b.ts")))._tag, "FileInUse")
      assert.deepStrictEqual(readdirSync(at("media/hls/alice/s")), ["b.ts"])
    })
  )

  patient("D14: are listed only where they can be asked for by their names", () =>
    Effect.gen(function* () {
      const { media, write } = yield* world
      const names = ["100% #1 ?.ts", "quote\"x'y.ts", "rtl\u202egnp.ts", "e\u0301.ts"]
      for (const name of [...names, "back\\slash.ts", "ctl\u0007.ts"]) write(`media/hls/alice/s/${name}`)
      write("media/hls/alice/ctl\u0007/a.ts")
      const { files } = yield* media.list(alice, { limit: 100 })
      assert.deepStrictEqual(files.map(({ name }) => name).sort(), names.toSorted())
      for (const { path } of files) {
        yield* media.open(alice, path)
        yield* media.remove(alice, path)
      }
    })
  )
})
