import { layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { accessible, Browser, done, picture } from "./Browser.ts"
import { gives } from "./reading.ts"

needing("chromium")("the player in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "an empty installation offers the test channel; it records, and is watched live one press later, also past what it held at first",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          const page = yield* signedIn("/")
          yield* done(() => page.click("[data-action=first]"))
          yield* admin.sees("hls/testcard", "recording")
          yield* done(() => page.waitForSelector("#now .card"))
          yield* gives(() => page.title().then((title) => /^\(1\) .*Sticky DVR$/.test(title)), true)
          yield* done(() => page.click("#now .card-name"))
          yield* done(() => page.waitForFunction(() => (document.querySelector("video")?.currentTime ?? 0) > 0.5))
          // Past what the recording held when the player opened, as a browser may go by the length it first met.
          const held = yield* done(() => page.evaluate(() => document.querySelector("video")?.buffered.end(0) ?? 0))
          yield* done(() =>
            page.waitForFunction((held) => (document.querySelector("video")?.currentTime ?? 0) > held + 0.5, held)
          )
          yield* accessible(page, "the player")
          yield* picture(page, "player")
        }),
      180_000
    )
  })
})
