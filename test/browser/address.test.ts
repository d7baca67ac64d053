import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { accessible, Browser, done, settled, view } from "./Browser.ts"
import { gives, reads } from "./reading.ts"

const narrow = { viewport: { width: 360, height: 740 }, colorScheme: "dark", hasTouch: true } as const

needing("chromium")("an address in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "is pasted, becomes a source that records, and its files play; an admin moves it",
      () =>
        Effect.gen(function* () {
          const { admin, dataDir, signedIn } = yield* Browser
          yield* admin.hasDrivers
          const port = readFileSync(join(dataDir, "run/channel.port"), "utf8").trim()
          const address = `http://camera:planted-word@127.0.0.1:${port}/testcard/master.m3u8?token=planted-token`
          const shown = /^\s*(?:Address:\s*)?http:\/\/127\.0\.0\.1:\d+\/testcard\/master\.m3u8\?token=\*\*\*/
          const page = yield* signedIn("/subscriptions?add=1", { again: true, expected: /status of 422/ })
          yield* settled(page)
          yield* done(() => page.fill("#username", address))
          yield* done(() => page.press("#username", "Enter"))
          yield* reads(page, ".dialog .address", shown)
          yield* gives(() => page.inputValue(".dialog [name=username]"), "testcard-2")
          yield* reads(page, ".look [role=status]", /^On air/)
          yield* reads(page, ".look-offers", /\d+p/)
          yield* done(() =>
            page.waitForFunction(() => (document.querySelector<HTMLImageElement>(".look img")?.naturalWidth ?? 0) > 0)
          )
          yield* accessible(page, "the dialog of an address")
          yield* view(page, "address-add")
          yield* done(() => page.fill(".dialog [name=username]", "door"))
          yield* done(() => page.selectOption(".dialog [name=resolution]", "best"))
          yield* done(() => page.press(".dialog [name=username]", "Enter"))
          yield* reads(page, "#toasts", /hls\/door was added\. Status: \w+\./)
          yield* admin.sees("hls/door", "recording")

          yield* done(() => page.goto("/source/hls/door"))
          yield* settled(page)
          yield* reads(page, ".place", shown)
          yield* view(page, "address-source")
          yield* done(() => page.waitForSelector("#panel [data-action=play]"))
          yield* done(() => page.click("#panel [data-action=play]"))
          yield* done(() =>
            page.waitForFunction(() =>
              [...document.querySelectorAll("video")].some(({ currentTime }) => currentTime > 0)
            )
          )

          yield* done(() => page.click("[data-action=move]"))
          yield* done(() => page.fill(".dialog [name=address]", "file:///etc/passwd"))
          yield* done(() => page.press(".dialog [name=address]", "Enter"))
          yield* reads(page, "#at-address-error", /No address|is no address/i)
          yield* done(() => page.fill(".dialog [name=address]", `http://127.0.0.1:${port}/blinker/master.m3u8`))
          yield* done(() => page.press(".dialog [name=address]", "Enter"))
          yield* reads(page, "#toasts", /A restart brings its recorder there/)
          yield* reads(page, ".place", /blinker\/master/)
          yield* reads(page, "[data-action=restart]", /Restart with the new settings/)
          assert.notInclude(yield* done(() => page.content()), "planted")
        }),
      180_000
    )

    it.effect("is looked over on a phone in the dark as well, and Escape leads back", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions?add=1", { ...narrow })
        yield* settled(page)
        yield* done(() => page.fill("#username", "https://example.org/live/sport.m3u8"))
        yield* done(() => page.press("#username", "Enter"))
        yield* reads(page, ".dialog .address", /sport/)
        yield* done(() => page.waitForSelector(".look button:not([aria-busy])"))
        yield* view(page, "address-looked-phone")
        yield* done(() => page.click(".dialog summary"))
        yield* accessible(page, "the dialog of an address on a phone")
        const wide = yield* done(() => page.evaluate(() => document.documentElement.scrollWidth))
        assert.isAtMost(wide, 360)
        yield* view(page, "address-phone")
        yield* done(() => page.keyboard.press("Escape"))
        yield* done(() => page.waitForSelector(".dialog", { state: "detached" }))
        yield* gives(() => page.evaluate(() => document.activeElement?.id), "username")
      })
    )
  })
})
