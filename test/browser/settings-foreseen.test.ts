import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { accessible, Browser, done, picture, settled } from "./Browser.ts"
import { answered, reads } from "./reading.ts"
import { configOf } from "./settings.ts"

const noSecrets = { cookies_set: false, headers_set: false, login_set: false, proxy_set: false }

needing("chromium")("settings of recorders", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "what an action declares beside the settings is set for everybody, a driver and a source, and taken back",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          const page = yield* signedIn("/admin/config")
          yield* settled(page)
          const [everybodys, its] = ["parameters.from_start", "drivers.hls.parameters.from_start"]
          const saves = Effect.gen(function* () {
            yield* answered(page, "PUT", /\/api\/config$/, () => page.click("#savebar .primary"))
            yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
            yield* done(() => page.locator("#toasts .toast", { hasText: "Saved as version" }).click())
            return (yield* configOf(admin)).settings
          })
          yield* reads(page, `[data-key='set-${everybodys}']`, /from_start.*false as its driver has it/s)
          yield* done(() => page.check(`[type=checkbox][data-path='${everybodys}']`))
          yield* done(() => page.selectOption(`[id='set-${everybodys}']`, "true"))
          yield* reads(
            page,
            `[data-key='set-${everybodys}'] .help`,
            /The whole of what is listed.*Without a value it is false/
          )
          yield* done(() => page.click("[data-action=showDriver][data-driver=hls]"))
          yield* reads(page, "[data-key='driver-hls-parameters.from_start']", /true inherited/)
          yield* done(() => page.check(`[type=checkbox][data-path='${its}']`))
          yield* done(() => page.selectOption("[id='driver-hls-parameters.from_start']", "false"))
          yield* reads(page, "#savebar", /2 changes: from_start, hls: from_start/)
          yield* accessible(page, "parameters of drivers")
          yield* picture(page, "settings-parameters")
          const set = yield* saves
          assert.deepStrictEqual(set["parameters"], { from_start: "true" })
          assert.deepInclude(set["drivers"], { hls: { parameters: { from_start: "false" }, ...noSecrets } })

          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* done(() => page.goto(new URL("/source/hls/testcard?tab=settings", page.url()).href))
          const own = "[data-key='own-parameters.from_start']"
          yield* reads(page, own, /false inherited from the settings of hls/)
          yield* done(() => page.check("[data-setting='parameters.from_start']"))
          yield* done(() => page.selectOption("[id='own-parameters.from_start']", "true"))
          yield* answered(page, "PUT", /overrides$/, () => page.click("#savebar .primary"))
          yield* reads(page, own, /In effect: true/)
          yield* done(() => page.uncheck("[data-setting='parameters.from_start']"))
          yield* answered(page, "PUT", /overrides$/, () => page.click("#savebar .primary"))
          yield* reads(page, own, /false inherited/)

          yield* done(() => page.goto(new URL("/admin/config", page.url()).href))
          yield* settled(page)
          yield* done(() => page.uncheck(`[type=checkbox][data-path='${everybodys}']`))
          yield* done(() => page.click("[data-action=showDriver][data-driver=hls]"))
          yield* done(() => page.uncheck(`[type=checkbox][data-path='${its}']`))
          const back = yield* saves
          assert.deepStrictEqual([back["parameters"], back["drivers"]], [{}, {}])
        }),
      120_000
    )

    it.effect(
      "F7: what would stop a recording says so, and which, before it is saved",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.sees("hls/testcard", "recording")
          const page = yield* signedIn("/admin/config", { again: true })
          yield* settled(page)
          const before = yield* configOf(admin)
          yield* done(() => page.fill("#set-min_free_space", "900 TB"))
          yield* done(() => page.click("#savebar .primary"))
          yield* reads(page, "dialog", /Stop 1 recorder\?.*1 recorder is stopped, recording now: hls\/testcard\./s)
          yield* accessible(page, "the question about a setting that stops a recorder")
          yield* picture(page, "settings-foreseen")
          yield* done(() => page.click("dialog .dialog-foot [data-action=dismiss]"))
          yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
          assert.deepStrictEqual(yield* configOf(admin), before)
          assert.strictEqual((yield* admin.view("hls/testcard")).status, "recording")
          yield* done(() => page.click("#savebar .primary"))
          yield* done(() => page.click("dialog [data-action=yes]"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          yield* admin.sees("hls/testcard", "held")
          yield* done(() => page.fill("#set-min_free_space", "0"))
          yield* done(() => page.click("#savebar .primary"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          yield* admin.ask("DELETE", "/subscriptions/hls/testcard")
        }),
      120_000
    )
  })
})
