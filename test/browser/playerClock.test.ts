import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { layer } from "@effect/vitest"
import { Effect } from "effect"
import { stream } from "../media/stream.ts"
import { needing } from "../Programs.ts"
import { Browser, done } from "./Browser.ts"
import { reads } from "./reading.ts"

needing("chromium")("the player's clock in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect("T10: tells when the picture was recorded, also past a gap between two recordings of a session", () =>
      Effect.gen(function* () {
        const { admin, dataDir, signedIn } = yield* Browser
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "past" })
        yield* admin.ask("POST", "/subscriptions/hls/past/pause")
        const folder = join(dataDir, "recordings/hls/past/2026-01-02_10-00-00")
        mkdirSync(folder, { recursive: true })
        for (const [name, from] of [
          ["2026-01-02_10-00-00_00000.ts", 0],
          ["2026-01-02_12-30-00_00000.ts", 100]
        ] as const) {
          const file = join(folder, name)
          writeFileSync(file, stream(from, 6))
          // Long ago: then its recording is over.
          utimesSync(file, 1_767_400_000, 1_767_400_000)
        }
        const page = yield* signedIn("/source/hls/past")
        yield* done(() => page.click("#sessions [data-action=play]"))
        yield* reads(page, ".player p", /^Recorded 2 January.* 10:00:0\d$/)
        yield* done(() => page.waitForFunction(() => (document.querySelector("video")?.seekable.length ?? 0) > 0))
        yield* done(() =>
          page.evaluate(() => {
            const video = document.querySelector("video")
            video?.pause()
            if (video !== null) video.currentTime = 14
          })
        )
        yield* reads(page, ".player p", /^Recorded 2 January.* 12:30:0\d$/)
      })
    )
  })
})
