import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { Browser, done, enter, pretend, settled } from "./Browser.ts"
import { phone } from "./looks.ts"
import { manyStatuses, subscription } from "./madeUp.ts"
import { readOfList, timeOf } from "./polls.ts"
import { gives } from "./reading.ts"

needing("chromium")("what surrounds the pages", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect("signing in says why not, shows the password on request and leads back to where one was going", () =>
      Effect.gen(function* () {
        const { admin, visit } = yield* Browser
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        const page = yield* visit({}, /status of 401/)
        yield* done(() => page.goto("/source/hls/testcard?tab=log"))
        yield* done(() => page.waitForURL("**/login?to=*"))
        yield* done(() => page.fill("#username", "admin"))
        yield* done(() => page.fill("#password", "not this one"))
        yield* done(() => page.check(".door-show input"))
        yield* gives(() => page.getAttribute("#password", "type"), "text")
        yield* done(() => page.click("[type=submit]"))
        yield* done(() => page.waitForSelector("[role=alert]:not(:empty)"))
        yield* enter(page, "admin")
        yield* done(() => page.waitForURL("**/source/hls/testcard?tab=log"))
        yield* done(() => page.waitForSelector("#page h1"))
      })
    )

    it.effect("a token is renewed before it ends: a quarter of an hour of looking sees no refusal", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions", { before: (page) => done(() => page.clock.install()) })
        yield* settled(page)
        const renewals: Array<number> = []
        const refusals: Array<string> = []
        const begun = yield* timeOf(page)
        let minute = 0
        page.on("response", (answer) => {
          if (answer.url().endsWith("/api/auth/refresh")) renewals.push(minute)
          if (answer.status() >= 400) refusals.push(`${answer.status()} ${answer.url()}`)
        })
        while (minute <= 16) {
          yield* readOfList(page, () => page.clock.fastForward(15_000))
          minute = ((yield* timeOf(page)) - begun) / 60_000
        }
        assert.deepStrictEqual(refusals, [])
        assert.lengthOf(renewals, 1)
        assert.closeTo(renewals[0] ?? 0, 14, 1)
      })
    )

    it.effect("a tab that slept past the token's end renews it first, and two tabs do not disturb each other", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const first = yield* signedIn("/subscriptions")
        const second = yield* done(() => first.context().newPage())
        const statuses: Array<number> = []
        second.on("response", (answer) => void statuses.push(answer.status()))
        yield* done(() => second.goto("/"))
        yield* settled(second)
        yield* done(() => second.evaluate(() => localStorage.setItem("until", "1")))
        yield* done(() =>
          Promise.all([
            first.waitForResponse((answer) => answer.url().endsWith("/api/auth/refresh") && answer.ok()),
            first.fill("#q", "renewed")
          ])
        )
        // In the page there is no Clock.
        // @effect-diagnostics-next-line globalDate:off
        yield* done(() => first.waitForFunction(() => Number(localStorage.getItem("until")) > Date.now()))
        yield* done(() =>
          Promise.all([
            second.waitForResponse((answer) => answer.url().includes("/api/subscriptions")),
            second.click(".nav a[href='/subscriptions']")
          ])
        )
        assert.isTrue(statuses.every((status) => status < 400))
      })
    )

    it.effect("signing out ends the session, and going back shows nothing of it", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/profile")
        yield* settled(page)
        yield* done(() => page.click(".nav a[href='/']"))
        yield* done(() => page.waitForURL((url) => url.pathname === "/"))
        yield* settled(page)
        yield* done(() => page.click("#account-button"))
        yield* done(() =>
          Promise.all([
            page.waitForResponse((answer) => answer.url().endsWith("/api/auth/logout") && answer.ok()),
            page.click("[data-frame=signOut]")
          ])
        )
        yield* done(() => page.waitForURL("**/login"))
        assert.deepStrictEqual(yield* done(() => page.context().cookies()), [])
        yield* done(() => page.goBack())
        yield* done(() => page.waitForSelector("#password"))
        yield* gives(() => page.locator(".frame").count(), 0)
      })
    )

    it.effect("the theme follows the system until one is chosen, which then lasts", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/", { again: true, colorScheme: "dark" })
        const isDark = () =>
          done(() => page.evaluate(() => getComputedStyle(document.body).color === "rgb(232, 232, 230)"))
        assert.isTrue(yield* isDark())
        yield* done(() => page.click("#account-button"))
        yield* done(() => page.check("[data-set=theme][value=light]"))
        assert.isFalse(yield* isDark())
        yield* done(() => page.reload())
        yield* settled(page)
        assert.isFalse(yield* isDark())
        yield* done(() => page.click("#account-button"))
        yield* gives(() => page.isChecked("[data-set=theme][value=light]"), true)
        yield* done(() => page.check("[data-set=theme][value=system]"))
        assert.isTrue(yield* isDark())
      })
    )

    it.effect("title and icon say how many record, on every page", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const three = { ...manyStatuses, counts: { status: { recording: 3 }, posture: {} } }
        const page = yield* signedIn("/profile", {
          again: true,
          expected: /status of 404/,
          before: (page) => pretend(page, /\/api\/(sources|subscriptions)\?/, three)
        })
        for (const [path, title] of [
          ["/profile", "(3) Profile · Sticky DVR"],
          ["/", "(3) Dashboard · Sticky DVR"],
          ["/admin/users", "(3) Users · Sticky DVR"],
          ["/nowhere", "(3) Not found · Sticky DVR"],
          ["/source/hls/nobody", "(3) hls/nobody · Sticky DVR"]
        ] as const) {
          yield* done(() => page.goto(path))
          yield* done(() => page.waitForFunction((it) => document.title === it, title))
          yield* done(() => page.waitForSelector("link[rel=icon][href='favicon-recording.svg']", { state: "attached" }))
        }
      })
    )

    it.effect("on a phone trouble is told in one line, and the page of the settings that one is on is in sight", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const away = { overseer_connected: false, database_connected: true }
        const page = yield* signedIn("/admin/audit", {
          ...phone,
          again: true,
          before: (page) => pretend(page, /\/api\/health/, away, 503),
          expected: /status of 503/
        })
        yield* done(() => page.waitForSelector(".top .mark-trouble"))
        yield* gives(() => page.textContent(".top .mark-trouble"), "Overseer away")
        const tops = yield* done(() =>
          page.locator(".top > :visible").evaluateAll((all) => all.map((it) => it.getBoundingClientRect().top))
        )
        assert.isBelow(Math.max(...tops), 48)
        const tab = yield* done(() => page.locator(".rooms [aria-current=page]").boundingBox())
        assert.isAtMost((tab?.x ?? 999) + (tab?.width ?? 0), 360)
      })
    )

    it.effect("numbers that change stand out for a moment, but not for people who want no motion", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        for (const reducedMotion of ["no-preference", "reduce"] as const) {
          let bytes = 1_000_000
          const page = yield* signedIn("/subscriptions", {
            again: true,
            reducedMotion,
            before: (page) =>
              done(() =>
                page.route(/\/api\/subscriptions\?/, (route) => {
                  bytes += 50_000_000
                  const items = [subscription("recording", 1, { session_bytes: bytes })]
                  return route.fulfill({ json: { ...manyStatuses, items }, headers: { etag: `"${bytes}"` } })
                })
              ).pipe(Effect.andThen(done(() => page.clock.install())))
          })
          yield* settled(page)
          yield* done(() =>
            page.evaluate(() => {
              const moved = Element.prototype.animate
              document.body.dataset["moved"] = "0"
              Element.prototype.animate = function (...how) {
                document.body.dataset["moved"] = String(Number(document.body.dataset["moved"]) + 1)
                return moved.apply(this, how)
              }
            })
          )
          const before = yield* done(() => page.textContent("#list .sub-live"))
          yield* done(() => page.clock.runFor(5_000))
          const isNew = (text: string | null) => document.querySelector("#list .sub-live")?.textContent !== text
          yield* done(() => page.waitForFunction(isNew, before))
          yield* done(() =>
            page.waitForFunction(
              () => document.querySelector("#list .sub-live .number:last-child")?.textContent !== "51.0 MB"
            )
          )
          const moved = Number(yield* done(() => page.evaluate(() => document.body.dataset["moved"])))
          if (reducedMotion === "reduce") {
            assert.strictEqual(moved, 0)
            const animated = yield* done(() =>
              page.evaluate(
                () =>
                  [...document.querySelectorAll("*")].filter((it) => {
                    const { animationName, transitionDuration } = getComputedStyle(it)
                    return animationName !== "none" || transitionDuration !== "0s"
                  }).length
              )
            )
            assert.strictEqual(animated, 0)
          } else assert.isAbove(moved, 0)
        }
      })
    )

    it.effect(
      "someone who is no admin sees no way to what admins see, and a made-up memory of the role gives none",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
          const page = yield* signedIn("/", { who: "mira" })
          yield* settled(page)
          yield* gives(() => page.locator("a[href^='/admin']").count(), 0)
          yield* done(() =>
            page.evaluate(() => {
              const user = JSON.parse(localStorage.getItem("user") ?? "{}")
              localStorage.setItem("user", JSON.stringify({ ...user, role: "admin" }))
            })
          )
          yield* done(() => page.goto("/profile"))
          yield* done(() => page.waitForSelector("a[href^='/admin']", { state: "detached" }))
          yield* settled(page)
        })
    )
  })
})
