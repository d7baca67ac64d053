import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture, settled } from "./Browser.ts"

const pages = [
  "/",
  "/subscriptions",
  "/source/hls/testcard",
  "/source/hls/testcard?tab=log",
  "/source/hls/testcard?tab=events",
  "/source/hls/testcard?tab=settings",
  "/profile",
  "/admin/config",
  "/admin/users",
  "/admin/sources",
  "/admin/diagnostics",
  "/admin/audit",
  "/nowhere"
]

/** Of the pages that are for admins alone, all say the same to others. */
const pagesOf = (who: string) =>
  who === "admin" ? pages : pages.filter((path) => !path.startsWith("/admin/") || path === "/admin/users")

const looks = [
  { name: "1280-light", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  { name: "360-dark", viewport: { width: 360, height: 740 }, colorScheme: "dark" }
] as const

needing("chromium")("every page", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    for (const who of ["admin", "mira"]) {
      for (const { name, ...look } of looks) {
        it.effect(
          `is well formed, accessible and free of complaints for ${who} at ${name}`,
          () =>
            Effect.gen(function* () {
              const { admin, signedIn } = yield* Browser
              yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
              yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
              yield* admin.ask("POST", "/subscriptions?user_id=2", { driver: "hls", username: "testcard" })
              const page = yield* signedIn("/", { who, ...look })
              for (const path of pagesOf(who)) {
                yield* done(() => page.goto(path))
                yield* settled(page)
                yield* accessible(page, path)
                const [text, overflow] = yield* done(() =>
                  page.evaluate(
                    () => [document.body.textContent, document.documentElement.scrollWidth - innerWidth] as const
                  )
                )
                assert.isAtMost(overflow, 0, `${path} is wider than the window`)
                if (!path.endsWith("log")) assert.notMatch(text, /\d{4}-\d\d-\d\dT|\bNaN\b|undefined|null/, path)
                yield* picture(page, `${who}${path.replaceAll(/\W+/g, "-")}-${name}`)
              }
            }),
          120_000
        )
      }
    }

    const dialogs: ReadonlyArray<readonly [path: string, open: string]> = [
      ["/", "[data-frame=search]"],
      ["/subscriptions", "[data-action=import]"],
      ["/admin/users", "[data-action=create]"],
      ["/admin/users", "[data-action=password]"],
      ["/admin/users", "tr:last-child [data-action=remove]"],
      ["/admin/config", "[data-action=versions]"]
    ]

    it.effect("each dialog is accessible, takes the focus and gives it back at Escape", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/")
        for (const [path, opener] of dialogs) {
          yield* done(() => page.goto(path))
          yield* settled(page)
          yield* done(() => page.focus(opener))
          yield* done(() => page.keyboard.press("Enter"))
          yield* done(() => page.waitForSelector("dialog[open]"))
          assert.isTrue(
            yield* done(() => page.evaluate(() => document.activeElement?.closest("dialog") !== null)),
            opener
          )
          yield* accessible(page, opener)
          yield* picture(page, `dialog${opener.replaceAll(/\W+/g, "-")}`)
          yield* done(() => page.keyboard.press("Escape"))
          yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
          const back = yield* done(() => page.evaluate((it) => document.activeElement?.matches(it) === true, opener))
          assert.isTrue(back, `${opener} has the focus again`)
        }
      })
    )

    it.effect("the keyboard alone searches, opens and goes about", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/")
        yield* settled(page)
        yield* done(() => page.keyboard.press("/"))
        yield* done(() => page.waitForSelector("dialog #quick"))
        yield* done(() => page.keyboard.type("testc"))
        yield* done(() => page.waitForSelector("#found [aria-selected=true]"))
        yield* done(() => page.keyboard.press("Enter"))
        yield* done(() => page.waitForURL("**/source/hls/testcard"))
        yield* done(() => page.waitForSelector("#timeline"))
        yield* done(() => page.focus("#timeline"))
        const before = yield* done(() => page.getAttribute("#timeline", "aria-valuetext"))
        yield* done(() => page.keyboard.press("Home"))
        yield* done(() =>
          page.waitForFunction(
            (text) => document.querySelector("#timeline")?.getAttribute("aria-valuetext") !== text,
            before
          )
        )
        yield* done(() => page.keyboard.press("g").then(() => page.keyboard.press("d")))
        yield* done(() => page.waitForURL((url) => url.pathname === "/"))
        yield* done(() => page.keyboard.press("?"))
        yield* done(() => page.waitForSelector("dialog kbd"))
        yield* accessible(page, "the help sheet")
      })
    )
  })
})
