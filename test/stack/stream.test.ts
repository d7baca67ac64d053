import { writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { needing } from "../Programs.ts"
import { codecs, complaints } from "../recorder/made.ts"
import { scriptedOrigin } from "../recorder/ScriptedOrigin.ts"
import { broadcasting, film } from "../recorder/stream/liveSources.ts"
import { eventually } from "./eventually.ts"
import { adminPassword, product } from "./Product.ts"

needing("ffmpeg", "ffprobe")("a stream without a playlist", () => {
  it.live(
    "is recorded by its address alone: its driver is found, its files are listed and play, and its login is in no argument",
    () =>
      Effect.gen(function* () {
        const site = yield* scriptedOrigin
        site.answer("/live/door.ts", broadcasting(yield* film, "video/mp2t", ["-c", "copy", "-f", "mpegts"]))
        const seed = join(import.meta.dirname, "../../dist/.seed-stream.yaml")
        writeFileSync(seed, "segment_length: 2s\nheartbeat_interval: 1s\nmin_free_space: 0\n")
        const p = yield* product({ CONFIG_SEED: seed })
        yield* p.launch
        const admin = yield* p.signIn("admin", adminPassword)
        const address = `${site.url.replace("//", "//me:planted-login@")}/live/door.ts`
        yield* admin.hasDrivers
        const suggested = yield* admin.ask("POST", "/subscriptions/suggest", { address })
        assert.deepInclude(suggested.body, { driver: "stream", username: "door", drivers: ["stream", "hls", "page"] })
        assert.strictEqual((yield* admin.ask("POST", "/subscriptions", { address })).status, 201)
        yield* admin.sees("stream/door", "recording")
        yield* eventually(
          "three segments",
          Effect.sync(() => (p.recordings("stream/door").length >= 3 ? Option.some(true) : Option.none()))
        )
        assert.notInclude((yield* p.processes).join(), "planted")
        assert.strictEqual(site.asked[0]?.headers.authorization, `Basic ${btoa("me:planted-login")}`)

        yield* admin.ask("POST", "/subscriptions/stream/door/pause")
        yield* eventually(
          "the recorder's end",
          Effect.map(p.processes, (all) =>
            all.some((one) => one.includes("recorder.js") || one.includes("-flush_packets"))
              ? Option.none()
              : Option.some(true)
          )
        )
        const files = p.recordings("stream/door")
        const listed = yield* admin.ask("GET", "/sources/stream/door/files")
        for (const file of files) {
          assert.include(JSON.stringify(listed.body), basename(file))
          assert.strictEqual(complaints(file), "")
          assert.deepStrictEqual(codecs(file), ["aac", "h264"])
        }
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer)),
    240_000
  )
})
