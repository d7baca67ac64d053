import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { accessible, Browser, done, picture, pretend, settled } from "./Browser.ts"
import { answered, gives, press, reads, readsLikeProse, refusedIn, tabTo } from "./reading.ts"
import { configOf } from "./settings.ts"

const save = /\/api\/config$/
const noSecrets = { cookies_set: false, headers_set: false, login_set: false, proxy_set: false }
const dark = { viewport: { width: 360, height: 740 }, colorScheme: "dark", hasTouch: true } as const

needing("chromium")("the settings in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "a change is marked with what is in force, refused beside its field, saved as a version",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          const page = yield* signedIn("/admin/config", { expected: /status of 400/ })
          yield* settled(page)
          yield* readsLikeProse(page)
          yield* done(() => page.fill("#set-check_interval", "soon"))
          yield* done(() => page.fill("#set-min_free_space", "2.5 GB"))
          yield* reads(page, "[data-key=set-check_interval] .field-error", /Check interval is a length such as 30 s/)
          yield* done(() => page.fill("#set-check_interval", "1 s"))
          yield* done(() => page.waitForSelector("#set-check_interval-error", { state: "hidden" }))
          yield* done(() => page.focus("#set-min_free_space"))
          yield* reads(page, "[data-key=set-check_interval] .field-error", /Check interval lies between 5 s and 1 h/)
          yield* done(() => page.click(".nav a[href='/subscriptions']"))
          yield* reads(page, "#toasts", /Your changes to the settings of the server are not saved; they wait there/)
          yield* done(() => page.click("#toasts button"))
          yield* settled(page)
          yield* reads(page, "[data-key=set-check_interval] .setting-mark", /Changed/)
          yield* reads(page, "#set-check_interval-help", /In force: 15 s. Default: 15 s/)
          yield* reads(page, "#savebar", /2 changes: Check interval, Free space to keep/)
          yield* done(() => page.click("#savebar .primary"))
          yield* refusedIn(
            page,
            "[data-key=set-check_interval]",
            /Check interval lies between 5 s and 1 h/,
            /Look at: Check interval/
          )
          assert.isTrue(
            yield* done(() => page.evaluate(() => document.activeElement?.id === "set-check_interval")),
            "the refused field has the focus"
          )
          yield* accessible(page, "refused settings")
          yield* picture(page, "settings-refused")
          yield* done(() => page.fill("#set-check_interval", "20s"))
          yield* answered(page, "PUT", save, () => page.click("#savebar .primary"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          yield* reads(page, ".heading", /Version 1, admin/)
          const { settings } = yield* configOf(admin)
          assert.deepStrictEqual([settings["check_interval"], settings["min_free_space"]], ["20s", 2_500_000_000])
        }),
      120_000
    )

    it.effect(
      "another admin's version in between is told; their change and ours are both kept",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          const page = yield* signedIn("/admin/config", { expected: /status of (412|503)/ })
          yield* settled(page)
          yield* done(() => page.fill("#set-error_threshold", "4"))
          const { settings, version } = yield* configOf(admin)
          const theirs = { ...settings, start_concurrency: 7, driver_urls: { hls: "https://tv.example/{username}" } }
          const saved = yield* admin.ask("PUT", "/config", theirs, { "if-match": `"${version}"` })
          assert.strictEqual(saved.status, 200)
          yield* done(() => page.click("#savebar .primary"))
          yield* reads(page, "#savebar[role=alert]", /Your changes are still here/)
          yield* accessible(page, "settings in conflict")
          yield* picture(page, "settings-conflict")

          yield* pretend(page, save, { error: "The database can't be reached.", code: "unavailable" }, 503)
          yield* done(() => page.click("[data-action=rebase]"))
          yield* refusedIn(page, "#savebar", /database can't be reached/)
          yield* done(() => page.unroute(save))
          yield* done(() => page.click("[data-action=rebase]"))
          yield* done(() =>
            page.waitForFunction(
              () => document.querySelector<HTMLInputElement>("#set-start_concurrency")?.value === "7"
            )
          )
          yield* done(() => page.click("#savebar .primary"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          const after = (yield* configOf(admin)).settings
          assert.deepStrictEqual([after["error_threshold"], after["start_concurrency"]], [4, 7])
          assert.deepStrictEqual(after["driver_urls"], { hls: "https://tv.example/{username}" })
        }),
      120_000
    )

    it.effect(
      "a driver has its address, its own values and cookies that are never shown again",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          const page = yield* signedIn("/admin/config", { expected: /status of 400/ })
          yield* settled(page)
          yield* done(() => page.fill("#url-hls", "ftp://example.org"))
          yield* done(() => page.click("[data-action=showDriver][data-driver=hls]"))
          yield* done(() => page.check("[data-path='drivers.hls.resolution']"))
          yield* done(() => page.selectOption("#driver-hls-resolution", "480"))
          yield* done(() => page.check("[data-path='drivers.hls.cookies']"))
          yield* done(() => page.click("#savebar .primary"))
          yield* reads(page, "#driver-hls-cookies-error", /Type the cookies/)
          yield* done(() => page.fill("#driver-hls-cookies", "session=hunter2"))
          yield* done(() => page.click("#savebar .primary"))
          yield* refusedIn(page, "[data-key=url-hls]", /http:\/\/ or https:\/\//, /Look at: hls: Address of a source/)
          yield* done(() => page.fill("#url-hls", "https://example.org/{username}"))
          yield* accessible(page, "a driver's settings")
          yield* picture(page, "settings-driver")
          yield* answered(page, "PUT", save, () => page.click("#savebar .primary"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          // Notes lie over what is pressed next; a press takes one away.
          for (const said of ["Not saved", "Saved as version"]) {
            yield* done(() => page.locator("#toasts .toast", { hasText: said }).click())
          }
          yield* gives(() => page.inputValue("#driver-hls-cookies"), "")
          yield* reads(page, "#driver-hls-cookies-help", /There are some/)
          assert.notInclude(yield* done(() => page.content()), "hunter2")
          const { settings } = yield* configOf(admin)
          assert.deepStrictEqual(settings["drivers"], { hls: { resolution: "480", ...noSecrets, cookies_set: true } })

          yield* done(() => page.fill("#driver-name", "No name"))
          yield* press(page, "Enter")
          yield* reads(page, "#driver-name-error", /1 to 32 of a-z/)
          yield* done(() => page.fill("#driver-name", "tv"))
          yield* done(() => page.click("[data-action=addDriver]"))
          yield* reads(page, "#driver-name-error", /The overseer offers no driver named tv, only .*hls/)
          yield* done(() => page.fill("#driver-name", ""))
          yield* done(() => page.uncheck("[data-path='drivers.hls.cookies']"))
          yield* reads(page, "#savebar", /1 change: hls: Cookies/)
          yield* answered(page, "PUT", save, () => page.click("#savebar .primary"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          const after = (yield* configOf(admin)).settings
          assert.deepStrictEqual(after["drivers"], { hls: { resolution: "480", ...noSecrets } })
          assert.deepStrictEqual(after["driver_urls"], { hls: "https://example.org/{username}" })

          yield* pretend(page, /\/api\/drivers$/, { known: true, items: [] })
          yield* done(() => page.reload())
          yield* settled(page)
          yield* reads(page, ".driver[data-key=hls]", /The overseer does not offer it/)
          yield* done(() => page.click("[data-action=removeDriver][data-driver=hls]"))
          yield* reads(page, "#savebar", /hls: Address of a source/)
          yield* answered(page, "PUT", save, () => page.click("#savebar .primary"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          const without = (yield* configOf(admin)).settings
          assert.deepStrictEqual([without["drivers"], without["driver_urls"]], [{}, {}])
        }),
      120_000
    )

    it.effect(
      "versions tell what they changed, compare with now and are restored, by keyboard alone",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          const { settings, version } = yield* configOf(admin)
          const changed = { ...settings, heartbeat_interval: "10s", cookies: "a=b" }
          yield* admin.ask("PUT", "/config", changed, { "if-match": `"${version}"` })
          const page = yield* signedIn("/admin/config", { expected: /status of 412/ })
          yield* settled(page)
          yield* tabTo(page, "[data-action=versions]")
          yield* press(page, "Enter")
          yield* reads(page, "#versions li:first-child", /Cookies changed; it is never shown/)
          yield* reads(page, "#versions li:first-child", /Heartbeat interval.*5 s.*10 s/s)
          yield* tabTo(page, `[data-version="${version}"]`)
          yield* press(page, "Enter")
          yield* reads(page, ".compared", /Restoring it would change:.*Heartbeat interval.*10 s.*5 s/s)
          yield* accessible(page, "a version compared")
          yield* readsLikeProse(page, "dialog")
          yield* picture(page, "settings-versions")

          const newer = yield* configOf(admin)
          const meanwhile = { ...newer.settings, start_concurrency: 9 }
          yield* admin.ask("PUT", "/config", meanwhile, { "if-match": `"${newer.version}"` })
          yield* tabTo(page, "[data-action=restore]")
          yield* press(page, "Enter")
          yield* refusedIn(page, ".compared", /./)
          yield* press(page, "Escape")
          yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
          yield* reads(page, ".heading", new RegExp(`Version ${newer.version + 1},`))

          yield* press(page, "Enter")
          yield* tabTo(page, `[data-version="${version}"]`)
          yield* press(page, "Enter")
          yield* tabTo(page, "[data-action=restore]")
          yield* answered(page, "POST", /restore$/, () => page.keyboard.press("Enter"))
          yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
          yield* reads(page, "#toasts", new RegExp(`Version ${version} is in force again`))
          yield* gives(() => page.inputValue("#set-heartbeat_interval"), "5 s")
          assert.strictEqual((yield* configOf(admin)).settings["heartbeat_interval"], "5s")
        }),
      120_000
    )

    it.effect(
      "recorders on old settings are counted and restarted from here",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.sees("hls/testcard", "recording")
          const page = yield* signedIn("/admin/config", { ...dark, expected: /status of 503/ })
          yield* settled(page)
          yield* done(() => page.fill("#set-user_agent", "a new one"))
          yield* reads(page, "#savebar", /1 running recorder may get it only when restarted/)
          yield* picture(page, "settings-savebar-360-dark")
          yield* done(() => page.click("#savebar .primary"))
          yield* reads(page, "#outdated", /1 recorder still runs on the old settings/)
          yield* accessible(page, "outdated recorders")
          yield* picture(page, "settings-outdated-360-dark")
          const restart = /\/api\/sources\/restart$/
          yield* pretend(page, restart, { error: "The overseer can't be reached.", code: "unavailable" }, 503)
          yield* done(() => page.click("#outdated [data-action=restart]"))
          yield* refusedIn(page, "#outdated", /overseer can't be reached/)
          yield* done(() => page.unroute(restart))
          yield* done(() => page.click("#outdated [data-action=restart]"))
          yield* reads(page, "#toasts", /1 recorder is being restarted/)
          yield* done(() => page.waitForSelector("#outdated", { state: "detached" }))
          assert.strictEqual((yield* configOf(admin)).outdated_runs, 0)
        }),
      120_000
    )

    it.effect(
      "what was typed waits while other pages are looked at, and can be discarded",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/admin/config")
          yield* settled(page)
          const before = yield* done(() => page.inputValue("#set-user_agent"))
          yield* done(() => page.fill("#set-user_agent", "half a thought"))
          yield* done(() => page.click("#rooms a[href='/admin/users']"))
          yield* reads(page, "h1", /Users/)
          yield* done(() => page.click("#rooms a[href='/admin/config']"))
          yield* reads(page, "#savebar", /1 change: User agent/)
          yield* gives(() => page.inputValue("#set-user_agent"), "half a thought")
          yield* done(() => page.click("[data-action=discard]"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          yield* gives(() => page.inputValue("#set-user_agent"), before)
        }),
      120_000
    )
  })
})
