import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { shapeOf } from "../../src/thumbnailer/stripShape.ts"
import { needing } from "../Programs.ts"
import { ffmpeg } from "../recorder/made.ts"
import { made, rig, sizeOf } from "./Rig.ts"

const strip = (username: string) => ({ _tag: "Strip", key: { driver: "hls", username }, session: "one" }) as const

const inFolder = <A>(use: (folder: string) => A): A => {
  const folder = mkdtempSync(join(tmpdir(), "sticky-strip-"))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Half a minute that grows lighter by 8 each second, a key frame in each; a moment's frame is a part of a second's light. */
const dawn = (format: ReadonlyArray<string>): Uint8Array =>
  inFolder((folder) => {
    const file = join(folder, "a")
    const picture = "nullsrc=s=160x90:r=5:d=30,geq=lum='16+7*floor(T)':cb=128:cr=128"
    const coded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "5", "-qp", "10", "-pix_fmt", "yuv420p"]
    ffmpeg("-f", "lavfi", "-i", picture, ...coded, ...format, file)
    return readFileSync(file)
  })

/** How light each of the ten pictures of a strip's row is. */
const lights = (jpeg: Uint8Array): ReadonlyArray<number> =>
  inFolder((folder) => {
    const file = join(folder, "a.jpg")
    writeFileSync(file, jpeg)
    const shrunk = ["-vf", "scale=10:1:flags=area:out_range=tv,format=gray", "-f", "rawvideo", "-"]
    return [...execFileSync("ffmpeg", ["-v", "error", "-i", file, ...shrunk])]
  })

describe("the shape of a strip", () => {
  it("has a picture each five seconds, or as many times twice that as leaves a hundred at most", () => {
    const shapes = [0, 4, 6, 500, 501, 3600, 36_000].map((seconds) => shapeOf(seconds * 1000))
    assert.deepStrictEqual(
      shapes.map(({ count, rows, step }) => [step / 1000, count, rows]),
      [
        [5, 1, 1],
        [5, 1, 1],
        [5, 2, 1],
        [5, 100, 10],
        [10, 51, 6],
        [40, 90, 9],
        [640, 57, 6]
      ]
    )
  })
})

needing("ffmpeg")("the strip of a session", () => {
  const kinds = {
    ts: ["-f", "mpegts"],
    mp4: ["-movflags", "frag_keyframe+empty_moov+default_base_moof", "-f", "mp4"]
  }

  for (const [ending, format] of Object.entries(kinds))
    it.effect(`shows each moment in its place, and one that is damaged moves no other (${ending})`, () =>
      Effect.gen(function* () {
        const { pictures, put } = yield* rig
        const whole = dawn(format)
        put(`hls/whole/one/a_00000.${ending}`, whole)
        const damaged = Uint8Array.from(whole)
        if (ending === "ts") damaged.fill(0xff, Math.floor(whole.length * 0.45), Math.floor(whole.length * 0.6))
        put(`hls/damaged/one/a_00000.${ending}`, damaged)
        const { figures, picture } = yield* pictures
        const shown = yield* picture(strip("whole"))
        assert.deepStrictEqual(Option.getOrUndefined(Option.map(shown, sizeOf)), [1600, 90])
        const light = lights(Option.getOrThrow(shown))
        // Each is a key frame where a player can enter: its own, or one a few seconds before.
        for (const [i, at] of [0, 5, 10, 15, 20, 25].entries()) {
          const told = `${light} at ${at}`
          assert.isAtMost(light[i] ?? 0, 16 + 7 * at + 8, told)
          assert.isAtLeast(light[i] ?? 0, 16 + 7 * (at - 4) - 8, told)
        }
        const other = lights(Option.getOrThrow(yield* picture(strip("damaged"))))
        for (const i of [0, 1, 4, 5]) assert.approximately(other[i] ?? 0, light[i] ?? 0, 14, `${other}`)
        assert.deepStrictEqual((yield* figures).counted, { pictures: 2, failures: 0 })
        assert.deepStrictEqual(yield* picture(strip("whole")), shown)
        assert.deepStrictEqual((yield* figures).counted, { pictures: 2, failures: 0 })
      })
    )

  it.effect("is none of sound, nor of what is not there", () =>
    Effect.gen(function* () {
      const { pictures, put } = yield* rig
      put("hls/sound/one/a_00000.ts", made().sound)
      put("hls/soundMovie/one/a_00000.mp4", made().soundMp4)
      const { picture } = yield* pictures
      for (const username of ["sound", "soundMovie", "nobody"])
        assert.isTrue(Option.isNone(yield* picture(strip(username))), username)
    })
  )

  it.live("is none while the session may go on", () =>
    Effect.gen(function* () {
      const { pictures, put } = yield* rig
      put("hls/a/one/a_00000.ts", made().ts)
      const { figures, picture } = yield* pictures
      assert.isTrue(Option.isNone(yield* picture(strip("a"))))
      assert.deepStrictEqual((yield* figures).counted, { pictures: 0, failures: 0 })
    })
  )
})
