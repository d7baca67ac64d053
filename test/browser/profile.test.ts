import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture, pretend, settled } from "./Browser.ts"
import { answered, gives, press, reads, readsLikeProse, refusedIn, tabTo } from "./reading.ts"

const changed = /change-password$/

needing("chromium")("the profile in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "the password is changed by keyboard alone; refusals stand beside their fields; other sessions end",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn, signIn } = yield* Browser
          yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
          const elsewhere = yield* signedIn("/", { who: "mira", expected: /status of (401|403)/ })
          const page = yield* signedIn("/profile", { who: "mira", expected: /status of (400|422)/ })
          yield* settled(page)
          yield* reads(page, "#sessions", /This one/)
          yield* readsLikeProse(page)
          yield* tabTo(page, "#current")
          yield* done(() => page.keyboard.type("not my password"))
          yield* press(page, "Tab")
          yield* done(() => page.keyboard.type("short"))
          yield* press(page, "Enter")
          yield* refusedIn(page, ".field:has(#fresh)", /at least 8 characters/, /Look at: New password/)
          yield* done(() => page.fill("#fresh", "another fine password"))
          yield* press(page, "Enter")
          yield* refusedIn(page, ".field:has(#current)", /./)
          yield* gives(() => page.evaluate(() => document.activeElement?.id === "current"), true)
          yield* accessible(page, "a refused password")
          yield* picture(page, "profile-refused")
          yield* done(() => page.fill("#current", adminPassword))
          yield* answered(page, "POST", changed, () => page.keyboard.press("Enter"))
          yield* reads(page, "#toasts", /Your password is changed/)
          yield* gives(() => page.inputValue("#current"), "")
          yield* signIn("mira", "another fine password")
          yield* done(() => elsewhere.goto("/subscriptions"))
          yield* done(() => elsewhere.waitForURL("**/login**"))
        }),
      120_000
    )

    it.effect(
      "sessions are listed as people know them, ended one by one and all at once",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn, signIn } = yield* Browser
          yield* admin.ask("POST", "/users", { username: "bob", password: adminPassword })
          yield* signIn("bob", adminPassword)
          yield* signIn("bob", adminPassword)
          const elsewhere = yield* signedIn("/", {
            who: "bob",
            expected: /status of (401|403)/,
            userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) Safari/605.1"
          })
          const page = yield* signedIn("/profile", {
            who: "bob",
            viewport: { width: 360, height: 740 },
            colorScheme: "dark",
            expected: /status of 503|ERR_FAILED/
          })
          yield* settled(page)
          yield* gives(() => page.locator("#sessions li").count(), 4)
          yield* accessible(page, "the profile with sessions")
          yield* picture(page, "profile-sessions-360-dark")
          const phone = page.locator("#sessions li", { hasText: "Safari on iPhone" })
          const one = /\/api\/me\/sessions\/[^/]+$/
          yield* pretend(page, one, { error: "The database can't be reached.", code: "unavailable" }, 503)
          yield* done(() => phone.locator("button").click())
          yield* refusedIn(page, "#sessions li", /database can't be reached/)
          yield* done(() => page.unroute(one))
          yield* done(() => phone.locator("button").click())
          yield* done(() => phone.waitFor({ state: "detached" }))
          yield* reads(page, "#toasts", /The session is over/)
          yield* done(() => elsewhere.goto("/subscriptions"))
          yield* done(() => elsewhere.waitForURL("**/login**"))

          const all = /\/api\/me\/sessions$/
          yield* done(() =>
            page.route(all, (route) => (route.request().method() === "DELETE" ? route.abort() : route.fallback()))
          )
          yield* done(() => page.click("[data-action=endOthers]"))
          yield* refusedIn(page, "section:has(#sessions)", /server can't be reached/)
          yield* done(() => page.unroute(all))
          yield* done(() => page.click("[data-action=endOthers]"))
          yield* reads(page, "#toasts", /2 sessions ended/)
          yield* done(() => page.waitForFunction(() => document.querySelectorAll("#sessions li").length === 1))
          yield* gives(() => page.locator("[data-action=endOthers]").count(), 0)
        }),
      120_000
    )

    it.effect(
      "the theme chosen here is in force at once, in the menu as well, and at the next visit",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/profile")
          yield* settled(page)
          yield* done(() => page.check("[name=look][value=dark]"))
          const theme = () => page.evaluate(() => document.documentElement.dataset["theme"])
          assert.strictEqual(yield* done(theme), "dark")
          yield* gives(() => page.isChecked("#account [data-set=theme][value=dark]"), true)
          yield* accessible(page, "the profile in the dark")
          yield* picture(page, "profile-dark")
          yield* done(() => page.reload())
          yield* settled(page)
          yield* gives(() => page.isChecked("[name=look][value=dark]"), true)
          yield* done(() => page.click("#account-button"))
          yield* done(() => page.check("#account [data-set=theme][value=system]"))
          yield* gives(() => page.isChecked("[name=look][value=system]"), true)
          assert.isUndefined(yield* done(theme))
        }),
      120_000
    )
  })
})
