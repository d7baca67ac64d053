import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { TestClock } from "effect/testing"
import { vi } from "vitest"
import { needing } from "../Programs.ts"
import { made, rig, sizeOf } from "./Rig.ts"

const newest = (username: string) => ({ _tag: "Newest", key: { driver: "hls", username } }) as const
const poster = (username: string, session: string) =>
  ({ _tag: "Poster", key: { driver: "hls", username }, session }) as const

const bytesOf = (picture: Option.Option<Uint8Array>) => Buffer.from(Option.getOrElse(picture, () => new Uint8Array()))

const size = (picture: Option.Option<Uint8Array>) => Option.getOrUndefined(Option.map(picture, sizeOf))

needing("ffmpeg")("pictures of recordings", () => {
  it.effect("show what is seen, or what is heard where nothing is, of every kind of file", () =>
    Effect.gen(function* () {
      const { pictures, put } = yield* rig
      const { mkv, mp4, sound, soundMp4, ts } = made()
      const files = { "ts.ts": ts, "mp4.mp4": mp4, "sound.ts": sound, "soundMp4.mp4": soundMp4, "mkv.mkv": mkv }
      for (const [name, bytes] of Object.entries(files))
        put(`hls/${name.split(".")[0]}/one/a_00000.${name.split(".")[1]}`, bytes)
      const { picture } = yield* pictures
      const found = yield* Effect.forEach(
        ["ts", "mp4", "sound", "soundMp4", "mkv"],
        (name) => Effect.all([picture(newest(name)), picture(poster(name, "one"))]),
        { concurrency: "unbounded" }
      )
      const seen = [320, 180] as const
      const heard = [640, 360] as const
      assert.deepStrictEqual(
        found.map((both) => both.map(size)),
        [
          [seen, seen],
          [seen, seen],
          [heard, heard],
          [heard, heard],
          [seen, seen]
        ]
      )
    })
  )

  it.effect("show the last key frame, and are never older than a minute while it records, nor made more often", () =>
    Effect.gen(function* () {
      const { pictures, put } = yield* rig
      const { ts } = made()
      const file = "hls/a/one/a_00000.ts"
      put(file, ts.subarray(0, 188 * Math.floor(ts.length / 376)))
      const { figures, picture } = yield* pictures
      const first = yield* picture(newest("a"))
      assert.deepStrictEqual(size(first), [320, 180])
      put(file, ts)
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(yield* picture(newest("a")), first)
      yield* TestClock.adjust("29 seconds")
      const second = yield* picture(newest("a"))
      assert.deepStrictEqual(size(second), [320, 180])
      assert.notDeepEqual(second, first)
      // What does not grow any more needs no other picture.
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* picture(newest("a")), second)
      assert.deepStrictEqual((yield* figures).counted, { pictures: 2, failures: 0 })
    })
  )

  it.effect("are made once, whoever asks, and kept for the next process", () =>
    Effect.gen(function* () {
      const { pictures, put } = yield* rig
      put("hls/a/one/a_00000.ts", made().ts)
      const first = yield* pictures
      const asked = [newest("a"), newest("a"), poster("a", "one"), poster("a", "one")]
      const found = yield* Effect.forEach(asked, first.picture, { concurrency: "unbounded" })
      assert.deepStrictEqual((yield* first.figures).counted, { pictures: 2, failures: 0 })
      const second = yield* pictures
      const again = yield* Effect.forEach(asked, second.picture)
      assert.deepStrictEqual(again.map(bytesOf), found.map(bytesOf))
      assert.deepStrictEqual((yield* second.figures).counted, { pictures: 0, failures: 0 })
    })
  )

  it.effect("of a session that has doubled are made anew, and go with its files", () =>
    Effect.gen(function* () {
      const { pictures, put, remove } = yield* rig
      const { ts } = made()
      const { figures, picture } = yield* pictures
      put("hls/a/one/a_00000.ts", ts)
      const first = yield* picture(poster("a", "one"))
      put("hls/a/one/a_00001.ts", ts.subarray(0, ts.length - 188))
      assert.deepStrictEqual(yield* picture(poster("a", "one")), first)
      put("hls/a/one/a_00002.ts", ts)
      yield* picture(poster("a", "one"))
      assert.deepStrictEqual((yield* figures).counted, { pictures: 2, failures: 0 })
      remove("hls/a")
      assert.isTrue(Option.isNone(yield* picture(poster("a", "one"))))
      assert.isTrue(Option.isNone(yield* picture(newest("a"))))
    })
  )

  it.effect("S2: are made of nothing that a link leads to from outside", () =>
    Effect.gen(function* () {
      const { folder, link, pictures, put } = yield* rig
      put("../elsewhere/one/a_00000.ts", made().ts)
      link("hls/a", `${folder}/elsewhere`)
      link("hls/b/one", `${folder}/elsewhere/one`)
      link("hls/c/one/a_00000.ts", `${folder}/elsewhere/one/a_00000.ts`)
      const { figures, picture } = yield* pictures
      for (const username of ["a", "b", "c"]) {
        assert.isTrue(Option.isNone(yield* picture(newest(username))), username)
        assert.isTrue(Option.isNone(yield* picture(poster(username, "one"))), username)
      }
      assert.deepStrictEqual((yield* figures).counted, { pictures: 0, failures: 0 })
    })
  )

  it.effect("wait for ffmpeg where it is not installed", () =>
    Effect.gen(function* () {
      const { pictures, put } = yield* rig
      put("hls/a/one/a_00000.ts", made().ts)
      const { figures, picture } = yield* pictures
      yield* Effect.acquireUseRelease(
        Effect.sync(() => vi.stubEnv("PATH", "/nowhere")),
        () =>
          Effect.gen(function* () {
            assert.isTrue(Option.isNone(yield* picture(poster("a", "one"))))
            assert.isTrue(Option.isNone(yield* picture(newest("a"))))
          }),
        () => Effect.sync(() => vi.unstubAllEnvs())
      )
      assert.deepStrictEqual((yield* figures).counted, { pictures: 0, failures: 0 })
      assert.deepStrictEqual(size(yield* picture(poster("a", "one"))), [320, 180])
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(size(yield* picture(newest("a"))), [320, 180])
    })
  )
})
