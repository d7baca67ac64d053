import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, type FileSystem, Layer, type Path, Result, type Scope } from "effect"
import * as Home from "../../../src/recorder/Home.ts"
import * as Origin from "../../../src/recorder/Origin.ts"
import type { Found } from "../../../src/recorder/probe/Found.ts"
import { look } from "../../../src/recorder/probe/look.ts"
import * as RecorderLayer from "../../../src/recorder/RecorderLayer.ts"
import * as SegmentBytes from "../../../src/recorder/SegmentBytes.ts"
import * as Settings from "../../../src/recorder/Settings.ts"
import { needing } from "../../Programs.ts"
import { scriptedOrigin } from "../ScriptedOrigin.ts"
import { broadcasting, camera, film } from "./liveSources.ts"

/** What a look at an address finds. */
const looking = Effect.fnUntraced(function* (url: string, ...flags: ReadonlyArray<string>) {
  const command = Settings.read(["-s", "probe", "-o", "/probe", "--url", url, ...flags], {})
  if (Result.isFailure(command) || command.success._tag !== "Record") return yield* Effect.die(command)
  const { settings } = command.success
  let found: Found = {}
  yield* look(settings, (more) => {
    found = { ...found, ...more }
  }).pipe(
    Effect.provide(
      SegmentBytes.layer.pipe(
        Layer.provideMerge(Origin.layer(settings)),
        Layer.provideMerge(Home.layer),
        Layer.provide(RecorderLayer.network(settings))
      )
    )
  )
  return found
})

const isJpeg = ({ picture = "" }: Found) => Buffer.from(picture, "base64").subarray(0, 3).toString("hex") === "ffd8ff"

const test = (name: string, body: Effect.Effect<void, unknown, FileSystem.FileSystem | Path.Path | Scope.Scope>) =>
  it.live(name, () => body.pipe(Effect.provide(NodeServices.layer)), 180_000)

needing("ffmpeg", "ffprobe")("a look at a stream that has no playlist", () => {
  test(
    "sees what a transport stream consists of, and a picture of it",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/live", broadcasting(yield* film, "video/mp2t", ["-c", "copy", "-f", "mpegts"]))
      const found = yield* looking(`${site.url}/live`)
      assert.deepInclude(found, { engine: "stream", reachable: true, status: 200, onAir: true })
      assert.deepStrictEqual(found.variants, [{ codecs: "h264,aac", width: 160, height: 90, framerate: 25 }])
      assert.isTrue(isJpeg(found))
      assert.strictEqual(site.times("/live"), 1)
    })
  )

  test(
    "sees a radio station, of which there is no picture",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/live", broadcasting(yield* film, "audio/mpeg", ["-vn", "-c:a", "libmp3lame", "-f", "mp3"]))
      const found = yield* looking(`${site.url}/live`)
      assert.deepInclude(found, { engine: "stream", onAir: true })
      assert.deepInclude(found.variants?.[0], { codecs: "mp3", height: undefined })
      assert.isUndefined(found.picture)
      assert.isUndefined(found.cause)
    })
  )

  test(
    "says of what nobody can read that it is that",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/zeros", (response) => response.end(new Uint8Array(100_000)))
      const found = yield* looking(`${site.url}/zeros`)
      assert.deepInclude(found.cause, { kind: "unreadable" })
      assert.isUndefined(found.onAir)
    })
  )
})

needing(
  "ffmpeg",
  "ffprobe",
  "rtspServer"
)("a look at a camera", () => {
  test(
    "shows its picture, and what keeps others away",
    Effect.gen(function* () {
      const { url } = yield* camera(yield* film, "me:secret")
      const found = yield* looking(`${url.replace("//", "//me:secret@")}/cam`)
      assert.deepInclude(found, { engine: "stream", reachable: true, onAir: true })
      assert.deepInclude(found.variants?.[0], { codecs: "h264,aac", width: 160, height: 90 })
      assert.isTrue(isJpeg(found))
      const host = url.slice("rtsp://".length)
      const refused = yield* looking(`${url}/cam`)
      assert.deepInclude(refused, { reachable: true, status: 401, cause: { kind: "http", status: 401, host } })
      const absent = yield* looking(`${url.replace("//", "//me:secret@")}/other`)
      assert.deepInclude(absent, { reachable: true, status: 404, onAir: false })
    })
  )

  test(
    "S17: is not for somebody who may not reach this machine",
    Effect.gen(function* () {
      const found = yield* looking("rtsp://127.0.0.1:1/cam", "--inward", "no")
      assert.strictEqual(found.cause?.kind, "unsupported")
      assert.isUndefined(found.reachable)
    })
  )
})
