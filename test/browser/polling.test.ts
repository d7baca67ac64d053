import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Page, Request } from "playwright-core"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { Browser, done, settled } from "./Browser.ts"

declare global {
  interface Window {
    /** Timers that have not fired, by id, with their delay. */
    waiting: Map<number, number>
    intervals: number
    changes: Array<string>
  }
}

/** Counts the page's timers from its very beginning. */
const countTimers = () => {
  window.waiting = new Map()
  window.intervals = 0
  const { clearTimeout: clear, setInterval: repeat, setTimeout: wait } = window
  const counting = (act: () => void, delay = 0) => {
    const id = Number(
      wait(() => {
        window.waiting.delete(id)
        act()
      }, delay)
    )
    window.waiting.set(id, delay)
    return id
  }
  const forgetting = (id?: number) => {
    window.waiting.delete(Number(id))
    clear(id)
  }
  const repeating = (act: () => void, delay?: number) => {
    window.intervals += 1
    return repeat(act, delay)
  }
  Object.assign(window, { setTimeout: counting, clearTimeout: forgetting, setInterval: repeating })
}

const watchChanges = (page: Page) =>
  done(() =>
    page.evaluate(() => {
      window.changes = []
      new MutationObserver((records) =>
        window.changes.push(...records.map(({ target, type }) => `${type} ${target.nodeName}`))
      ).observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true
      })
    })
  )

needing("chromium")("polling", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect("a poll that changed nothing costs one 304 and touches no node; a hidden tab does not poll", () =>
      Effect.gen(function* () {
        const { admin, signedIn, signIn } = yield* Browser
        yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
        const mira = yield* signIn("mira", adminPassword)
        yield* mira.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        yield* mira.ask("POST", "/subscriptions/hls/testcard/pause")
        const page = yield* signedIn("/subscriptions", {
          who: "mira",
          before: (page) => done(() => page.clock.install())
        })
        yield* settled(page)
        yield* mira.sees("hls/testcard", "inactive")
        yield* done(() =>
          Promise.all([
            page.waitForResponse((it) => it.url().includes("/api/subscriptions?")),
            page.clock.runFor(5_000)
          ])
        )

        const answers: Array<string> = []
        page.on("response", (answer) => answers.push(`${answer.status()} ${new URL(answer.url()).pathname}`))
        yield* watchChanges(page)
        yield* done(() => Promise.all([page.waitForResponse((it) => it.status() === 304), page.clock.runFor(5_000)]))
        assert.deepStrictEqual(answers, ["304 /api/subscriptions"])
        assert.deepStrictEqual(yield* done(() => page.evaluate(() => window.changes)), [])

        yield* done(() =>
          page.evaluate(() => {
            Object.defineProperty(document, "hidden", { configurable: true, value: true })
            document.dispatchEvent(new Event("visibilitychange"))
          })
        )
        yield* done(() => page.clock.runFor(60_000))
        assert.lengthOf(answers, 1)
        yield* done(() =>
          Promise.all([
            page.waitForResponse((it) => it.url().includes("/api/subscriptions")),
            page.evaluate(() => {
              Object.defineProperty(document, "hidden", { configurable: true, value: false })
              document.dispatchEvent(new Event("visibilitychange"))
            })
          ])
        )
      })
    )

    it.effect("fifty quick navigations leave one timer, and at most one read under way", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/", { before: (page) => done(() => page.addInitScript(countTimers)) })
        yield* settled(page)
        const places = ["/", "/subscriptions", "/source/hls/testcard", "/profile", "/admin/sources"]
        const reads = /\/api\/(subscriptions|sources)\?/
        const running = new Set<Request>()
        page.on("request", (it) => void (reads.test(it.url()) && running.add(it)))
        page.on("requestfinished", (it) => void running.delete(it))
        page.on("requestfailed", (it) => void running.delete(it))
        yield* done(() =>
          page.evaluate((places) => {
            for (let i = 0; i < 50; i++) {
              history.pushState(null, "", places[i % places.length])
              dispatchEvent(new PopStateEvent("popstate"))
            }
          }, places)
        )
        yield* settled(page)
        yield* done(() =>
          page.waitForFunction(() => [...window.waiting.values()].filter((delay) => delay >= 5_000).length === 1)
        )
        assert.strictEqual(yield* done(() => page.evaluate(() => window.intervals)), 1)
        assert.isAtMost(running.size, 1)
      })
    )

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
          const row = (name: string) => page.locator("#list tbody tr", { hasText: name })

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

    it.effect("an action is at hand within two polls of the server's return, and the banner told of its absence", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions", {
          expected: /ERR_FAILED/,
          before: (page) => done(() => page.clock.install())
        })
        yield* settled(page)
        yield* done(() => page.route("**/api/**", (route) => route.abort()))
        yield* done(() => page.clock.runFor(5_000))
        yield* done(() => page.waitForSelector("#away:not([hidden]) time"))
        assert.strictEqual(yield* done(() => page.locator("#list, .empty").count()), 1)
        yield* done(() => page.unroute("**/api/**"))
        yield* done(() => page.clock.runFor(10_000))
        yield* done(() => page.waitForSelector("#away", { state: "hidden" }))
      })
    )
  })
})
