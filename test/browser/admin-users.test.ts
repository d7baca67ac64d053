import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, enter, picture, pretend, settled } from "./Browser.ts"
import { answered, gives, press, reads, readsLikeProse, refusedIn, tabTo } from "./reading.ts"

const row = (name: string) => `tr:has(.cell-name:text-is("${name}"))`

needing("chromium")("users in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "one is added by keyboard alone, each refusal beside its field, and can sign in",
      () =>
        Effect.gen(function* () {
          const { signedIn, visit } = yield* Browser
          const page = yield* signedIn("/admin/users", { expected: /status of (400|409)/ })
          yield* settled(page)
          yield* tabTo(page, "[data-action=create]")
          yield* press(page, "Enter")
          yield* done(() => page.waitForSelector("dialog #new-name"))
          yield* done(() => page.keyboard.type("admin"))
          yield* tabTo(page, "#new-password")
          yield* done(() => page.keyboard.type("short"))
          yield* press(page, "Enter")
          yield* refusedIn(page, "dialog .field:has(#new-password)", /at least 8 characters/, /Look at: Password/)
          yield* accessible(page, "a refused user")
          yield* picture(page, "user-refused")
          yield* done(() => page.fill("#new-password", adminPassword))
          yield* press(page, "Enter")
          yield* refusedIn(page, "dialog .field:has(#new-name)", /admin/)
          yield* done(() => page.fill("#new-name", "mira"))
          yield* press(page, "Enter")
          yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
          yield* reads(page, "#toasts", /mira can sign in now/)
          yield* reads(page, row("mira"), /User/)
          yield* gives(() => page.evaluate(() => document.activeElement?.matches("[data-action=create]")), true)
          yield* readsLikeProse(page)

          const other = yield* visit()
          yield* done(() => other.goto("/login"))
          yield* enter(other, "mira")
          yield* done(() => other.waitForSelector("#page h1"))
          yield* done(() => other.goto("/admin/users"))
          yield* reads(other, "#page", /This page is for admins/)
          assert.strictEqual(yield* done(() => other.locator("a[href^='/admin/']").count()), 0)
        }),
      120_000
    )

    it.effect(
      "a role, a name and a password are changed, and bite at once",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn, visit } = yield* Browser
          yield* admin.ask("POST", "/users", { username: "vera", password: adminPassword })
          const other = yield* visit({}, /status of (401|403)/)
          yield* done(() => other.goto("/login"))
          yield* enter(other, "vera")
          yield* done(() => other.waitForSelector("#page h1"))

          const page = yield* signedIn("/admin/users")
          yield* settled(page)
          // F7: who becomes an admin sees everything, so it is asked about first.
          yield* done(() => page.click(`${row("vera")} [data-action=role]`))
          yield* reads(page, "dialog", /Make vera an admin\?.*sees and changes everything here/s)
          yield* accessible(page, "the question about an admin")
          yield* done(() => page.click("dialog .dialog-foot [data-action=dismiss]"))
          yield* reads(page, row("vera"), /User/)
          yield* done(() => page.click(`${row("vera")} [data-action=role]`))
          yield* done(() => page.click("dialog [data-action=yes]"))
          yield* reads(page, "#toasts", /vera is an admin now/)
          yield* reads(page, row("vera"), /Admin/)
          yield* done(() => page.click(`${row("vera")} [data-action=role]`))
          yield* reads(page, "#toasts", /vera is a user now/)

          yield* done(() => page.click(`${row("vera")} [data-action=rename]`))
          yield* accessible(page, "the dialog to rename")
          yield* done(() => page.fill("#new-name", "Vera the 2nd"))
          yield* press(page, "Enter")
          yield* reads(page, row("Vera the 2nd"), /User/)

          yield* done(() => page.click(`${row("Vera the 2nd")} [data-action=password]`))
          yield* done(() => page.check("dialog [data-action=reveal]"))
          yield* gives(() => page.getAttribute("#new-password", "type"), "text")
          yield* done(() => page.fill("#new-password", "another fine password"))
          yield* picture(page, "user-password")
          yield* done(() => page.click("dialog .primary"))
          yield* reads(page, "#toasts", /has a new password; their sessions are over/)
          yield* done(() => other.goto("/subscriptions"))
          yield* done(() => other.waitForURL("**/login**"))
        }),
      120_000
    )

    it.effect(
      "are found by part of a name and by role, and the address keeps what was sought",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          for (const username of ["quentin", "quincy"]) {
            yield* admin.ask("POST", "/users", { username, password: adminPassword })
          }
          const page = yield* signedIn("/admin/users")
          const names = () => page.locator("#users .cell-name").allTextContents()
          const shows = (...wanted: ReadonlyArray<string>) =>
            Effect.andThen(
              done(() =>
                page.waitForFunction((n) => document.querySelectorAll("#users tbody tr").length === n, wanted.length)
              ),
              Effect.map(done(names), (found) => assert.deepStrictEqual(found, wanted))
            )
          yield* done(() => page.fill("#q", "QU"))
          yield* shows("quentin", "quincy")
          yield* reads(page, "[data-role=user]", /Users\s*2/)
          yield* tabTo(page, "[data-action=narrow][data-role=user]")
          yield* press(page, "Enter")
          yield* done(() => page.waitForURL("**/admin/users?q=QU&role=user"))
          yield* done(() => page.reload())
          yield* shows("quentin", "quincy")
          yield* accessible(page, "users that were sought")
          yield* picture(page, "users-sought")
          yield* done(() => page.click("[data-action=narrow][data-role=admin]"))
          yield* done(() => page.click("[data-action=everybody]"))
          yield* done(() => page.waitForSelector("#users tr:nth-child(3)"))
          assert.strictEqual(new URL(page.url()).search, "")
        }),
      120_000
    )

    it.effect(
      "one is deleted after a question that names them; the last admin and oneself stay, with the reason in the row",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/users", { username: "bob", password: adminPassword })
          const page = yield* signedIn("/admin/users", {
            viewport: { width: 360, height: 740 },
            colorScheme: "dark",
            expected: /status of (409|503)/
          })
          yield* settled(page)
          yield* done(() => page.click(`${row("bob")} [data-action=remove]`))
          yield* reads(page, "dialog", /Delete bob\?/)
          yield* accessible(page, "the question before a deletion")
          yield* picture(page, "user-delete-360-dark")
          yield* press(page, "Escape")
          yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
          yield* reads(page, row("bob"), /User/)

          yield* pretend(
            page,
            /\/api\/users\/\d+$/,
            { error: "The database can't be reached.", code: "unavailable" },
            503
          )
          yield* done(() => page.click(`${row("bob")} [data-action=remove]`))
          yield* done(() => page.click("dialog [data-action=yes]"))
          yield* refusedIn(page, row("bob"), /database can't be reached/)
          yield* done(() => page.unroute(/\/api\/users\/\d+$/))
          yield* done(() => page.click(`${row("bob")} [data-action=remove]`))
          yield* answered(page, "DELETE", /users/, () => page.click("dialog [data-action=yes]"))
          yield* done(() => page.waitForSelector(row("bob"), { state: "detached" }))

          yield* done(() => page.click(`${row("admin")} [data-action=remove]`))
          yield* done(() => page.click("dialog [data-action=yes]"))
          yield* refusedIn(page, row("admin"), /./)
          yield* done(() => page.click(`${row("admin")} [data-action=role]`))
          yield* reads(page, "dialog", /Stop being an admin\?/)
          yield* accessible(page, "the question before a demotion")
          yield* done(() => page.click("dialog [data-action=yes]"))
          yield* refusedIn(page, row("admin"), /last admin/)
          yield* accessible(page, "a refused change of a user")
          yield* picture(page, "users-refused-360-dark")
        }),
      120_000
    )

    it.effect(
      "an admin who stops being one lands where a user begins",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/users", { username: "nora", password: adminPassword, role: "admin" })
          const page = yield* signedIn("/admin/users", { who: "nora", expected: /status of 403/ })
          yield* settled(page)
          yield* done(() => page.click(`${row("nora")} [data-action=role]`))
          yield* done(() => page.click("dialog [data-action=yes]"))
          yield* done(() => page.waitForURL((url) => url.pathname === "/"))
          yield* settled(page)
          yield* gives(() => page.locator("a[href^='/admin/']").count(), 0)
        }),
      120_000
    )
  })
})
