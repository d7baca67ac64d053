import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { Browser, done, settled } from "./Browser.ts"
import { nextPoll, standStill, watchChanges } from "./polls.ts"
import { gives } from "./reading.ts"

declare global {
  interface Window {
    /** Timers that have not fired, by id, with their delay. */
    waiting: Map<number, number>
    intervals: number
    /** Signals of reads that go on, and how many there were at most at one time that nobody had broken off. */
    reading: Set<AbortSignal>
    most: number
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

/** Counts what is read at one time; polled reads are those that can be broken off. */
const countReads = () => {
  window.reading = new Set()
  window.most = 0
  const { fetch } = window
  window.fetch = (address, options) => {
    const signal = options?.signal
    if (signal === undefined || signal === null) return fetch(address, options)
    window.reading.add(signal)
    window.most = Math.max(window.most, [...window.reading].filter((one) => !one.aborted).length)
    return fetch(address, options).finally(() => window.reading.delete(signal))
  }
}

const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, value })
    document.dispatchEvent(new Event("visibilitychange"))
  }, hidden)

needing("chromium")("polling", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    for (const who of ["mira", "admin"]) {
      for (const [path, list] of [
        ["/subscriptions", "/api/subscriptions"],
        ["/", who === "admin" ? "/api/sources" : "/api/subscriptions"]
      ] as const) {
        it.effect(`on ${path} a poll of ${who}'s that changed nothing costs one 304 and touches no node`, () =>
          Effect.gen(function* () {
            const { admin, signedIn } = yield* Browser
            yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
            yield* admin.ask("POST", "/subscriptions/import?user_id=2", {
              subscriptions: [{ driver: "hls", username: "testcard", posture: "paused" }]
            })
            const before = (page: Page) => done(() => page.clock.install())
            const page = yield* signedIn(path, { who, again: true, before })
            yield* settled(page)
            yield* standStill(page)
            yield* nextPoll(page)

            const answers: Array<string> = []
            page.on("response", (answer) => {
              const { pathname } = new URL(answer.url())
              // What the page itself is made of may still come in when the first polls are through.
              if (pathname.startsWith("/api/")) answers.push(`${answer.status()} ${pathname}`)
            })
            yield* watchChanges(page)
            for (let i = 0; i < 4; i++) yield* nextPoll(page)
            assert.deepStrictEqual(
              answers,
              Array.from({ length: 4 }, () => `304 ${list}`)
            )
            assert.deepStrictEqual(yield* done(() => page.evaluate(() => window.changes)), [])

            yield* done(() => setHidden(page, true))
            yield* done(() => page.clock.runFor(60_000))
            assert.lengthOf(answers, 4)
            yield* done(() =>
              Promise.all([page.waitForResponse((it) => it.url().includes(list)), setHidden(page, false)])
            )
          })
        )
      }
    }

    it.effect("F3: fifty quick navigations leave one timer, and never two reads at a time", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/", {
          again: true,
          before: (page) => done(() => page.addInitScript(countTimers).then(() => page.addInitScript(countReads)))
        })
        yield* settled(page)
        const places = ["/", "/subscriptions", "/source/hls/testcard", "/profile", "/admin/sources"]
        const visit = (rounds: number, wait: number) =>
          done(() =>
            page.evaluate(
              ({ places, rounds, wait }) =>
                Array.from({ length: rounds }).reduce<Promise<void>>(
                  (before, _, i) =>
                    before.then(() => {
                      history.pushState(null, "", places[i % places.length])
                      dispatchEvent(new PopStateEvent("popstate"))
                      // In the page there is no Effect.
                      // @effect-diagnostics-next-line newPromise:off
                      return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: wait }))
                    }),
                  Promise.resolve()
                ),
              { places, rounds, wait }
            )
          )
        yield* visit(25, 1)
        yield* visit(25, 60)
        yield* settled(page)
        yield* done(() =>
          page.waitForFunction(() => [...window.waiting.values()].filter((delay) => delay >= 5_000).length === 1)
        )
        yield* gives(() => page.evaluate(() => [window.intervals, window.most, window.reading.size]), [1, 1, 0])
      })
    )

    it.effect("a server that takes its time is not asked twice", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions", {
          again: true,
          before: (page) => done(() => page.clock.install().then(() => page.addInitScript(countReads)))
        })
        yield* settled(page)
        let asked = 0
        const { promise: patience, resolve: answer } = Promise.withResolvers<void>()
        yield* done(() =>
          page.route("**/api/subscriptions?*", (route) => {
            asked += 1
            return patience.then(() => route.continue())
          })
        )
        yield* done(() => Promise.all([page.waitForRequest("**/api/subscriptions?*"), page.clock.runFor(5_000)]))
        yield* done(() => page.clock.runFor(14_000))
        yield* done(() => page.fill("#q", "impatient"))
        assert.strictEqual(asked, 1)
        yield* done(() =>
          Promise.all([page.waitForResponse((it) => it.url().includes("q=impatient")), Promise.resolve(answer())])
        )
        assert.deepStrictEqual([asked, yield* done(() => page.evaluate(() => window.most))], [2, 1])
      })
    )
  })
})
