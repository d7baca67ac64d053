import { assert, layer } from "@effect/vitest"
import { Effect, Option } from "effect"
import { needing } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { accessible, Browser, done, pretend, settled, view } from "./Browser.ts"
import { standStill } from "./polls.ts"
import { bulk, counted, importing, paused, row, said } from "./subscribing.ts"

needing("chromium")("many subscriptions at once", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect("bulk: the chosen are resumed and paused, and undoing resumes just what was paused", () =>
      Effect.gen(function* () {
        yield* importing(paused("few", 4))
        const { admin, signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions?q=few", { again: true })
        yield* settled(page)
        for (const name of ["few0001", "few0002"]) yield* done(() => row(page, name).locator("input").check())
        yield* done(() => page.waitForSelector("#bulk :text('2 chosen')"))
        yield* bulk(page, "resume")
        yield* said(page, "2 subscriptions resumed.")
        yield* done(() => page.waitForSelector("#bulk", { state: "detached" }))
        assert.deepInclude(yield* counted("few"), { active: 2, paused: 2 })
        yield* done(() => row(page, "few0002").locator(".badge:not(.badge-inactive)").waitFor())

        yield* done(() => page.check("[data-action=pickAll]"))
        yield* bulk(page, "pause")
        yield* said(page, "4 subscriptions paused.")
        assert.deepInclude(yield* counted("few"), { paused: 4 })
        yield* done(() =>
          Promise.all([
            page.waitForResponse((it) => it.url().endsWith("/bulk") && it.ok()),
            page.click("#toasts button:text('Undo')")
          ])
        )
        assert.deepInclude(yield* counted("few"), { active: 2, paused: 2 })
        assert.strictEqual((yield* admin.view("hls/few0003")).status, "inactive")
      })
    )

    it.effect("bulk: what is refused is told with its reason, and the others are done", () =>
      Effect.gen(function* () {
        yield* importing(paused("mixed", 2))
        const { admin, signedIn } = yield* Browser
        // Its clock stands still, so that no poll tells the page what goes meanwhile.
        const page = yield* signedIn("/subscriptions?q=mixed", {
          again: true,
          before: (page) => done(() => page.clock.install())
        })
        yield* settled(page)
        yield* standStill(page)
        yield* done(() => page.check("[data-action=pickAll]"))
        yield* admin.ask("DELETE", "/subscriptions/hls/mixed0002")
        yield* bulk(page, "pause")
        yield* said(page, "1 subscription paused. 1 refused: hls/mixed0002:")
      })
    )

    it.effect("bulk: what a filter matches beyond its limit is said to be left", () =>
      Effect.gen(function* () {
        yield* importing(paused("left", 1))
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions?q=left", { again: true })
        yield* settled(page)
        yield* pretend(page, /\/bulk$/, { results: [], succeeded: 10_000, failed: 0, remaining: 3 })
        yield* done(() => page.check("[data-action=pickAll]"))
        yield* bulk(page, "resume")
        yield* said(page, "3 subscriptions more match and were left as they are: narrow the list to reach them.")
      })
    )

    it.effect(
      "bulk: all that match are more than those that are shown; archiving waits, deleting asks and names how many",
      () =>
        Effect.gen(function* () {
          yield* importing(paused("many", 130))
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/subscriptions?q=many", {
            again: true,
            before: (page) => done(() => page.clock.install())
          })
          yield* settled(page)
          yield* done(() => page.check("[data-action=pickAll]"))
          yield* done(() => page.waitForSelector("#bulk :text('100 chosen')"))
          yield* done(() => page.click("[data-action=everyMatch]"))
          yield* done(() => page.waitForSelector("#bulk :text('130 chosen')"))
          yield* accessible(page, "the bulk bar")
          yield* view(page, "bulk")

          yield* standStill(page)
          yield* done(() => page.click("#bulk [data-verb=archive]"))
          yield* said(page, "130 subscriptions will be archived.")
          yield* done(() => row(page, "many0001").locator("[data-action=undo]").click())
          yield* done(() => page.clock.runFor(7_000))
          assert.deepInclude(yield* counted("many"), { paused: 130 })

          yield* done(() => page.check("[data-action=pickAll]"))
          yield* done(() => page.click("[data-action=everyMatch]"))
          yield* done(() => page.click("#bulk [data-verb=archive]"))
          yield* done(() =>
            Promise.all([page.waitForResponse((it) => it.url().endsWith("/bulk") && it.ok()), page.clock.runFor(6_000)])
          )
          yield* said(page, "130 subscriptions archived.")
          assert.deepInclude(yield* counted("many"), { archived: 130 })

          yield* done(() => page.check("[data-action=pickAll]"))
          yield* done(() => page.click("[data-action=everyMatch]"))
          yield* done(() => page.click("#bulk [data-verb=delete]"))
          yield* done(() => page.waitForSelector("dialog h2:text('Unsubscribe 130 subscriptions?')"))
          yield* done(() => page.click("dialog [data-action=dismiss] >> nth=0"))
          assert.deepInclude(yield* counted("many"), { total: 130 })
          yield* done(() => page.click("#bulk [data-verb=delete]"))
          yield* done(() =>
            Promise.all([
              page.waitForResponse((it) => it.url().endsWith("/bulk") && it.ok()),
              page.click("dialog [data-action=yes]")
            ])
          )
          yield* said(page, "130 subscriptions unsubscribed.")
          assert.deepInclude(yield* counted("many"), { total: 0 })
        }),
      120_000
    )

    it.effect("bulk: an archiving that still waits is sent when the page is left", () =>
      Effect.gen(function* () {
        yield* importing(paused("left", 2))
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions?q=left", { again: true })
        yield* settled(page)
        yield* done(() => page.check("[data-action=pickAll]"))
        yield* done(() => page.click("#bulk [data-verb=archive]"))
        yield* done(() => page.goto("about:blank"))
        yield* eventually(
          "both to be archived",
          Effect.map(counted("left"), ({ archived }) => (archived === 2 ? Option.some(archived) : Option.none()))
        )
      })
    )

    it.effect(
      "F7: resuming is undone as pausing is, an archived one becomes paused, and many restart only when it is meant",
      () =>
        Effect.gen(function* () {
          yield* importing([...paused("back", 2), "hls,back0003,archived"])
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/subscriptions?q=back", { again: true })
          yield* settled(page)
          const undone = () =>
            done(() =>
              Promise.all([
                page.waitForResponse((it) => /\/(?:bulk|pause|archive)(?:\?|$)/.test(it.url()) && it.ok()),
                page.locator("#toasts button:text('Undo')").last().click()
              ])
            )
          yield* done(() => page.check("[data-action=pickAll]"))
          yield* bulk(page, "resume")
          yield* said(page, "3 subscriptions resumed.")
          assert.deepInclude(yield* counted("back"), { active: 3 })
          yield* undone()
          yield* said(page, "1 subscription archived.")
          assert.deepInclude(yield* counted("back"), { paused: 2, archived: 1 })

          const archived = row(page, "back0003")
          yield* done(() => archived.locator("[data-action=pause]").first().click())
          yield* said(page, "hls/back0003 was paused.")
          assert.deepInclude(yield* counted("back"), { paused: 3 })
          yield* undone()
          yield* said(page, "hls/back0003 was archived.")
          assert.deepInclude(yield* counted("back"), { paused: 2, archived: 1 })

          yield* done(() => row(page, "back0001").locator("[data-action=resume]").first().click())
          yield* said(page, "hls/back0001 was resumed.")
          yield* undone()
          yield* said(page, "hls/back0001 was paused.")
          assert.deepInclude(yield* counted("back"), { paused: 2, archived: 1 })

          let asked = 0
          page.on("request", (request) => {
            if (request.url().endsWith("/bulk")) asked += 1
          })
          yield* done(() => page.check("[data-action=pickAll]"))
          yield* done(() => page.click("#bulk [data-verb=restart]"))
          yield* done(() => page.locator("dialog", { hasText: "Restart the recorders of 3 subscriptions?" }).waitFor())
          yield* accessible(page, "the question about many restarts")
          yield* done(() => page.click("dialog .dialog-foot [data-action=dismiss]"))
          assert.strictEqual(asked, 0)
          yield* done(() => page.click("#bulk [data-verb=restart]"))
          yield* done(() =>
            Promise.all([
              page.waitForResponse((it) => it.url().endsWith("/bulk") && it.ok()),
              page.click("dialog [data-action=yes]")
            ])
          )
        })
    )

    it.effect("a pause is undone by resuming; an archived one is resumed on its row", () =>
      Effect.gen(function* () {
        const { admin, signedIn } = yield* Browser
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        const page = yield* signedIn("/subscriptions?q=testcard", { again: true })
        yield* settled(page)
        yield* done(() => page.click("[data-action=pause]"))
        yield* said(page, "hls/testcard was paused.")
        yield* done(() => page.waitForSelector("#list .badge-inactive"))
        yield* done(() => page.click("#toasts button:text('Undo')"))
        yield* said(page, "hls/testcard was resumed.")
        yield* done(() => page.waitForSelector("#list .badge-inactive", { state: "detached" }))
        yield* admin.ask("POST", "/subscriptions/hls/testcard/archive")
        yield* done(() => page.click("[data-action=resume]"))
        yield* done(() => page.waitForSelector("#list .badge-inactive", { state: "detached" }))
      })
    )
  })
})
