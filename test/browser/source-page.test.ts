import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture, pretend, settled } from "./Browser.ts"
import { standStill } from "./polls.ts"
import { answered, gives, press, reads, readsLikeProse, refusedIn, tabTo } from "./reading.ts"

const Config = Schema.Struct({ version: Schema.Int, settings: Schema.Record(Schema.String, Schema.Unknown) })
const away = { error: "The database can't be reached.", code: "unavailable" }
const steps = ["wish", "trip", "driver", "link", "hold", "slot", "recorder", "air", "growth"]
const name = { driver: "hls", username: "testcard" }

needing("chromium")("a source's page in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "tells the whole chain of reasons for what fails, and stays as it was opened or closed",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "not-there" })
          const page = yield* signedIn("/source/hls/not-there", {
            viewport: { width: 360, height: 740 },
            before: (page) => done(() => page.clock.install())
          })
          yield* settled(page)
          yield* reads(
            page,
            "#reasons",
            /One subscription is active.*The overseer offers hls.*The overseer is connected/s
          )
          yield* gives(() => page.locator("#reasons li").count(), 9)
          yield* accessible(page, "the chain of reasons")
          yield* readsLikeProse(page)
          yield* picture(page, "source-failing-360-light")
          yield* tabTo(page, "[data-action=why]")
          yield* press(page, "Enter")
          yield* done(() => page.waitForSelector("[data-action=why][aria-expanded=false]"))
          yield* done(() =>
            Promise.all([page.waitForResponse((it) => it.url().endsWith("/hls/not-there")), page.clock.runFor(5_000)])
          )
          yield* gives(() => page.locator("#reasons li").count(), 0)

          const { body } = yield* admin.ask("GET", "/sources/hls/not-there")
          const detail = yield* Schema.decodeUnknownEffect(Schema.Record(Schema.String, Schema.Unknown))(body)
          yield* done(() =>
            page.route(/hls\/not-there$/, (route) => {
              const reasons = steps.map((step) => ({
                step,
                mark: step === "link" ? "trouble" : "ok",
                text: `${step}.`
              }))
              const json = { ...detail, status: "unknown", reasons }
              return route.fulfill({ json, headers: { etag: '"unknown"' } })
            })
          )
          yield* done(() => page.clock.runFor(5_000))
          yield* reads(page, "[aria-label=Status] .badge", /Unknown/)
          yield* press(page, "Enter")
          yield* reads(page, "#reasons", /wish\..*link\..*Last known: recorder\..*Last known: growth\./s)
          yield* gives(() => page.locator("#reasons .reason-ok").count(), 3)
        }),
      120_000
    )

    it.effect(
      "own subscription: paused, resumed, archived with a way back, refused beside the buttons",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", name)
          const page = yield* signedIn("/source/hls/testcard", {
            expected: /status of 503/,
            before: (page) => done(() => page.clock.install())
          })
          yield* settled(page)
          yield* reads(page, "[aria-label=Status]", /Subscribers:.*admin/)
          yield* pretend(page, /\/pause$/, away, 503)
          yield* done(() => page.click("[data-action=pause]"))
          yield* refusedIn(page, "#page", /database can't be reached/)
          yield* accessible(page, "a refused pause")
          yield* done(() => page.unroute(/\/pause$/))
          yield* done(() => page.click("[data-action=pause]"))
          yield* reads(page, "#toasts", /hls\/testcard was paused/)
          yield* done(() => page.click("[data-action=resume]"))
          yield* done(() => page.waitForSelector("[data-action=pause]"))
          yield* standStill(page)
          yield* done(() => page.click("[data-action=archive]"))
          yield* reads(page, ".heading", /It is archived in a moment/)
          yield* picture(page, "source-held-back")
          yield* done(() => page.click(".heading [data-action=undo]"))
          yield* done(() => page.clock.runFor(7_000))
          yield* done(() => page.waitForSelector("[data-action=pause]"))
          yield* done(() => page.click("[data-action=archive]"))
          yield* done(() =>
            Promise.all([page.waitForResponse((it) => it.url().endsWith("/archive")), page.clock.runFor(6_000)])
          )
          yield* done(() => page.waitForSelector("[data-action=resume]"))
          assert.strictEqual((yield* admin.view("hls/testcard")).status, "inactive")
          yield* done(() => page.click("[data-action=resume]"))
          yield* done(() => page.waitForSelector("[data-action=pause]"))
        }),
      120_000
    )

    it.effect(
      "settings are inherited or overridden, with what is in effect; a refusal stands beside its field",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", name)
          const page = yield* signedIn("/source/hls/testcard?tab=settings", { expected: /status of 400/ })
          yield* reads(page, "[data-key=own-resolution]", /720 lines inherited from the general settings/)
          yield* tabTo(page, "[data-setting=resolution]")
          yield* press(page, "Space")
          yield* done(() => page.selectOption("#own-resolution", "480"))
          yield* done(() => page.check("[data-setting=check_interval]"))
          yield* done(() => page.fill("#own-check_interval", "soon"))
          yield* done(() => page.check("[data-setting=cookies]"))
          yield* reads(page, "#savebar", /3 changes: Resolution, Check interval, Cookies/)
          yield* done(() => page.click("#savebar .primary"))
          yield* reads(page, "#own-cookies-error", /Type the cookies/)
          yield* done(() => page.fill("#own-cookies", "session=hunter2"))
          yield* done(() => page.click("#savebar .primary"))
          yield* refusedIn(
            page,
            "[data-key=own-check_interval]",
            /Check interval is a duration/,
            /Look at: Check interval/
          )
          yield* accessible(page, "refused overrides")
          yield* picture(page, "overrides-refused")
          yield* done(() => page.fill("#own-check_interval", "30s"))
          yield* answered(page, "PUT", /overrides$/, () => page.click("#savebar .primary"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          yield* reads(page, "#own-resolution-help", /In effect: 480 lines/)
          yield* reads(page, "#own-cookies-help", /In effect: set.*keep those/)
          yield* gives(() => page.inputValue("#own-cookies"), "")
          yield* done(() => page.uncheck("[data-setting=resolution]"))
          yield* done(() => page.click(".nav a[href='/subscriptions']"))
          yield* reads(page, "#toasts", /Your changes to the settings of hls\/\w+ are not saved/)
          yield* done(() => page.click("#toasts button"))
          yield* reads(page, "#savebar", /1 change: Resolution/)
          yield* reads(page, "[data-key=own-resolution]", /In effect until it is saved: 480/)
          yield* done(() => page.click("[data-action=discard]"))
          yield* gives(() => page.isChecked("[data-setting=resolution]"), true)
          for (const key of ["resolution", "check_interval", "cookies"])
            yield* done(() => page.uncheck(`[data-setting=${key}]`))
          yield* answered(page, "PUT", /overrides$/, () => page.click("#savebar .primary"))
          yield* reads(page, "[data-key=own-cookies]", /none inherited from the general settings/)
        }),
      120_000
    )

    it.effect(
      "files stand by session, are downloaded and deleted after a question; a refusal stands beside them",
      () =>
        Effect.gen(function* () {
          const { admin, dataDir, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "old" })
          yield* admin.ask("POST", "/subscriptions/hls/old/pause")
          const folder = join(dataDir, "recordings/hls/old/2026-01-05_03-04-05")
          const files = ["2026-01-05_03-04-05_00000.ts", "2026-01-05_03-04-05_00001.ts"]
          mkdirSync(folder, { recursive: true })
          for (const file of files) writeFileSync(join(folder, file), Buffer.alloc(188 * 1000, 0x47))
          const page = yield* signedIn("/source/hls/old", { expected: /status of (409|503)/ })
          yield* reads(page, "#sessions", /376 kB/)
          yield* done(() => page.click("#sessions summary"))
          const [download] = yield* done(() =>
            Promise.all([page.waitForEvent("download"), page.click(".files li:first-child a")])
          )
          assert.strictEqual(download.suggestedFilename(), files[0])
          yield* accessible(page, "the files of a session")
          yield* readsLikeProse(page, ".figures")
          yield* picture(page, "files")
          yield* pretend(
            page,
            /\/files\/.*\.ts$/,
            { error: "The file is still being written.", code: "file_open" },
            409
          )
          yield* done(() => page.click(".files li:first-child [data-action=removeFile]"))
          yield* reads(page, "dialog", /Delete this file\?.*188 kB/s)
          yield* accessible(page, "the question before a file is deleted")
          yield* done(() => page.click("dialog [data-action=yes]"))
          yield* refusedIn(page, ".files li:first-child", /still being written/)
          yield* done(() => page.unroute(/\/files\/.*\.ts$/))
        }),
      120_000
    )

    it.effect(
      "somebody who may not see recordings is told why; once they may, they see all but what admins change",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn, signIn } = yield* Browser
          yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
          const mira = yield* signIn("mira", adminPassword)
          yield* mira.ask("POST", "/subscriptions", name)
          const page = yield* signedIn("/source/hls/testcard", { who: "mira", expected: /status of 40[34]/ })
          yield* reads(page, "#page", /Recordings, log and events are not shown to you/)
          yield* gives(() => page.locator("[data-action=restart], [role=tab]").count(), 0)
          yield* accessible(page, "what a user may not see")
          yield* picture(page, "source-user")
          yield* done(() => page.goto("/source/hls/nobody-has-it"))
          yield* reads(page, "#page h1", /Not (found|allowed)/)
          yield* done(() => page.click("#page [data-action=subscribe]"))
          yield* reads(page, "#page h1", /hls\/nobody-has-it/)

          const { body } = yield* admin.ask("GET", "/config")
          const { settings, version } = yield* Schema.decodeUnknownEffect(Config)(body)
          const open = { ...settings, subscribers_see_sources: true }
          yield* admin.ask("PUT", "/config", open, { "if-match": `"${version}"` })
          yield* done(() => page.goto("/source/hls/testcard?tab=settings"))
          yield* reads(page, "#panel", /Only admins see and change how a source is recorded/)
          yield* done(() => page.click("#tab-log"))
          yield* reads(page, "#panel", /Search in the log/)
          yield* accessible(page, "a source as its subscriber sees it")
          yield* done(() => page.click("[data-action=remove]"))
          yield* done(() => page.click(".heading [data-action=undo]"))
          yield* done(() => page.waitForSelector("[data-action=pause]"))
        }),
      120_000
    )
  })
})
