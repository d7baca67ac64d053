import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { Browser, done, pretend, settled } from "./Browser.ts"
import { manyStatuses } from "./madeUp.ts"
import { gives, press, reads } from "./reading.ts"

declare global {
  interface Window {
    /** Controls that the Tab key should come to, and those that it came to without showing so. */
    missed: Set<Element>
    unmarked: Array<string>
  }
}

/** Finds all that can be pressed, chosen or typed into; of a group of radio buttons one is enough. */
const findControls = () => {
  const all = document.querySelectorAll<HTMLElement>(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
  )
  const reachable = [...all].filter((element) => {
    if (element.tabIndex < 0 || element.matches(":disabled") || element.closest("[popover]") !== null) return false
    if (element instanceof HTMLInputElement && element.type === "radio" && !element.checked) return false
    return element.checkVisibility({ visibilityProperty: true })
  })
  window.missed = new Set(reachable)
  window.unmarked = []
  return reachable.length
}

/** Notes where the focus is; gives how many controls it has not yet been on. */
const noteFocus = () => {
  const here = document.activeElement
  if (here === null || here === document.body) return window.missed.size
  // What opens as a whole shows it around all of it.
  const styles = [getComputedStyle(here), getComputedStyle(here, "::after")]
  const isMarked = styles.some(({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && outlineWidth !== "0px")
  if (window.missed.delete(here) && !isMarked) window.unmarked.push(here.outerHTML.slice(0, 120))
  return window.missed.size
}

const tabThrough = Effect.fnUntraced(function* (page: Page, path: string) {
  const many = yield* done(() => page.evaluate(findControls))
  assert.isAbove(many, 3, path)
  // New rows may come while one walks; twice around the page is enough for what was there.
  for (let i = 0; i < 2 * many + 10; i++) {
    yield* done(() => page.keyboard.press("Tab"))
    if ((yield* done(() => page.evaluate(noteFocus))) === 0) break
  }
  const [missed, unmarked] = yield* done(() =>
    page.evaluate(() => [
      [...window.missed].filter((it) => it.isConnected).map((it) => it.outerHTML.slice(0, 120)),
      window.unmarked
    ])
  )
  assert.deepStrictEqual(missed, [], `${path}: not reached by the Tab key`)
  assert.deepStrictEqual(unmarked, [], `${path}: focused without showing it`)
})

const pages = [
  "/",
  "/recordings",
  "/subscriptions",
  "/source/hls/testcard",
  "/source/hls/testcard?tab=log",
  "/source/hls/testcard?tab=settings",
  "/profile",
  "/admin/config",
  "/admin/users",
  "/admin/sources",
  "/admin/diagnostics",
  "/admin/audit"
]

needing("chromium")("the keyboard alone", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "comes to every control of every page, and shows where it is",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.sees("hls/testcard", "recording")
          const page = yield* signedIn("/", { again: true })
          for (const path of pages) {
            yield* done(() => page.goto(path))
            yield* settled(page)
            yield* tabThrough(page, path)
          }
        }),
      300_000
    )

    it.effect("signs in, and comes to every control of that page", () =>
      Effect.gen(function* () {
        const { visit } = yield* Browser
        const page = yield* visit()
        yield* done(() => page.goto("/login"))
        yield* settled(page)
        yield* tabThrough(page, "/login")
        yield* done(() => page.focus("#username"))
        yield* done(() => page.keyboard.type("admin"))
        yield* done(() => page.keyboard.press("Tab"))
        yield* done(() => page.keyboard.type(adminPassword))
        yield* done(() => page.keyboard.press("Enter"))
        yield* done(() => page.waitForSelector("#page h1"))
      })
    )

    it.effect("searches, opens and goes about", () =>
      Effect.gen(function* () {
        const { admin, signedIn } = yield* Browser
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        const page = yield* signedIn("/", { again: true })
        yield* settled(page)
        yield* done(() => page.keyboard.press("/"))
        yield* done(() => page.waitForSelector("dialog #quick"))
        yield* done(() => page.keyboard.type("nothing"))
        yield* done(() => page.keyboard.press("Escape"))
        yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
        const many = { ...manyStatuses, items: manyStatuses.items.slice(0, 8), total: 211 }
        yield* pretend(page, /\/api\/sources\?q=hls/, many)
        const opened = yield* done(() =>
          page.evaluate(() => {
            // Nothing has the focus, and all comes before the browser does anything else, as keys are faster than frames.
            if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
            for (const key of ["/", "Escape", "/"]) {
              const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
              document.activeElement?.dispatchEvent(event)
            }
            return document.activeElement?.matches("dialog[open] #quick")
          })
        )
        assert.isTrue(opened, "what is typed right after the key goes into the search")
        yield* done(() => page.keyboard.type("hls"))
        yield* reads(page, "dialog [role=status]", /The first 8 of 211/)
        yield* gives(() => page.getAttribute("dialog .link", "href"), "/admin/sources?q=hls")
        yield* done(() => page.keyboard.press("Escape"))
        yield* done(() => page.keyboard.press("/"))
        yield* done(() => page.keyboard.type("testc"))
        yield* done(() => page.waitForSelector("#found [aria-selected=true]"))
        yield* done(() => page.keyboard.press("Enter"))
        yield* done(() => page.waitForURL("**/source/hls/testcard"))
        yield* done(() => page.waitForSelector("#timeline"))
        for (const [keys, path] of [
          ["gd", "/"],
          ["gs", "/subscriptions"],
          ["gp", "/profile"],
          ["ga", "/admin/config"]
        ] as const) {
          for (const key of keys) yield* done(() => page.keyboard.press(key))
          yield* done(() => page.waitForURL((url) => url.pathname === path))
          yield* settled(page)
        }
        yield* done(() => page.goto("/"))
        yield* done(() => page.waitForSelector("#page [data-row]"))
        yield* press(page, "j", "ArrowDown", "ArrowUp")
        yield* gives(() => page.evaluate(() => document.activeElement?.matches("[data-row]") === true), true)
        yield* done(() => page.keyboard.press("?"))
        yield* done(() => page.waitForSelector("dialog kbd"))
        yield* done(() => page.keyboard.press("Escape"))
        yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
        yield* done(() => page.keyboard.press("n"))
        yield* done(() => page.waitForFunction(() => document.activeElement?.id === "username"))
      })
    )

    it.effect("adds, goes to a row, pauses it, chooses it and deletes what is chosen", () =>
      Effect.gen(function* () {
        const { admin, signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions?add=1&q=blinker", { again: true })
        yield* settled(page)
        yield* done(() => page.waitForFunction(() => document.activeElement?.id === "username"))
        yield* done(() => page.keyboard.type("blinker"))
        yield* done(() => page.keyboard.press("Enter"))
        yield* done(() => page.waitForSelector("#list .sub-name"))
        yield* done(() => page.click("h1"))
        yield* done(() => page.keyboard.press("j"))
        yield* done(() => page.waitForFunction(() => document.activeElement?.matches("#list .sub-name")))
        const tabTo = (selector: string) =>
          Effect.gen(function* () {
            for (let i = 0; i < 20; i++) {
              yield* done(() => page.keyboard.press("Tab"))
              if (yield* done(() => page.evaluate((it) => document.activeElement?.matches(it) === true, selector)))
                return
            }
            assert.fail(`twenty steps do not lead to ${selector}`)
          })
        yield* tabTo("[data-action=pause]")
        yield* done(() => page.keyboard.press("Enter"))
        yield* done(() => page.waitForSelector("#list .badge-inactive"))
        yield* done(() => page.click("h1"))
        yield* done(() => page.keyboard.press("j"))
        yield* done(() => page.keyboard.press("Shift+Tab"))
        yield* done(() => page.keyboard.press("Space"))
        yield* done(() => page.waitForSelector("#bulk"))
        yield* done(() => page.focus("[data-action=pickAll]"))
        yield* tabTo("#bulk [data-verb=delete]")
        yield* done(() => page.keyboard.press("Enter"))
        yield* done(() => page.waitForSelector("dialog[open]"))
        yield* tabTo("dialog [data-action=yes]")
        yield* done(() => page.keyboard.press("Enter"))
        yield* done(() => page.waitForSelector("#list", { state: "detached" }))
        assert.strictEqual((yield* admin.ask("GET", "/subscriptions/hls/blinker")).status, 404)
      })
    )
  })
})
