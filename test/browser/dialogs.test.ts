import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, settled, view } from "./Browser.ts"
import { looks, phone } from "./looks.ts"

interface Opening {
  readonly name: string
  readonly path: string
  /** What opens it, with the focus on it, at Enter. */
  readonly opener: string
  /** What has to be done first. */
  readonly before?: (page: Page) => Promise<unknown>
  /** Where it shows: everywhere if absent. */
  readonly touch?: boolean
}

const dialogs: ReadonlyArray<Opening> = [
  { name: "quick search", path: "/", opener: "[data-frame=search]" },
  { name: "import", path: "/subscriptions", opener: "[data-action=import]" },
  { name: "export", path: "/subscriptions", opener: "[data-action=export]" },
  {
    name: "bulk delete",
    path: "/subscriptions",
    opener: "#bulk [data-verb=delete]",
    before: (page) => page.check("[data-action=pickAll]").then(() => page.waitForSelector("#bulk"))
  },
  { name: "actions", path: "/subscriptions", opener: "#list .sub-more", touch: true },
  { name: "new user", path: "/admin/users", opener: "[data-action=create]" },
  { name: "password", path: "/admin/users", opener: "[data-action=password]" },
  { name: "delete user", path: "/admin/users", opener: "tr:last-child [data-action=remove]" },
  { name: "versions", path: "/admin/config", opener: "[data-action=versions]" }
]

const focusIsWithin = (page: Page, selector: string) =>
  done(() => page.evaluate((it) => document.activeElement?.closest(it) !== null, selector))

needing("chromium")("dialogs, menus and notes", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    for (const { name: lookName, ...look } of looks) {
      const touch = "hasTouch" in look
      it.effect(
        `each dialog is accessible, takes the focus and gives it back at Escape, at ${lookName}`,
        () =>
          Effect.gen(function* () {
            const { admin, signedIn } = yield* Browser
            yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
            yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
            const page = yield* signedIn("/", { again: true, ...look })
            for (const { before, name, opener, path, touch: only } of dialogs) {
              if (only !== undefined && only !== touch) continue
              yield* done(() => page.goto(path))
              yield* settled(page)
              if (before !== undefined) yield* done(() => before(page))
              yield* done(() => page.focus(opener))
              yield* done(() => page.keyboard.press("Enter"))
              yield* done(() => page.waitForSelector("dialog[open]"))
              assert.isTrue(yield* focusIsWithin(page, "dialog"), `${name} has the focus`)
              yield* accessible(page, name)
              yield* view(page, `dialog-${name.replace(" ", "-")}-${lookName}`)
              yield* done(() => page.keyboard.press("Escape"))
              yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
              assert.isTrue(yield* focusIsWithin(page, opener), `${name} gives the focus back to ${opener}`)
            }
          }),
        180_000
      )

      it.effect(`the sign-in page, the account menu, the help sheet and notes are accessible at ${lookName}`, () =>
        Effect.gen(function* () {
          const { admin, signedIn, visit } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          const stranger = yield* visit(look, /status of 401/)
          yield* done(() => stranger.goto("/login"))
          yield* done(() => stranger.fill("#username", "admin"))
          yield* done(() => stranger.fill("#password", "wrong"))
          yield* done(() => stranger.press("#password", "Enter"))
          yield* done(() => stranger.waitForSelector("[role=alert]:not(:empty)"))
          yield* accessible(stranger, "sign-in")
          yield* view(stranger, `login-${lookName}`)

          const page = yield* signedIn("/subscriptions", { again: true, ...look })
          yield* settled(page)
          yield* done(() => page.click("#account-button"))
          yield* done(() => page.waitForSelector("#account:popover-open"))
          yield* accessible(page, "account menu")
          yield* view(page, `menu-${lookName}`)
          yield* done(() => page.keyboard.press("Escape"))
          yield* done(() => page.waitForSelector("#account:popover-open", { state: "hidden" }))
          yield* done(() => page.keyboard.press("?"))
          yield* done(() => page.waitForSelector("dialog kbd"))
          yield* accessible(page, "help sheet")
          yield* view(page, `dialog-help-${lookName}`)
          yield* done(() => page.keyboard.press("Escape"))
          yield* done(() => page.focus("#username"))
          yield* done(() => page.keyboard.type("blinker"))
          yield* done(() => page.keyboard.press("Enter"))
          yield* done(() => page.waitForSelector(".toast"))
          yield* accessible(page, "a note")
          yield* view(page, `note-${lookName}`)
        })
      )
    }

    it.effect("what is chosen in the touch menu is done", () =>
      Effect.gen(function* () {
        const { admin, signedIn } = yield* Browser
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        const { name: _, ...look } = phone
        const page = yield* signedIn("/subscriptions?q=testcard", { again: true, ...look })
        yield* settled(page)
        yield* done(() => page.tap("#list .sub-more"))
        yield* done(() => page.tap("dialog [data-name=pause]"))
        yield* done(() => page.waitForSelector("#list .badge-inactive"))
        yield* done(() => page.tap("#list .sub-more"))
        yield* done(() => page.tap("dialog [data-name=resume]"))
        yield* done(() => page.waitForSelector("#list .badge-inactive", { state: "detached" }))
      })
    )
  })
})
