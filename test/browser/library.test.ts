import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture } from "./Browser.ts"
import { looks } from "./looks.ts"
import { planted, total } from "./planting.ts"
import { answered, gives, press, reads, readsLikeProse, tabTo } from "./reading.ts"
import { playsPast } from "./watching.ts"

/** The morning after the recordings. */
const morning = (page: Page) => done(() => page.clock.setFixedTime("2026-01-05T09:00:00Z"))

const isPaused = (page: Page, is: boolean) =>
  done(() => page.waitForFunction((is) => document.querySelector("video")?.paused === is, is))

const shown = (page: Page) =>
  page
    .locator(".recording [data-row]")
    .allInnerTexts()
    .then((names) => names.map((name) => name.split(/\s/).at(-1)))

needing("chromium")("the recordings of all sources in the browser", () => {
  layer(Browser.started({ TZ: "UTC" }), { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "last night's are two presses away, play in place and are then seen; the address leads to all of it",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          yield* planted("evening", ["2026-01-03_20-00-00", "2026-01-04_22-30-00"])
          const page = yield* signedIn("/", { again: true, timezoneId: "UTC", before: morning })
          yield* done(() => page.click(".nav a[href='/recordings']"))
          yield* reads(page, "#page h2", /Saturday 3 January/)
          yield* reads(page, "#page h2", /Yesterday/)
          yield* reads(page, ".recording", /hls\/evening.*22:30 to 22:30.*1\d s/s)
          yield* readsLikeProse(page)
          yield* done(() => page.click("[data-action=night]"))
          yield* gives(() => page.locator(".recording").count(), 1)
          yield* done(() => page.waitForSelector(".recording .unseen"))
          yield* done(() => page.click(".recording [data-row]"))
          yield* playsPast(page, 0.5)
          yield* press(page, "k")
          yield* isPaused(page, true)
          yield* reads(page, ".player-clock", /^Recorded yesterday 22:30:\d\d$/)
          yield* accessible(page, "a recording that plays in its row")
          yield* press(page, "k")
          yield* isPaused(page, false)
          yield* answered(page, "PUT", /\/seen$/, () => press(page, "End").pipe(Effect.runPromise))
          yield* done(() => page.waitForFunction(() => document.querySelector("video")?.ended))
          yield* done(() => page.waitForSelector(".recording .unseen", { state: "detached" }))
          const address = page.url()
          assert.match(address, /recordings\?day=night&play=\d+/)
          yield* done(() => page.click(".recording [data-row]"))
          yield* done(() => page.waitForSelector("video", { state: "detached" }))
          assert.notInclude(page.url(), "play=")
          yield* done(() => page.goto(address))
          yield* done(() => page.waitForSelector("video"))
          yield* gives(() => page.locator(".recording").count(), 1)
        }),
      180_000
    )

    it.effect(
      "one is kept and the rest deleted by three presses; undo brings it back, and the trash has what is deleted",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          const admin = yield* planted("many", ["2026-01-02_10-00-00", "2026-01-02_12-00-00", "2026-01-02_14-00-00"])
          const address = "/recordings?source=hls%2Fmany"
          const page = yield* signedIn(address, { again: true, timezoneId: "UTC", before: morning })
          yield* gives(() => page.locator(".recording").count(), 3)
          yield* done(() => page.click(".recording:has-text('12:00') [data-action=keep]"))
          yield* done(() => page.waitForSelector(".recording:has-text('12:00') [aria-pressed=true]"))
          yield* done(() => page.check("#bulk [data-action=pickAll]"))
          yield* reads(page, "#bulk", /2 chosen/)
          yield* accessible(page, "chosen recordings")
          yield* done(() => page.click("#bulk [data-verb=delete]"))
          yield* reads(page, "#toasts", /2 recordings deleted; in the trash until erased for good\./)
          yield* gives(() => page.locator(".recording").count(), 1)
          yield* done(() => page.click("#toasts .toast:has-text('deleted') button"))
          yield* gives(() => page.locator(".recording").count(), 3)

          // What is kept stays, however it was chosen.
          yield* done(() => page.check(".recording:has-text('12:00') input"))
          yield* done(() => page.check(".recording:has-text('10:00') input"))
          yield* done(() => page.click("#bulk [data-verb=delete]"))
          yield* reads(page, "#toasts", /1 recording deleted.*1 recording kept was left alone/)
          yield* gives(() => page.locator(".recording").count(), 2)
          yield* done(() => page.click("[data-name=trashed]"))
          yield* reads(page, ".recording", /10:00 to 10:00/)
          yield* gives(() => page.locator(".recording").count(), 1)
          yield* done(() => page.check(".recording input"))
          yield* done(() => page.click("#bulk [data-verb=restore]"))
          yield* reads(page, "#page", /Nothing fits/)
          yield* accessible(page, "where nothing fits")
          assert.strictEqual(yield* total(admin, "source=hls/many"), 3)
        }),
      180_000
    )

    it.effect(
      "are found by the keyboard alone: days by arrows, rows by j and k, x chooses, s keeps, Enter plays",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          yield* planted("keys", ["2026-01-01_08-00-00", "2025-12-31_08-00-00"])
          const page = yield* signedIn("/", { again: true, timezoneId: "UTC", before: morning })
          yield* press(page, "g", "r")
          yield* done(() => page.waitForSelector(".days"))
          yield* tabTo(page, ".day")
          yield* press(page, "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft", "Enter")
          yield* gives(() => shown(page), ["hls/keys"])
          yield* press(page, "j", "x")
          yield* reads(page, "#bulk", /1 chosen/)
          yield* press(page, "s")
          yield* done(() => page.waitForSelector(".recording [data-action=keep][aria-pressed=true]"))
          yield* press(page, "Enter")
          yield* playsPast(page, 0.3)
          yield* press(page, "k")
          yield* isPaused(page, true)
        }),
      180_000
    )

    it.effect(
      "are not shown to whoever may not see them, with the reason",
      () =>
        Effect.gen(function* () {
          const { signIn, signedIn } = yield* Browser
          const admin = yield* signIn("admin", adminPassword)
          yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
          const page = yield* signedIn("/recordings", { who: "mira" })
          yield* reads(page, "#page", /Recordings are not shown to you/)
          yield* accessible(page, "recordings that are not shown")
        }),
      120_000
    )

    for (const look of looks) {
      it.effect(
        `are within their page and accessible at ${look.name}`,
        () =>
          Effect.gen(function* () {
            const { signedIn } = yield* Browser
            yield* planted("looks", ["2026-01-04_10-00-00"])
            const page = yield* signedIn("/recordings", { ...look, again: true, timezoneId: "UTC", before: morning })
            yield* reads(page, ".recording", /hls\/looks/)
            yield* accessible(page, "recordings")
            yield* gives(() => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true)
            yield* picture(page, `recordings-${look.name}`)
          }),
        120_000
      )
    }
  })
})
