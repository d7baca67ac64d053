import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { busyList } from "../bench/browserLists.ts"
import { needing } from "../Programs.ts"
import { Browser, done, settled } from "./Browser.ts"
import { nextPoll, standStill, watchChanges } from "./polls.ts"
import { gives } from "./reading.ts"

const many = 1_050

const imported = Effect.gen(function* () {
  const { admin } = yield* Browser
  const subscriptions = Array.from({ length: many }, (_, i) => ({
    driver: "hls",
    username: `channel-${String(i + 1).padStart(4, "0")}`,
    posture: "paused"
  }))
  yield* admin.ask("POST", "/subscriptions/import", { subscriptions })
})

/** Waits until the table has so many rows. */
const shown = (page: Page, count: number) =>
  done(() => page.waitForFunction((n) => document.querySelectorAll("#rows .sub").length === n, count))

/** Scrolls down until the whole page of the list is there. */
const scrolled = Effect.fnUntraced(function* (page: Page) {
  yield* shown(page, 100)
  for (const count of [300, 500, 1000]) {
    yield* done(() => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight)))
    yield* shown(page, count)
  }
})

needing("chromium")("a thousand subscriptions", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "come as one scrolls, each once and in order, up to a thousand on one page; the rest is on the next",
      () =>
        Effect.gen(function* () {
          yield* imported
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/subscriptions")
          yield* settled(page)
          yield* scrolled(page)
          const names = yield* done(() => page.locator("#list .sub-name").allTextContents())
          assert.deepStrictEqual(names, [...new Set(names)].sort())
          yield* done(() => page.click("[data-action=after]"))
          yield* shown(page, 50)
          yield* done(() => page.waitForSelector(".pager :text('1,001–1,050 of 1,050')"))
          yield* done(() => page.click("[data-action=before]"))
          yield* shown(page, 1000)
        }),
      120_000
    )

    it.effect(
      "cost one 304 a poll when nothing changed, though they come in two parts, and no node is touched",
      () =>
        Effect.gen(function* () {
          yield* imported
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/subscriptions", { before: (page) => done(() => page.clock.install()) })
          yield* settled(page)
          yield* scrolled(page)
          yield* standStill(page)
          yield* nextPoll(page)
          const answers: Array<string> = []
          page.on("response", (answer) => answers.push(`${answer.status()} ${new URL(answer.url()).pathname}`))
          yield* watchChanges(page)
          for (let i = 0; i < 3; i++) yield* nextPoll(page)
          assert.deepStrictEqual(
            answers,
            Array.from({ length: 3 }, () => "304 /api/subscriptions")
          )
          assert.deepStrictEqual(yield* done(() => page.evaluate(() => window.changes)), [])
        }),
      120_000
    )

    it.effect("say the truth far out of sight too: figures at every poll, clocks when they come into sight", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const { promise: patience, resolve: answer } = Promise.withResolvers<void>()
        let asked = 0
        const page = yield* signedIn("/subscriptions", {
          again: true,
          before: (page) =>
            Effect.gen(function* () {
              yield* done(() => page.clock.install().then(() => busyList(page, 100)))
              // A poll brings every clock up to date: none is through before a second is seen to pass without one.
              yield* done(() =>
                page.route("**/api/subscriptions?*", (route) => {
                  asked += 1
                  return asked === 1 ? route.fallback() : patience.then(() => route.fallback())
                })
              )
            })
        })
        yield* settled(page)
        yield* shown(page, 100)
        const text = (key: number, what: string) =>
          done(() => page.textContent(`#rows [data-key='${key}'] .sub-live ${what}`))
        const size = yield* text(99, ".number:last-child")
        const clock = yield* text(99, "time")
        yield* done(() => page.clock.runFor(1_000))
        yield* done(() => page.waitForFunction((it) => document.querySelector("#rows time")?.textContent !== it, clock))
        assert.strictEqual(yield* text(99, "time"), clock)
        answer()
        yield* nextPoll(page)
        yield* done(() =>
          page.waitForFunction(
            (it) => document.querySelector("#rows [data-key='99'] .number:last-child")?.textContent !== it,
            size
          )
        )
        yield* gives(() => page.evaluate(() => scrollY), 0)
        yield* done(() => page.clock.runFor(3_000))
        yield* done(() => page.locator("#rows [data-key='99']").scrollIntoViewIfNeeded())
        yield* done(() =>
          page.waitForFunction(() => {
            const [first, last] = [1, 99].map((key) => document.querySelector(`#rows [data-key='${key}'] time`))
            return first?.textContent === last?.textContent
          })
        )
      })
    )
  })
})
