import { assert, layer } from "@effect/vitest"
import { Effect, Option } from "effect"
import { needing } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { accessible, Browser, done, picture, settled, view } from "./Browser.ts"
import { manyStatuses, subscription } from "./madeUp.ts"
import { standStill } from "./polls.ts"
import { reads } from "./reading.ts"

needing("chromium")("what waits, and what comes back", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "a delete waits for a second thought: undone it never happens, left alone it does, and leaving sends it",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          for (const username of ["blinker", "testcard"])
            yield* admin.ask("POST", "/subscriptions", { driver: "hls", username })
          const page = yield* signedIn("/subscriptions?mine=1", { before: (page) => done(() => page.clock.install()) })
          yield* settled(page)
          const sent: Array<string> = []
          page.on(
            "request",
            (it) => void (it.method() !== "GET" && sent.push(`${it.method()} ${new URL(it.url()).pathname}`))
          )
          const row = (name: string) => page.locator("#rows .sub", { hasText: name })
          yield* standStill(page)

          yield* done(() => row("hls/blinker").locator("[data-action=remove]").click())
          yield* reads(page, "#toasts", /hls\/blinker will be unsubscribed/)
          yield* done(() => row("hls/blinker").locator("[data-action=undo]").click())
          yield* done(() => page.locator("#toasts .toast").waitFor({ state: "detached" }))
          yield* done(() => page.clock.runFor(10_000))
          assert.deepStrictEqual(sent, [])

          yield* done(() => row("hls/blinker").locator("[data-action=archive]").click())
          yield* done(() =>
            Promise.all([page.waitForResponse((it) => it.url().includes("/archive")), page.clock.runFor(6_000)])
          )
          assert.deepStrictEqual(sent, ["POST /api/subscriptions/hls/blinker/archive"])

          yield* done(() => row("hls/testcard").locator("[data-action=remove]").click())
          yield* done(() =>
            Promise.all([
              page.waitForResponse((it) => it.request().method() === "DELETE"),
              page.click(".nav a[href='/']")
            ])
          )
          assert.strictEqual((yield* admin.ask("GET", "/subscriptions/hls/testcard")).status, 404)
        })
    )

    it.effect("a server that is away is told with the age of what is shown, and asked again at one's word", () =>
      Effect.gen(function* () {
        const { admin, signedIn } = yield* Browser
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        const polls: Array<string> = []
        const page = yield* signedIn("/subscriptions?q=testcard", {
          again: true,
          expected: /ERR_FAILED/,
          before: (page) =>
            done(() => {
              page.on("request", (it) => it.url().includes("/api/subscriptions?") && polls.push(it.url()))
              return page.clock.install()
            })
        })
        yield* settled(page)
        // The next poll comes once all of the first was answered: only then there is an age to tell.
        yield* eventually(
          "another poll",
          Effect.gen(function* () {
            const before = polls.length
            yield* done(() => page.clock.runFor(5_000))
            return polls.length > Math.max(before, 1) ? Option.some(polls.length) : Option.none()
          })
        )
        const rows = () => done(() => page.locator("#rows .sub").count())
        const shown = yield* rows()
        assert.isAbove(shown, 0)
        yield* done(() => page.route("**/api/**", (route) => route.abort()))
        // A poll that was under way meets no trouble: one of the next does.
        yield* eventually(
          "the banner of a server that is away",
          Effect.gen(function* () {
            yield* done(() => page.clock.runFor(5_000))
            const n = yield* done(() => page.locator("#away:not([hidden]) time").count())
            return n > 0 ? Option.some(n) : Option.none()
          })
        )
        yield* done(() => page.clock.runFor(180_000))
        yield* done(() => page.locator("#away", { hasText: /Last known 3 min ago/ }).waitFor())
        assert.strictEqual(yield* rows(), shown)
        yield* accessible(page, "the banner of a server that is away")
        yield* picture(page, "server-away")
        yield* done(() => page.click("[data-action=pause]"))
        yield* reads(page, "#list .sub-trouble", /Not paused: the server can't be reached. Try again./)
        const lies = yield* done(() =>
          page.evaluate(() => {
            const bottom = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().bottom ?? 0
            const top = document.querySelector("#list .sub-trouble")?.getBoundingClientRect().top ?? 0
            return [bottom("#list .sub-acts") <= top, bottom("#list .sub-reason") <= top]
          })
        )
        assert.deepStrictEqual(lies, [true, true])
        yield* view(page, "not-paused")

        yield* done(() => page.unroute("**/api/**"))
        yield* done(() => page.click("#away [data-frame=retry]"))
        yield* done(() => page.waitForSelector("#away", { state: "hidden" }))
      })
    )

    it.effect("a page that the server can't give says so, and comes at one's word or by itself", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/", {
          again: true,
          expected: /ERR_FAILED|ERR_INTERNET_DISCONNECTED/,
          before: (page) => done(() => page.clock.install())
        })
        yield* settled(page)
        yield* done(() => page.route("**", (route) => route.abort()))
        yield* done(() => page.click(".nav a[href='/subscriptions']"))
        yield* reads(page, "#page", /This page could not be loaded.*The server can't be reached/s)
        yield* reads(page, "#away", /Try now/)
        assert.notInclude((yield* done(() => page.textContent("#page"))) ?? "", "module")
        yield* accessible(page, "a page that could not be loaded")
        yield* picture(page, "page-not-loaded")
        yield* done(() => page.unroute("**"))
        yield* done(() => page.click("#page [data-frame=retry]"))
        yield* reads(page, "h1", /Sources/)
        yield* done(() => page.waitForSelector("#away", { state: "hidden" }))

        yield* done(() => page.context().setOffline(true))
        yield* done(() => page.click(".nav a[href='/admin/config']"))
        yield* reads(page, "#page", /This page could not be loaded/)
        yield* done(() => page.context().setOffline(false))
        yield* reads(page, "h1", /Settings/)
      })
    )

    it.effect("what opens at a key says so where it can't be loaded, and opens once it can", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/", { again: true, expected: /ERR_FAILED/ })
        yield* settled(page)
        yield* done(() => page.route("**/components/help.js", (route) => route.abort()))
        yield* done(() => page.keyboard.press("?"))
        yield* reads(page, "#toasts", /could not be loaded. Try again when the server answers/)
        yield* done(() => page.unroute("**/components/help.js"))
        yield* done(() => page.keyboard.press("?"))
        yield* done(() => page.waitForSelector("dialog kbd"))
      })
    )

    it.effect("rows that become unknown are told in the frame at once, and so is their return", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        let away = false
        const page = yield* signedIn("/subscriptions", {
          again: true,
          before: (page) =>
            Effect.gen(function* () {
              yield* done(() => page.clock.install())
              yield* done(() =>
                page.route(/\/api\/subscriptions\?/, (route) => {
                  const status = away ? "unknown" : "recording"
                  const items = [subscription(status, 1)]
                  const json = { ...manyStatuses, items, counts: { status: { [status]: 1 }, posture: {} } }
                  return route.fulfill({ json, headers: { etag: `"${status}"` } })
                })
              )
              yield* done(() =>
                page.route("**/api/health", (route) =>
                  route.fulfill({ json: { overseer_connected: !away, database_connected: true } })
                )
              )
            })
        })
        yield* reads(page, ".top", /Connected/)
        for (const [now, told] of [
          [true, /Overseer away/],
          [false, /Connected/]
        ] as const) {
          away = now
          yield* done(() => page.clock.runFor(5_000))
          yield* reads(page, "#rows", now ? /Unknown/ : /Recording/)
          yield* reads(page, ".top", told)
        }
      })
    )

    it.effect("a network that comes back is used at once", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions", {
          again: true,
          expected: /ERR_INTERNET_DISCONNECTED/,
          before: (page) => done(() => page.clock.install())
        })
        yield* settled(page)
        yield* done(() => page.context().setOffline(true))
        yield* done(() => page.clock.runFor(5_000))
        yield* done(() => page.waitForSelector("#away:not([hidden])"))
        yield* done(() => page.context().setOffline(false))
        yield* done(() => page.waitForSelector("#away", { state: "hidden" }))
      })
    )
  })
})
