import { readFileSync } from "node:fs"
import { join } from "node:path"
import { layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { page as pageOf } from "../recorder/page/site.ts"
import { scriptedOrigin } from "../recorder/ScriptedOrigin.ts"
import { broadcasting, film } from "../recorder/stream/liveSources.ts"
import { Browser, done, settled } from "./Browser.ts"
import { gives, reads } from "./reading.ts"

/** Puts an address into the field for sources, and waits until its dialog has seen there what is on air. */
const opened = Effect.fnUntraced(function* (address: string) {
  const { signedIn } = yield* Browser
  const page = yield* signedIn("/subscriptions?add=1", { again: true })
  yield* settled(page)
  yield* done(() => page.fill("#username", address))
  yield* done(() => page.press("#username", "Enter"))
  yield* done(() => page.waitForSelector(".look button:not([aria-busy])"))
  // A look has its own limit of time, which a busy machine may miss: then somebody asks for another one.
  // @effect-diagnostics-next-line asyncFunction:off Playwright's own promises, one after the other
  yield* gives(async () => {
    const told = (await page.locator(".look [role=status]").textContent()) ?? ""
    if (!/^(?:On air|Looking)/.test(told)) await page.click("[data-action=look]")
    return told.startsWith("On air")
  }, true)
  return page
})

needing(
  "chromium",
  "ffmpeg",
  "ytDlp"
)("an address that is added in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "of a radio station records, and offers no picture to choose",
      () =>
        Effect.gen(function* () {
          const { admin } = yield* Browser
          const site = yield* scriptedOrigin
          const mp3 = ["-vn", "-c:a", "libmp3lame", "-f", "mp3"]
          site.answer("/radio.mp3", broadcasting(yield* film, "audio/mpeg", mp3))
          yield* admin.hasDrivers
          const page = yield* opened(`${site.url}/radio.mp3`)
          yield* gives(() => page.inputValue(".dialog [name=driver]"), "stream")
          yield* gives(() => page.locator(".dialog [name=resolution]").count(), 0)
          yield* done(() => page.press(".dialog [name=username]", "Enter"))
          yield* reads(page, "#toasts", /stream\/radio was added/)
          yield* admin.sees("stream/radio", "recording")
        }),
      240_000
    )

    it.effect(
      "of a page records what the page shows, and its own page tells what that is called",
      () =>
        Effect.gen(function* () {
          const { admin, dataDir } = yield* Browser
          const site = yield* scriptedOrigin
          const port = readFileSync(join(dataDir, "run/channel.port"), "utf8").trim()
          site.answer("/news.html", pageOf(`<video src="http://127.0.0.1:${port}/testcard/master.m3u8"></video>`))
          yield* admin.hasDrivers
          const page = yield* opened(`${site.url}/news.html`)
          yield* gives(() => page.inputValue(".dialog [name=driver]"), "page")
          yield* done(() => page.press(".dialog [name=username]", "Enter"))
          yield* reads(page, "#toasts", /page\/news was added/)
          yield* admin.sees("page/news", "recording")
          yield* done(() => page.goto("/source/page/news"))
          yield* reads(page, ".about", /“News”/)
        }),
      240_000
    )
  })
})
