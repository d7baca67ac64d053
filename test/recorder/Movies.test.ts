import { writeFileSync } from "node:fs"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, FileSystem } from "effect"
import { boxesIn } from "../../src/media/Boxes.ts"
import { needing } from "../Programs.ts"
import { complaints, cut, movie, times } from "./made.ts"
import { madeOrigin } from "./madeOrigin.ts"
import { record, stopped } from "./Rig.ts"
import { bytes, scriptedOrigin, text } from "./ScriptedOrigin.ts"

const seconds = 12

const rates = (file: string) => ({ picture: times(file, "v"), sound: times(file, "a") })

/** How much later sound comes than the picture, in seconds. */
const lag = ({ picture, sound }: ReturnType<typeof rates>) => (sound[0] ?? 0) - (picture[0] ?? 0)

needing("ffmpeg", "ffprobe")("fragmented MP4", () => {
  const whole = movie(seconds)
  const muxed = cut(whole, "fmp4", ["0:v", "0:a"])
  const picture = cut(whole, "fmp4", ["0:v"])
  const sound = cut(whole, "fmp4", ["0:a"])

  it.live("is recorded as one file that plays, with each fragment as it was served", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const site = yield* madeOrigin({ a: muxed })
      const rig = yield* record(`${site.url}/a.m3u8`)
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      yield* stopped(rig)
      const [file = ""] = rig.files()
      assert.match(file, /\.mp4$/)
      assert.strictEqual(complaints(file), "")
      assert.deepInclude(yield* rig.event("MEDIA"), {
        container: "mp4",
        codecs: "avc1,mp4a",
        width: "160",
        height: "90"
      })
      const media = (all: Uint8Array) =>
        boxesIn(all)
          .filter(({ type }) => type === "mdat")
          .map(({ end, start }) => Buffer.from(all.subarray(start, end)))
      assert.deepStrictEqual(
        media(yield* fs.readFile(file)),
        muxed.segments.flatMap((segment) => media(segment.bytes))
      )
      assert.strictEqual(times(file, "v").length, seconds * 25)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("is cut into files that each play by themselves, from zero, and that hold every picture once", () =>
    Effect.gen(function* () {
      const site = yield* madeOrigin({ a: muxed })
      const rig = yield* record(`${site.url}/a.m3u8`, ["-l", "4s"])
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.strictEqual(rig.files().length, 3)
      for (const file of rig.files()) {
        assert.strictEqual(complaints(file), "")
        assert.closeTo(times(file, "v")[0] ?? 9, 0, 0.1)
      }
      assert.strictEqual(rig.files().flatMap((file) => times(file, "v")).length, seconds * 25)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("is joined with its sound where that has a playlist of its own, as far from the picture as it was", () =>
    Effect.gen(function* () {
      const site = yield* madeOrigin({ v: picture, a: sound }, [
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="s",NAME="main",DEFAULT=YES,AUTOSELECT=YES,URI="a.m3u8"',
        '#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=160x90,AUDIO="s"',
        "v.m3u8"
      ])
      const rig = yield* record(`${site.url}/master.m3u8`, ["-l", "6s"])
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.strictEqual(rig.files().length, 2)
      const found = rig.files().map(rates)
      for (const [i, file] of rig.files().entries()) {
        assert.strictEqual(complaints(file), "")
        assert.isAtMost(Math.abs(lag(found[i] ?? rates(file))), 0.1, "sound is there from the beginning")
      }
      assert.strictEqual(found.flatMap((file) => file.picture).length, seconds * 25)
      const sounding = found.flatMap((file) => file.sound).length
      assert.isAtLeast(sounding, Math.floor((seconds * 48_000) / 1024) - 1)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live.each([
    [
      "HEVC",
      [
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=none:keyint=25:min-keyint=25:scenecut=0:open-gop=0"
      ],
      "hev1"
    ],
    ["AV1", ["-c:v", "libsvtav1", "-preset", "12", "-g", "25"], "av01"]
  ] as const)("may be coded as %s", ([, options, coding]) =>
    Effect.gen(function* () {
      const made = cut(movie(8, options), "fmp4", ["0:v", "0:a"])
      const site = yield* madeOrigin({ a: made })
      const rig = yield* record(`${site.url}/a.m3u8`)
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.strictEqual((yield* rig.event("MEDIA"))["codecs"], `${coding},mp4a`)
      const [file = ""] = rig.files()
      assert.strictEqual(complaints(file), "")
      assert.strictEqual(times(file, "v").length, 200)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("C6: begins another file where its header changes, and only there", () =>
    Effect.gen(function* () {
      const site = yield* madeOrigin({ a: muxed, b: cut(movie(4, undefined, "320x180"), "fmp4", ["0:v", "0:a"]) })
      const parts = (ended: boolean) =>
        [
          "#EXTM3U",
          "#EXT-X-TARGETDURATION:1",
          "#EXT-X-MEDIA-SEQUENCE:0",
          ...["a", "a", "b"].flatMap((name, i) => [
            "#EXT-X-DISCONTINUITY",
            `#EXT-X-MAP:URI="${name}-init"`,
            "#EXTINF:1,",
            `${name}-${i % 2}`
          ]),
          ...(ended ? ["#EXT-X-ENDLIST"] : []),
          ""
        ].join("\n")
      site.answer("/mixed.m3u8", text(parts(false)))
      const rig = yield* record(`${site.url}/mixed.m3u8`)
      yield* rig.event("MEDIA", 2)
      site.answer("/mixed.m3u8", text(parts(true)))
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.deepStrictEqual(
        rig.files().map((file) => times(file, "v").length),
        [50, 25]
      )
      for (const file of rig.files()) assert.strictEqual(complaints(file), "")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("is recorded of a low-latency playlist by its whole segments", () =>
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/init.mp4", bytes(muxed.header ?? new Uint8Array()))
      for (const n of [0, 1, 2]) site.answer(`/s${n}.m4s`, bytes(muxed.segments[n]?.bytes ?? new Uint8Array()))
      const list = (last: number, ended: boolean) =>
        [
          "#EXTM3U",
          "#EXT-X-VERSION:7",
          "#EXT-X-TARGETDURATION:1",
          "#EXT-X-PART-INF:PART-TARGET=0.334",
          "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1",
          "#EXT-X-MEDIA-SEQUENCE:0",
          '#EXT-X-MAP:URI="init.mp4"',
          ...Array.from({ length: last + 1 }, (_, n) => `#EXTINF:1,\ns${n}.m4s`),
          ...(ended
            ? ["#EXT-X-ENDLIST"]
            : [
                `#EXT-X-PART:DURATION=0.334,URI="s${last + 1}.0.m4s"`,
                `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="s${last + 1}.1.m4s"`
              ]),
          ""
        ].join("\n")
      site.answer("/live.m3u8", text(list(1, false)))
      const rig = yield* record(`${site.url}/live.m3u8`)
      yield* rig.event("SEGMENT START")
      site.answer("/live.m3u8", text(list(2, true)))
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.strictEqual(times(rig.files()[0] ?? "", "v").length, 75)
      assert.isTrue(site.asked.every(({ path }) => !/\.\d\.m4s/.test(path)))
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("plays as far as it was written when the recorder is killed at any byte", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const site = yield* madeOrigin({ a: muxed })
      const rig = yield* record(`${site.url}/a.m3u8`)
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      const [file = ""] = rig.files()
      const all = yield* fs.readFile(file)
      for (const part of [0.3, 0.61, 0.987]) {
        const torn = `${file}.torn.mp4`
        writeFileSync(torn, all.subarray(0, Math.floor(all.length * part)))
        assert.isAtLeast(times(torn, "v").length, Math.floor(seconds * part - 2) * 25)
      }
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
