import { isDeepStrictEqual } from "node:util"
import { assert, layer } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { Browser, done, enter, settled, view } from "./Browser.ts"
import { gives, press, reads, tabTo } from "./reading.ts"
import { playsPast, withoutHls } from "./watching.ts"

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const

/** Where it is, once it stays there from one look to the next. */
const restingBox = Effect.fnUntraced(function* (page: Page, selector: string) {
  const look = done(() => page.locator(selector).first().boundingBox())
  let before = yield* look
  return yield* Effect.repeat(look, {
    until: (box) => {
      const rests = box !== null && isDeepStrictEqual(box, before)
      before = box
      return rests
    },
    schedule: Schedule.spaced("100 millis")
  })
})

/** Touches what is seen without scrolling. */
const touch = Effect.fnUntraced(function* (page: Page, selector: string) {
  const box = yield* restingBox(page, selector)
  const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2]
  assert.isTrue(x > 0 && x < 390 && y > 0 && y < 844, `${selector} is out of sight`)
  yield* done(() => page.touchscreen.tap(x, y))
})

/** Whether all of the moving picture is in sight. */
const isInSight = (page: Page) =>
  page.evaluate(() => {
    const { bottom = 0, top = -1 } = document.querySelector("video")?.getBoundingClientRect() ?? {}
    return top >= 0 && bottom <= innerHeight
  })

needing("chromium")("what people come for, on a telephone", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    for (const colorScheme of ["light", "dark"] as const) {
      it.effect(
        `from signing in to what is live is one touch, without scrolling, ${colorScheme}`,
        () =>
          Effect.gen(function* () {
            const { admin, visit } = yield* Browser
            yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
            yield* admin.sees("hls/testcard", "recording")
            const page = yield* visit({ ...phone, colorScheme })
            yield* withoutHls(page)
            yield* done(() => page.goto("/login"))
            yield* enter(page, "admin")
            yield* done(() => page.waitForSelector("#now .card"))
            yield* settled(page)
            yield* touch(page, "#now .card")
            yield* playsPast(page, 0.3)
            yield* reads(page, ".player-live", /^LIVE, \d+ s behind$/)
            yield* gives(() => isInSight(page), true)
            yield* gives(() => page.evaluate(() => document.querySelector("video")?.muted), false)
            yield* view(page, `live-390-${colorScheme}`)
          }),
        120_000
      )
    }

    it.effect(
      "the timeline is the player's scrubber: what is chosen on it plays from its beginning",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.sees("hls/testcard", "recording")
          const page = yield* signedIn("/source/hls/testcard", { again: true })
          yield* settled(page)
          yield* reads(page, "#poster", /Watch live/)
          yield* done(() => page.click("#coverage .chip:has-text('1 hour')"))
          yield* done(() => page.waitForSelector("#timeline .stretch-recorded", { state: "attached" }))
          yield* tabTo(page, "#timeline")
          // What comes meanwhile may move the end.
          yield* Effect.repeat(
            Effect.andThen(
              press(page, "End"),
              done(() => page.textContent("#stretch"))
            ),
            {
              until: (text) => text?.startsWith("Recorded, ") === true,
              schedule: Schedule.spaced("100 millis")
            }
          )
          yield* press(page, "Enter")
          yield* playsPast(page, 0.3)
          yield* done(() => page.waitForSelector("#timeline .playhead", { state: "attached" }))
          assert.match(page.url(), /play=[\d_-]+&at=/)
        }),
      120_000
    )
  })
})
