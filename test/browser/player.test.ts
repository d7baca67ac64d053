import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { stream } from "../media/stream.ts"
import { needing } from "../Programs.ts"
import { cut, movie } from "../recorder/made.ts"
import { accessible, Browser, done, picture, settled } from "./Browser.ts"
import { looks } from "./looks.ts"
import { gives, press, reads } from "./reading.ts"
import { isPlayedBy, playsFrom, playsPast, withoutHls } from "./watching.ts"

const session = "2026-01-02_10-00-00"

/** Recordings of one session: hours apart, and the last one coded in another way. */
const planted = Effect.fnUntraced(function* (name: string) {
  const { admin, dataDir } = yield* Browser
  yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: name })
  yield* admin.ask("POST", `/subscriptions/hls/${name}/pause`)
  const folder = join(dataDir, "recordings/hls", name, session)
  mkdirSync(folder, { recursive: true })
  const other = cut(movie(8, undefined, "320x180"), "mpegts", ["0"])
  const files = [
    ["2026-01-02_10-00-00_00000.ts", stream(0, 6)],
    ["2026-01-02_12-30-00_00000.ts", stream(100, 6)],
    ["2026-01-02_14-00-00_00000.ts", Buffer.concat(other.segments.map(({ bytes }) => bytes))]
  ] as const
  for (const [file, bytes] of files) {
    writeFileSync(join(folder, file), bytes)
    // Long ago: then its recording is over.
    utimesSync(join(folder, file), 1_767_400_000, 1_767_400_000)
  }
})

const ways = [
  { way: "by the browser itself", isByScript: false },
  { way: "by a script, where a browser such as Firefox knows no HLS", isByScript: true }
]

const widthIs = (page: Page, width: number) =>
  done(() => page.waitForFunction((width) => document.querySelector("video")?.videoWidth === width, width))

const stops = (page: Page) =>
  Effect.andThen(
    press(page, "k"),
    done(() => page.waitForFunction(() => document.querySelector("video")?.paused))
  )

/** Goes to this second while nothing plays. */
const standsAt = (page: Page, second: number) =>
  done(() =>
    page
      .evaluate(
        (second) => Object.assign(document.querySelector("video") ?? {}, { currentTime: second }).currentTime,
        second
      )
      .then(() =>
        page.waitForFunction((second) => {
          const { currentTime = 0, readyState = 0, seeking = true } = document.querySelector("video") ?? {}
          return !seeking && readyState > 1 && Math.abs(currentTime - second) < 1
        }, second)
      )
  )

const place = (page: Page) => done(() => page.evaluate(() => document.querySelector("video")?.currentTime ?? 0))

/** The second from which on it has played, once it has. */
const began = (page: Page) =>
  done(() =>
    page
      .waitForFunction(() => (document.querySelector("video")?.played.length ?? 0) > 0)
      .then(() => page.evaluate(() => document.querySelector("video")?.played.start(0) ?? 0))
  )

needing("chromium", "ffmpeg")("the player in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    for (const { isByScript, way } of ways) {
      it.effect(
        `F8: plays and seeks over gaps and changes of coding, ${way}`,
        () =>
          Effect.gen(function* () {
            const { signedIn } = yield* Browser
            const name = isByScript ? "fed" : "native"
            yield* planted(name)
            const page = yield* signedIn(`/source/hls/${name}`, {
              again: true,
              ...(isByScript && { before: withoutHls })
            })
            yield* done(() => page.click("#poster"))
            yield* isPlayedBy(page, isByScript ? "script" : "browser")
            yield* playsPast(page, 0.5)
            yield* stops(page)
            yield* standsAt(page, 3)
            yield* widthIs(page, 640)
            yield* reads(page, ".player-clock", /^Recorded 2 January.* 10:00:03$/)
            // From one into the next by itself, and then into another coding.
            yield* standsAt(page, 10)
            yield* press(page, "k")
            yield* playsPast(page, 12.5)
            yield* stops(page)
            yield* standsAt(page, 14)
            yield* reads(page, ".player-clock", /^Recorded 2 January.* 12:30:02$/)
            yield* standsAt(page, 21.5)
            yield* press(page, "k")
            yield* playsPast(page, 24)
            yield* stops(page)
            yield* standsAt(page, 25)
            yield* widthIs(page, 320)
            yield* reads(page, ".player-clock", /^Recorded 2 January.* 14:00:0\d$/)
            yield* standsAt(page, 3)
            yield* widthIs(page, 640)
            yield* gives(() => page.textContent(".player [role=status]"), "")
          }),
        120_000
      )
    }

    for (const { isByScript, way } of ways) {
      it.effect(
        `F8: plays over a hole in the time stamps, and where one seeks into it, ${way}`,
        () =>
          Effect.gen(function* () {
            const { admin, dataDir, signedIn } = yield* Browser
            const name = isByScript ? "holed-fed" : "holed"
            yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: name })
            yield* admin.ask("POST", `/subscriptions/hls/${name}/pause`)
            const folder = join(dataDir, "recordings/hls", name, session)
            mkdirSync(folder, { recursive: true })
            const file = join(folder, `${session}_00000.ts`)
            writeFileSync(file, Buffer.concat([stream(0, 4), stream(5, 14)]))
            utimesSync(file, 1_767_400_000, 1_767_400_000)
            const page = yield* signedIn(`/source/hls/${name}`, {
              again: true,
              ...(isByScript && { before: withoutHls })
            })
            yield* done(() => page.click("#poster"))
            yield* playsPast(page, 0.3)
            yield* playsFrom(page, 6)
            yield* playsPast(page, 10)
            yield* playsFrom(page, 1)
            yield* playsFrom(page, 8.5)
            yield* playsPast(page, 11)
          }),
        120_000
      )
    }

    it.effect(
      "F8: what is live tells how far behind it is, is sought while it grows, and leads back to live, by a script",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.sees("hls/testcard", "recording")
          const page = yield* signedIn("/source/hls/testcard", { again: true, before: withoutHls })
          yield* reads(page, "#poster", /Watch live/)
          yield* done(() => page.click("#poster"))
          yield* playsPast(page, 0.3)
          yield* reads(page, ".player-live", /^LIVE, \d+ s behind$/)
          // Until it has grown so far that its beginning is no longer live.
          yield* playsPast(page, 33, 150_000)
          yield* press(page, "Home")
          yield* done(() => page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 99) < 20))
          yield* playsFrom(page, 2)
          yield* reads(page, ".player-bar [data-action=live]", /^Back to live, \d+ s behind$/)
          yield* accessible(page, "a player that is behind")
          yield* done(() => page.click("[data-action=live]"))
          yield* reads(page, ".player-live", /^LIVE, \d+ s behind$/)
          yield* playsPast(page, 33, 150_000)
        }),
      300_000
    )

    it.effect(
      "F8: sound and place are remembered, and the address leads to the moment",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          yield* planted("kept")
          const page = yield* signedIn("/source/hls/kept", { again: true })
          yield* done(() => page.click("#poster"))
          yield* playsPast(page, 0.3)
          yield* press(page, "m")
          yield* done(() => page.waitForSelector("[aria-label='Sound on']"))
          yield* stops(page)
          yield* standsAt(page, 14)
          const before = yield* place(page)
          const leads = new RegExp(`play=${session}&at=2026-01-02T12%3A30%3A0\\dZ`)
          yield* gives(() => page.evaluate(() => location.href).then((it) => leads.test(it)), true)
          const address = page.url()

          yield* done(() => page.goto("/source/hls/kept"))
          yield* done(() => page.click("#poster"))
          yield* done(() => page.waitForSelector("[aria-label='Sound on']"))
          yield* playsPast(page, before)
          assert.isAbove(yield* began(page), 13)

          // Somebody else comes by the address alone.
          yield* done(() => page.evaluate(() => localStorage.removeItem("/places:1")))
          yield* done(() => page.goto(address))
          yield* playsPast(page, 13)
          assert.isAbove(yield* began(page), 12)
          yield* stops(page)
          yield* standsAt(page, 14)
          yield* done(() => page.focus(".player-seek"))
          yield* press(page, "ArrowLeft")
          yield* done(() => page.waitForFunction(() => document.querySelector("video")?.currentTime === 4))
          yield* press(page, ">")
          yield* gives(() => page.evaluate(() => document.querySelector("video")?.playbackRate), 1.25)
        }),
      120_000
    )

    for (const look of looks) {
      it.effect(
        `is within its page and accessible at ${look.name}`,
        () =>
          Effect.gen(function* () {
            const { signedIn } = yield* Browser
            yield* planted("seen")
            const page = yield* signedIn("/source/hls/seen", { ...look, again: true })
            yield* settled(page)
            yield* reads(page, "#poster", /Play 2 January/)
            yield* accessible(page, "a poster")
            yield* picture(page, `poster-${look.name}`)
            yield* done(() => page.click("#poster"))
            yield* playsPast(page, 0.3)
            yield* accessible(page, "a player")
            yield* picture(page, `player-${look.name}`)
            yield* gives(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
          }),
        120_000
      )
    }
  })
})
