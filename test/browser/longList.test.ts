import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { Browser, done, settled } from "./Browser.ts"

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
          const shown = (count: number) =>
            done(() => page.waitForFunction((n) => document.querySelector("#rows")?.childElementCount === n, count))
          yield* shown(100)
          for (const count of [300, 500, 1000]) {
            yield* done(() => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight)))
            yield* shown(count)
          }
          const names = yield* done(() => page.locator("#list .sub-name").allTextContents())
          assert.deepStrictEqual(names, [...new Set(names)].sort())
          yield* done(() => page.click("[data-action=after]"))
          yield* shown(50)
          yield* done(() => page.waitForSelector(".pager :text('1,001–1,050 of 1,050')"))
          yield* done(() => page.click("[data-action=before]"))
          yield* shown(1000)
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
          const shown = (count: number) =>
            done(() => page.waitForFunction((n) => document.querySelector("#rows")?.childElementCount === n, count))
          yield* shown(100)
          for (const count of [300, 500, 1000]) {
            yield* done(() => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight)))
            yield* shown(count)
          }
          const nextPoll = done(() =>
            Promise.all([page.waitForResponse((it) => it.url().includes("/api/")), page.clock.runFor(5_000)])
          )
          yield* nextPoll
          yield* nextPoll
          const answers: Array<string> = []
          page.on("response", (answer) => answers.push(`${answer.status()} ${new URL(answer.url()).pathname}`))
          yield* done(() =>
            page.evaluate(() => {
              window.changes = []
              new MutationObserver((records) => window.changes.push(...records.map(({ type }) => type))).observe(
                document,
                {
                  subtree: true,
                  childList: true,
                  attributes: true,
                  characterData: true
                }
              )
            })
          )
          for (let i = 0; i < 3; i++) yield* nextPoll
          assert.deepStrictEqual(
            answers,
            Array.from({ length: 3 }, () => "304 /api/subscriptions")
          )
          assert.deepStrictEqual(yield* done(() => page.evaluate(() => window.changes)), [])
        }),
      120_000
    )
  })
})
