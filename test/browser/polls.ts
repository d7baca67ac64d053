import type { Page } from "playwright-core"
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

/**
 * Stops the clock that the page was given, at the end of one more poll: from now on time passes only where a test lets it, so that
 * a slow machine brings no poll that nobody counts.
 */
export const standStill = (page: Page) =>
  done(() =>
    Promise.all([
      page.waitForResponse((it) => it.url().includes("/api/")),
      // In the page there is no Effect.
      // @effect-diagnostics-next-line globalDate:off
      page.evaluate(() => Date.now()).then((now) => page.clock.pauseAt(now + 10_000))
    ])
  )

/** Lets five seconds pass and waits for the read that they bring. */
export const nextPoll = (page: Page) =>
  done(() => Promise.all([page.waitForResponse((it) => it.url().includes("/api/")), page.clock.runFor(5_000)]))
