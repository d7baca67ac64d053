import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { needing, pathOf } from "../../Programs.ts"
import { eventually } from "../../stack/eventually.ts"
import { times } from "../made.ts"
import { scriptedOrigin } from "../ScriptedOrigin.ts"
import { program, start } from "../Spawned.ts"
import { broadcasting, childrenOf, film } from "./liveSources.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "sticky-killed-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

needing("ffmpeg", "ffprobe")("a recorder of a stream that is killed in the middle", () => {
  for (const [what, kind, type, options] of [
    ["a transport stream", "v", "video/mp2t", ["-c", "copy", "-f", "mpegts"]],
    ["Opus in MP4", "a", "audio/ogg", ["-vn", "-c:a", "libopus", "-f", "ogg"]]
  ] as const) {
    it.live(
      `leaves a file of ${what} that plays to its end, and no ffmpeg`,
      () =>
        Effect.gen(function* () {
          const site = yield* scriptedOrigin
          site.answer("/live", broadcasting(yield* film, type, options))
          const out = join(yield* folder, "a")
          const flags = ["--engine", "stream", "-d", "stream", "-s", "test", "-o", out, "-l", "1h"]
          const told = ["--heartbeat-interval", "200ms", "--output-format", "json"]
          const recorder = yield* start(process.execPath, [program, ...flags, ...told], {
            STICKY_URL: `${site.url}/live`
          })
          yield* eventually(
            "three seconds",
            Effect.sync(() =>
              /"segment_duration":"(?!00:00:0[0-2]")/.test(recorder.stdout()) ? Option.some(true) : Option.none()
            )
          )
          const helpers = childrenOf(recorder.child.pid ?? 0)
          assert.strictEqual(helpers.length, 1)
          recorder.child.kill("SIGKILL")
          assert.strictEqual(yield* recorder.exit, "SIGKILL")
          const [, file = ""] = /"event":"SEGMENT START","file":"([^"]+)"/.exec(recorder.stdout()) ?? []
          const played = spawnSync(pathOf("ffmpeg"), ["-v", "fatal", "-i", file, "-f", "null", "-"], {
            encoding: "utf8"
          })
          assert.deepStrictEqual([played.status, played.stderr], [0, ""])
          assert.isAtLeast(times(file, kind).at(-1) ?? 0, 2.5)
          yield* helpers[0]?.gone ?? Effect.void
        }),
      180_000
    )
  }
})
