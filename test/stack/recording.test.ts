import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { needing, pathOf } from "../Programs.ts"
import { eventually } from "./eventually.ts"
import { adminPassword, product } from "./Product.ts"

const settings = (seconds: number) => `segment_length: ${seconds}s\nheartbeat_interval: 1s\nmin_free_space: 0\n`

const streamsOf = (file: string): string =>
  execFileSync(
    pathOf("ffprobe"),
    ["-v", "error", "-show_entries", "format=format_name:stream=codec_type", "-of", "csv", file],
    { encoding: "utf8" }
  )

needing("ffmpeg", "ffprobe")("the product, as `make run` starts it", () => {
  it.live(
    "records a live source on disk: it grows, its segments are MPEG-TS with picture and sound, and joined they play through",
    () =>
      Effect.gen(function* () {
        const seed = join(import.meta.dirname, "../../dist/.seed-recording.yaml")
        writeFileSync(seed, settings(4))
        const p = yield* product({ CONFIG_SEED: seed })
        yield* p.launch
        const admin = yield* p.signIn("admin", adminPassword)
        const began = performance.now()
        const made = yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        assert.strictEqual(made.status, 201)
        yield* admin.sees("hls/testcard", "recording")
        assert.isBelow(performance.now() - began, 15_000)

        const [first] = yield* eventually(
          "a growing file",
          Effect.sync(() => {
            const files = p.recordings("hls/testcard")
            return files.length > 0 && files.some((file) => p.sizeOf(file) > 0) ? Option.some(files) : Option.none()
          })
        )
        assert.isDefined(first)
        yield* eventually(
          "three segments",
          Effect.sync(() => (p.recordings("hls/testcard").length >= 3 ? Option.some(true) : Option.none()))
        )

        const began2 = performance.now()
        yield* admin.ask("POST", "/subscriptions/hls/testcard/pause")
        yield* eventually(
          "the recorder's end",
          Effect.map(p.recorders, (all) => (all.length === 0 ? Option.some(true) : Option.none()))
        )
        assert.isBelow(performance.now() - began2, 5_000)

        const segments = p.recordings("hls/testcard")
        for (const segment of segments) {
          assert.strictEqual(p.sizeOf(segment) % 188, 0, `${segment} ends with a whole packet`)
          const streams = streamsOf(segment)
          assert.include(streams, "mpegts")
          assert.include(streams, "video")
          assert.include(streams, "audio")
        }
        const joined = join(p.dataDir, "joined.ts")
        writeFileSync(joined, Buffer.concat(segments.map((segment) => readFileSync(segment))))
        const complaints = execFileSync(pathOf("ffmpeg"), ["-v", "error", "-i", joined, "-f", "null", "-"], {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "pipe"]
        })
        assert.strictEqual(complaints, "")

        const began3 = performance.now()
        yield* admin.ask("POST", "/subscriptions/hls/testcard/resume")
        yield* eventually(
          "a recorder",
          Effect.map(p.recorders, (all) => (all.length === 1 ? Option.some(true) : Option.none()))
        )
        assert.isBelow(performance.now() - began3, 5_000)
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )
})
