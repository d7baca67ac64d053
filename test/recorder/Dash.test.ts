import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, type FileSystem, type Scope } from "effect"
import { needing, pathOf } from "../Programs.ts"
import { codecs, complaints, ffmpeg, h264, times } from "./made.ts"
import { record, stopped } from "./Rig.ts"
import { bytes, scriptedOrigin } from "./ScriptedOrigin.ts"
import { start } from "./Spawned.ts"

const test = (name: string, body: Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>) =>
  it.live(name, () => body.pipe(Effect.provide(NodeFileSystem.layer), Effect.scoped), 180_000)

const seconds = 8

const inputs = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25", "-f", "lavfi", "-i", "sine=440:sample_rate=48000"]
const coded = ["-t", String(seconds), ...h264, "-c:a", "aac", "-f", "dash", "-seg_duration", "1"]

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "sticky-dash-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** A picture is as long as it is, and the sound with it, from beginning to end. */
const isWhole = (file: string) => {
  assert.match(file, /\.mp4$/)
  assert.strictEqual(complaints(file), "")
  assert.deepStrictEqual(codecs(file), ["aac", "h264"])
  const [shown, heard] = [times(file, "v"), times(file, "a")]
  assert.strictEqual(shown.length, seconds * 25)
  assert.isAtMost(Math.abs((heard[0] ?? 9) - (shown[0] ?? 0)), 0.1)
  assert.isAtMost(Math.abs((heard.at(-1) ?? 0) - (shown.at(-1) ?? 9)), 0.2)
}

const eager = ["--recording-timeout", "10ms", "-i", "100ms", "--from-start", "true"]

needing("ffmpeg", "ffprobe")("a presentation of DASH", () => {
  for (const [what, options] of [
    ["a timeline", ["-use_timeline", "1"]],
    ["lengths", ["-use_timeline", "0"]],
    ["lists", ["-use_timeline", "0", "-use_template", "0"]],
    ["one file each, by ranges", ["-single_file", "1"]]
  ] as const) {
    test(
      `that is a film is recorded once, with its sound, by ${what}`,
      Effect.gen(function* () {
        const made = yield* folder
        ffmpeg(...inputs, ...coded, ...options, join(made, "film.mpd"))
        const site = yield* scriptedOrigin
        for (const name of readdirSync(made)) site.answer(`/${name}`, bytes(readFileSync(join(made, name))))
        const rig = yield* record(`${site.url}/film.mpd`, eager)
        assert.deepInclude(yield* rig.event("RECORDING END"), { trigger: "stream_end", reason: "off_air" })
        yield* site.next("/film.mpd", 2)
        yield* rig.event("SLEEP", 2)
        yield* stopped(rig)
        assert.strictEqual(rig.files().length, 1)
        isWhole(rig.files()[0] ?? "")
        assert.notInclude(rig.events(), "LOST")
      })
    )
  }

  test(
    "that is live is recorded to its end, and not again as the film that it is then",
    Effect.gen(function* () {
      const made = yield* folder
      const list = join(made, "live.mpd")
      yield* start(pathOf("ffmpeg"), ["-v", "error", "-re", ...inputs, ...coded, "-window_size", "60", list])
      const site = yield* scriptedOrigin
      const show = (path: string) =>
        site.answer(path, (response, headers) => {
          const name = readdirSync(made).find((one) => path === `/${one}`)
          if (name === undefined) response.writeHead(404).end()
          else bytes(readFileSync(join(made, name)))(response, headers)
        })
      for (const path of ["/live.mpd", "/init-stream0.m4s", "/init-stream1.m4s"]) show(path)
      for (let n = 1; n <= 2 * seconds; n++)
        for (const stream of [0, 1]) show(`/chunk-stream${stream}-${String(n).padStart(5, "0")}.m4s`)
      const rig = yield* record(`${site.url}/live.mpd`, eager)
      assert.deepInclude(yield* rig.event("RECORDING END"), { trigger: "stream_end" })
      yield* site.next("/live.mpd", 3)
      yield* stopped(rig)
      assert.strictEqual(rig.files().length, 1)
      isWhole(rig.files()[0] ?? "")
    })
  )
})
