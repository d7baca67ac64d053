import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { accessible, Browser, done, picture, settled } from "./Browser.ts"

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

          yield* done(() => row("hls/blinker").locator("[data-action=remove]").click())
          yield* done(() => row("hls/blinker").locator("[data-action=undo]").click())
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
        const page = yield* signedIn("/subscriptions?q=testcard", {
          again: true,
          expected: /ERR_FAILED/,
          before: (page) => done(() => page.clock.install())
        })
        yield* settled(page)
        const rows = () => done(() => page.locator("#rows .sub").count())
        const shown = yield* rows()
        assert.isAbove(shown, 0)
        yield* done(() => page.route("**/api/**", (route) => route.abort()))
        yield* done(() => page.clock.runFor(5_000))
        yield* done(() => page.waitForSelector("#away:not([hidden]) time"))
        yield* done(() => page.clock.runFor(180_000))
        yield* done(() => page.locator("#away", { hasText: /Last known 3 min ago/ }).waitFor())
        assert.strictEqual(yield* rows(), shown)
        yield* accessible(page, "the banner of a server that is away")
        yield* picture(page, "server-away")
        yield* done(() => page.click("[data-action=pause]"))
        yield* done(() => page.locator("#list .field-error", { hasText: "can't be reached" }).waitFor())

        yield* done(() => page.unroute("**/api/**"))
        yield* done(() => page.click("#away [data-frame=retry]"))
        yield* done(() => page.waitForSelector("#away", { state: "hidden" }))
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
