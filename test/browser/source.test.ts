import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture, settled } from "./Browser.ts"

const Config = Schema.Struct({ version: Schema.Int, settings: Schema.Record(Schema.String, Schema.Unknown) })

const configOf = (admin: Browser["Service"]["admin"]) =>
  Effect.flatMap(admin.ask("GET", "/config"), ({ body }) => Schema.decodeUnknownEffect(Config)(body))

needing("chromium")("what an admin does in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "an empty installation offers the test channel; it records, and its session plays in place, also past what it held at first",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          const page = yield* signedIn("/")
          yield* done(() => page.click("[data-action=first]"))
          yield* admin.sees("hls/testcard", "recording")
          yield* done(() => page.waitForSelector("#now .card"))
          assert.match(yield* done(() => page.title()), /^\(1\) .*Sticky DVR$/)
          yield* done(() => page.click("#now .card-name"))
          yield* done(() => page.waitForSelector("#sessions [data-action=play]"))
          yield* done(() => page.click("#sessions [data-action=play]"))
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

    it.effect(
      "settings: changes are marked, refusals stand beside their field, a save is a version, a conflict is told",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          const page = yield* signedIn("/admin/config", { expected: /status of (400|412)/ })
          yield* done(() => page.fill("#set-check_interval", "1s"))
          yield* done(() => page.click("#savebar [data-action=save]"))
          yield* done(() => page.waitForSelector("#set-check_interval-error:not([hidden])"))
          assert.match((yield* done(() => page.textContent("#set-check_interval-error"))) ?? "", /5s/)
          yield* done(() => page.fill("#set-check_interval", "20s"))
          yield* accessible(page, "changed settings")
          yield* picture(page, "settings-changed")
          yield* done(() => page.click("#savebar [data-action=save]"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          yield* done(() => page.waitForSelector("#outdated"))

          const { settings, version } = yield* configOf(admin)
          yield* done(() => page.fill("#set-error_threshold", "4"))
          yield* done(() =>
            page.evaluate(
              ([settings, version]) =>
                fetch("/api/config", {
                  method: "PUT",
                  headers: { "content-type": "application/json", "if-match": `"${version}"` },
                  body: JSON.stringify({ ...settings, start_concurrency: 7 })
                }),
              [settings, version] as const
            )
          )
          yield* done(() => page.click("#savebar [data-action=save]"))
          yield* done(() => page.click("#savebar [data-action=rebase]"))
          yield* done(() => page.click("#savebar [data-action=save]"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          const after = yield* configOf(admin)
          assert.deepStrictEqual([after.settings["error_threshold"], after.settings["start_concurrency"]], [4, 7])
        }),
      180_000
    )

    it.effect(
      "users: one is made, may not see what admins see and is told why, and the last admin stays",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/admin/users", { expected: /status of 409/ })
          yield* done(() => page.click("[data-action=create]"))
          yield* done(() => page.fill("#new-name", "mira"))
          yield* done(() => page.fill("#new-password", adminPassword))
          yield* done(() => page.keyboard.press("Enter"))
          yield* done(() => page.waitForSelector("tr:has-text('mira')"))
          yield* done(() => page.selectOption("[aria-label='Role of admin']", "user"))
          yield* done(() => page.waitForSelector("tr .field-error"))

          const other = yield* signedIn("/subscriptions", { who: "mira" })
          yield* settled(other)
          yield* done(() => other.fill("#username", "testcard"))
          yield* done(() => other.click("#add .primary"))
          yield* done(() => other.click("#list .sub-name"))
          yield* done(() => other.waitForSelector("text=are not shown to you"))
          yield* done(() => other.goto("/admin/users"))
          yield* done(() => other.waitForSelector("text=This page is for admins"))
          assert.strictEqual(yield* done(() => other.locator("a[href='/admin/config']").count()), 0)
        }),
      180_000
    )

    it.effect(
      "overrides, log and coverage follow what is chosen",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          const page = yield* signedIn("/source/hls/testcard?tab=settings")
          yield* done(() => page.check("[data-setting=resolution]"))
          yield* done(() => page.selectOption("#own-resolution", "480"))
          yield* done(() => page.click(".settings .primary"))
          yield* done(() => page.waitForSelector("text=In effect: 480"))
          yield* done(() => page.click("#tab-log"))
          yield* done(() => page.waitForSelector(".log-line"))
          yield* done(() => page.fill("#log-q", "no such text"))
          yield* done(() => page.waitForSelector(".log-line", { state: "detached" }))
          yield* done(() => page.click("[data-days='30']"))
          yield* done(() => page.waitForSelector("[data-days='30'][aria-pressed=true]"))
          yield* done(() => page.waitForSelector("#timeline"))
        }),
      180_000
    )
  })
})
