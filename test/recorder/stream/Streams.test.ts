import process from "node:process"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, type FileSystem, type Scope } from "effect"
import { needing } from "../../Programs.ts"
import { codecs, complaints, opens, times } from "../made.ts"
import { type Rig, stopped } from "../Rig.ts"
import { scriptedOrigin } from "../ScriptedOrigin.ts"
import { broadcasting, camera, childrenOf, film, grown, recordStream } from "./liveSources.ts"

const test = (name: string, body: Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>) =>
  it.live(name, () => body.pipe(Effect.provide(NodeFileSystem.layer)), 180_000)

/** What is wrong with the order of a file's pictures: a server of cameras drops some where the machine is too busy to take them, and that alone. */
const disorder = (file: string) =>
  complaints(file)
    .split("\n")
    .filter((line) => line.includes("monotonically"))

/** Stops the recorder, which must leave nothing behind, and answers its files, which must play. */
const playable = Effect.fnUntraced(function* (
  rig: Rig,
  faults: (file: string) => string | ReadonlyArray<string> = complaints
) {
  yield* stopped(rig)
  assert.strictEqual(copying().length, 0)
  assert.deepStrictEqual(rig.events().slice(-3), ["SEGMENT FINISH", "RECORDING END", "SESSION END"])
  for (const file of rig.files()) assert.lengthOf(faults(file), 0)
  return rig.files()
})

/** The ffmpegs of recorders of this process, by their arguments. */
const copying = () =>
  childrenOf(process.pid)
    .map(({ args }) => args)
    .filter((args) => args.includes("-flush_packets"))

needing("ffmpeg", "ffprobe")("a stream over HTTP", () => {
  test(
    "of MPEG-TS is recorded as it comes, cut at pictures that open, and nothing is left behind",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/live.ts", broadcasting(yield* film, "video/mp2t", ["-c", "copy", "-f", "mpegts"]))
      const rig = yield* recordStream(`${site.url}/live.ts`, "-l", "2s")
      yield* rig.event("SEGMENT START", 3)
      assert.strictEqual(copying().length, 1)
      const [first = "", second = ""] = yield* playable(rig)
      assert.deepStrictEqual(codecs(first), ["aac", "h264"])
      for (const file of [first, second]) {
        assert.strictEqual(times(file, "v").length, 50)
        assert.isTrue(opens(file))
      }
      const media = yield* rig.event("MEDIA")
      assert.deepInclude(media, { container: "ts", codecs: "avc1,mp4a", width: "160", height: "90", framerate: "25" })
      assert.deepInclude(yield* rig.event("RECORDING START"), { resolution: "90p/25fps" })
    })
  )

  for (const [what, path, type, options, coded] of [
    ["MP3", "radio.mp3", "audio/mpeg", ["-vn", "-c:a", "libmp3lame", "-f", "mp3"], "mp3,ts"],
    ["AAC", "radio.aac", "audio/aac", ["-vn", "-c:a", "aac", "-f", "adts"], "aac,ts"],
    ["Vorbis", "radio.ogg", "audio/ogg", ["-vn", "-c:a", "libvorbis", "-f", "ogg"], "vorbis,mp4"],
    ["Opus", "radio.opus", "audio/ogg", ["-vn", "-c:a", "libopus", "-f", "ogg"], "opus,mp4"]
  ] as const) {
    test(
      `of a radio station in ${what} becomes a file that plays`,
      Effect.gen(function* () {
        const site = yield* scriptedOrigin
        site.answer(`/${path}`, broadcasting(yield* film, type, options))
        const rig = yield* recordStream(`${site.url}/${path}`)
        yield* grown(rig, 3)
        const [file = ""] = yield* playable(rig)
        assert.strictEqual([...codecs(file), file.split(".").at(-1)].join(), coded)
        assert.isAtLeast(times(file, "a").at(-1) ?? 0, 2.5)
      })
    )
  }

  test(
    "gets the source's headers, login and cookies from the recorder alone",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/live.ts", broadcasting(yield* film, "video/mp2t", ["-c", "copy", "-f", "mpegts"]))
      const secrets = ["--login", "me:planted-login", "--headers", "X-Key: planted-header", "-c", "s=planted-cookie"]
      const rig = yield* recordStream(`${site.url}/live.ts`, ...secrets)
      yield* rig.event("HEARTBEAT")
      const [asked] = site.asked
      assert.strictEqual(asked?.headers.authorization, `Basic ${btoa("me:planted-login")}`)
      assert.deepInclude(asked?.headers, { "x-key": "planted-header", cookie: "s=planted-cookie" })
      assert.notInclude(copying().join(), "planted")
      assert.notInclude(copying().join(), site.url)
      yield* playable(rig)
      assert.notInclude(JSON.stringify(rig.lines), "planted")
    })
  )

  test(
    "that nobody may have is told as what it is, and looked at again",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      const rig = yield* recordStream(`${site.url}/live.ts`)
      site.answer("/live.ts", (response) => response.writeHead(403).end())
      assert.deepInclude(yield* rig.event("TROUBLE"), { cause: "http", http_status: "403" })
      site.answer("/live.ts", broadcasting(yield* film, "video/mp2t", ["-c", "copy", "-f", "mpegts"]))
      yield* rig.event("HEARTBEAT")
      assert.deepInclude(yield* rig.line(({ event, cause }) => event === "TROUBLE" && cause === "none"), {})
      yield* playable(rig)
    })
  )
})

needing(
  "ffmpeg",
  "ffprobe",
  "rtspServer"
)("a camera by RTSP", () => {
  test(
    "is recorded, with its login in no process's arguments and in no line",
    Effect.gen(function* () {
      const { url } = yield* camera(yield* film, "camera:planted-p@ss")
      const rig = yield* recordStream(`${url.replace("//", "//camera:planted-p%40ss@")}/cam`)
      yield* grown(rig, 2)
      assert.strictEqual(copying().length, 1)
      assert.notInclude(copying().join(), "planted")
      const [file = ""] = yield* playable(rig, disorder)
      assert.deepStrictEqual(codecs(file), ["aac", "h264"])
      assert.notInclude(JSON.stringify(rig.lines), "planted")
    })
  )

  test(
    "that refuses the login says so, and one without such a picture is off air",
    Effect.gen(function* () {
      const { url } = yield* camera(yield* film, "camera:secret")
      const refused = yield* recordStream(`${url}/cam`)
      assert.deepInclude(yield* refused.event("TROUBLE"), { cause: "http", http_status: "401", host: url.slice(7) })
      yield* stopped(refused)
      const absent = yield* recordStream(`${url.replace("//", "//camera:secret@")}/other`)
      assert.deepInclude(yield* absent.event("SLEEP"), { reason: "off_air" })
      yield* stopped(absent)
    })
  )

  test(
    "S17: is not opened for somebody who may not reach this machine",
    Effect.gen(function* () {
      const rig = yield* recordStream("rtsp://cameras.example/1", "--inward", "no")
      assert.strictEqual(yield* rig.exit, 1)
      assert.deepInclude(yield* rig.event("TROUBLE"), { cause: "unsupported" })
      assert.strictEqual(copying().length, 0)
    })
  )

  test(
    "that goes away is waited for, and the recording says what it ended by",
    Effect.gen(function* () {
      const { server, url } = yield* camera(yield* film)
      const rig = yield* recordStream(`${url}/cam`)
      yield* rig.event("HEARTBEAT")
      server.child.kill("SIGKILL")
      yield* rig.event("RECORDING END")
      assert.deepInclude(
        yield* rig.line(({ event, cause }) => event === "TROUBLE" && cause === "refused_connection"),
        {}
      )
      yield* stopped(rig)
      for (const file of rig.files()) assert.lengthOf(disorder(file), 0)
    })
  )
})
