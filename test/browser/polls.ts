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

/** Lets five seconds pass and waits for the read that they bring. */
export const nextPoll = (page: Page) =>
  done(() => Promise.all([page.waitForResponse((it) => it.url().includes("/api/")), page.clock.runFor(5_000)]))
