import { readdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { cut, listOf, movie } from "../recorder/made.ts"
import { bytes, scriptedOrigin, text } from "../recorder/ScriptedOrigin.ts"
import { Browser, done, settled } from "./Browser.ts"
import { gives } from "./reading.ts"
import { isPlayedBy, playsFrom, playsPast } from "./watching.ts"

const seconds = 90
/** How long the recorded files are. */
const length = 4

/** A broadcast of fragmented MP4 with its sound apart, which goes on by a second each time that somebody asks for it. */
const broadcast = Effect.gen(function* () {
  const site = yield* scriptedOrigin
  const whole = movie(seconds)
  for (const [name, stream] of [
    ["v", "0:v"],
    ["a", "0:a"]
  ] as const) {
    const made = cut(whole, "fmp4", [stream])
    if (made.header !== undefined) site.answer(`/${name}-init`, bytes(made.header))
    for (const [n, segment] of made.segments.entries()) site.answer(`/${name}-${n}`, bytes(segment.bytes))
    let newest = 8
    site.answer(`/${name}.m3u8`, (response) => {
      newest = Math.min(made.segments.length - 1, newest + 1)
      response.end(listOf(made, `${name}-`, Math.max(0, newest - 8), newest, false))
    })
  }
  const lines = [
    "#EXTM3U",
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="s",NAME="main",DEFAULT=YES,AUTOSELECT=YES,URI="a.m3u8"',
    '#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=160x90,AUDIO="s"',
    "v.m3u8",
    ""
  ]
  site.answer("/master.m3u8", text(lines.join("\n")))
  return `${site.url}/master.m3u8`
})

needing("chromium", "ffmpeg")("recordings of fragmented MP4 in the browser", () => {
  const seed = join(import.meta.dirname, "../../dist/.seed-movies.yaml")
  writeFileSync(seed, `segment_length: ${length}s\nmin_free_space: 0\n`)
  layer(Browser.started({ CONFIG_SEED: seed }), { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "F8: play while they grow, from file to file, and can be sought meanwhile and afterwards, also in a player that was open",
      () =>
        Effect.gen(function* () {
          const { admin, dataDir, signedIn } = yield* Browser
          const address = yield* broadcast
          yield* admin.hasDrivers
          assert.strictEqual((yield* admin.ask("POST", "/subscriptions", { address, username: "movie" })).status, 201)
          yield* admin.sees("hls/movie", "recording")
          const page = yield* signedIn("/source/hls/movie")
          yield* done(() => page.click("#sessions [data-action=play]"))
          yield* playsPast(page, 2 * length + 0.5)
          // More of the picture than its first frame is shown: how many frames are left out is the machine's to say.
          yield* done(() =>
            page.waitForFunction(() => {
              const video = document.querySelector("video")
              return video?.videoWidth === 160 && video.getVideoPlaybackQuality().totalVideoFrames > 25
            })
          )
          yield* isPlayedBy(page, "script")
          yield* playsFrom(page, 1)

          yield* admin.ask("POST", "/subscriptions/hls/movie/pause")
          yield* admin.sees("hls/movie", "inactive")
          const recordings = join(dataDir, "recordings/hls/movie")
          const files = readdirSync(recordings, { recursive: true, encoding: "utf8" })
            .filter((name) => name.endsWith(".mp4"))
            .sort()
          assert.isAbove(files.length, 2)
          // As if it were some time ago: only then is the last file taken for whole.
          utimesSync(join(recordings, files.at(-1) ?? ""), 1_700_000_000, 1_700_000_000)
          // The player that was open all the time stays where it is, and can be sought from then on.
          const place = yield* done(() => page.evaluate(() => document.querySelector("video")?.currentTime ?? 0))
          yield* done(() =>
            page.waitForFunction((place) => {
              const { currentTime = 0, seekable, seeking = true } = document.querySelector("video") ?? {}
              return (seekable?.length ?? 0) > 0 && !seeking && currentTime >= place
            }, place)
          )
          yield* playsFrom(page, 1)
          yield* gives(() => page.textContent(".player [role=status]"), "")

          yield* done(() => page.goto("/source/hls/movie"))
          yield* settled(page)
          yield* done(() => page.click("#sessions [data-action=play]"))
          yield* isPlayedBy(page, "browser")
          yield* playsPast(page, 0.3)
          const end = yield* done(() => page.evaluate(() => document.querySelector("video")?.duration ?? 0))
          assert.isAbove(end, 2 * length)
          assert.isBelow(end, seconds + length)
          yield* playsFrom(page, 1.5 * length)
          yield* playsFrom(page, end - 2)
          yield* playsFrom(page, 0)
          yield* gives(() => page.textContent(".player [role=status]"), "")
        }),
      180_000
    )
  })
})
