import { Effect } from "effect"
import type { Page, Request } from "playwright-core"
import { done } from "./Browser.ts"

declare global {
  interface Window {
    changes: Array<string>
  }
}

/** Notes in `window.changes` whatever happens to the page's nodes from now on. */
export const watchChanges = (page: Page) =>
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

/** Milliseconds by the page's own clock, which may go on by itself. */
export const timeOf = (page: Page) =>
  // In the page there is no Effect.
  // @effect-diagnostics-next-line globalDate:off
  done(() => page.evaluate(() => Date.now()))

/**
 * Lets time pass and waits for the read that this brings, whatever an earlier one still does. Where that is not over, the five seconds until the
 * next begin only then: so they are let pass again where nobody asks for long.
 */
const readAfter = Effect.fnUntraced(function* (page: Page, passing: () => Promise<void>) {
  const asked: Array<Request> = []
  const hears = (it: Request) => void (it.url().includes("/api/") && asked.push(it))
  yield* Effect.acquireRelease(
    Effect.sync(() => void page.on("request", hears)),
    () => Effect.sync(() => void page.off("request", hears))
  )
  const heard = Effect.repeat(Effect.sleep("20 millis"), { until: () => asked.length > 0, times: 250 })
  const passes = Effect.gen(function* () {
    yield* Effect.andThen(done(passing), heard)
    while (asked.length === 0)
      yield* Effect.andThen(
        done(() => page.clock.runFor(5_000)),
        heard
      )
  })
  const answered = done(() => page.waitForResponse((it) => asked.includes(it.request())))
  yield* Effect.all([answered, passes], { concurrency: "unbounded" })
}, Effect.scoped)

/**
 * Stops the clock that the page was given, at the end of one more poll: from now on time passes only where a test lets it, so that
 * a slow machine brings no poll that nobody counts.
 */
export const standStill = (page: Page) =>
  Effect.flatMap(timeOf(page), (now) => readAfter(page, () => page.clock.pauseAt(now + 10_000)))

/** What a step of the clock brings: a read of the list. */
export const readOfList = (page: Page, passing: () => Promise<void>) =>
  done(() => Promise.all([page.waitForResponse((answer) => answer.url().includes("/api/subscriptions?")), passing()]))

/** Lets five seconds pass and waits for the read that they bring. */
export const nextPoll = (page: Page) => readAfter(page, () => page.clock.runFor(5_000))
