import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { bare, codecs, complaints, cut, movie, times } from "./made.ts"
import { madeOrigin } from "./madeOrigin.ts"
import { record, stopped } from "./Rig.ts"

const seconds = 10

const apart = [
  '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="s",NAME="main",DEFAULT=YES,AUTOSELECT=YES,URI="a.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720,AUDIO="s"',
  "v.m3u8"
]

needing("ffmpeg", "ffprobe")("sound", () => {
  const whole = movie(seconds)
  const picture = cut(whole, "mpegts", ["0:v"])
  const sound = cut(whole, "mpegts", ["0:a"])

  for (const [what, streams, flags] of [
    ["transport streams", { v: picture, a: sound }, []],
    ["transport streams, cut into files", { v: picture, a: sound }, ["-l", "4s"]]
  ] as const) {
    it.live(`apart from the picture is joined with it: ${what}`, () =>
      Effect.gen(function* () {
        const site = yield* madeOrigin(streams, apart)
        const rig = yield* record(`${site.url}/master.m3u8`, flags)
        yield* rig.event("RECORDING END")
        yield* stopped(rig)
        assert.strictEqual(rig.files().length, flags.length === 0 ? 1 : 3)
        const found = rig.files().map((file) => ({ picture: times(file, "v"), sound: times(file, "a") }))
        for (const [i, file] of rig.files().entries()) {
          assert.strictEqual(complaints(file), "")
          assert.deepStrictEqual(codecs(file), ["aac", "h264"])
          assert.isAtMost(Math.abs((found[i]?.sound[0] ?? 99) - (found[i]?.picture[0] ?? 0)), 0.2)
        }
        assert.strictEqual(found.flatMap((file) => file.picture).length, seconds * 25)
        assert.isAtLeast(found.flatMap((file) => file.sound).length, Math.floor((seconds * 48_000) / 1024) - 1)
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )
  }

  for (const kind of ["aac", "mp3"] as const) {
    it.live(`without a container is recorded as a transport stream: ${kind}`, () =>
      Effect.gen(function* () {
        const site = yield* madeOrigin({ a: bare(seconds, kind) })
        const rig = yield* record(`${site.url}/a.m3u8`, ["-l", "4s"])
        yield* rig.event("RECORDING END")
        yield* stopped(rig)
        assert.isAtLeast(rig.files().length, 2)
        for (const file of rig.files()) {
          assert.match(file, /\.ts$/)
          assert.strictEqual(complaints(file), "")
          assert.deepStrictEqual(codecs(file), [kind])
        }
        const played = rig.files().flatMap((file) => times(file, "a"))
        assert.closeTo((played.at(-1) ?? 0) - (played[0] ?? 0), seconds, 0.2)
      }).pipe(Effect.provide(NodeFileSystem.layer))
    )
  }
})
