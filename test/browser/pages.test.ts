import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture, settled } from "./Browser.ts"
import { looks } from "./looks.ts"

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

const overflow = (page: Page) => done(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth))

const fits = Effect.fnUntraced(function* (page: Page, path: string) {
  assert.isAtMost(yield* overflow(page), 0, `${path} is wider than the window`)
  const usual = page.viewportSize()
  if (usual === null || usual.width > 360) return
  yield* done(() => page.setViewportSize({ width: 320, height: 640 }))
  assert.isAtMost(yield* overflow(page), 0, `${path} is wider than 320 px`)
  yield* done(() => page.setViewportSize(usual))
})

/** What a person sees and reads of the page. */
const readable = Effect.fnUntraced(function* (page: Page, path: string) {
  if (path.endsWith("log")) return
  const text = yield* done(() => page.evaluate(() => document.body.textContent))
  assert.notMatch(text ?? "", /\d{4}-\d\d-\d\dT|\bNaN\b|undefined|null|\[object/, path)
})

needing("chromium")("every page", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    for (const who of ["admin", "mira"]) {
      for (const { name, ...look } of looks) {
        it.effect(
          `is well formed, fits, is accessible and free of complaints for ${who} at ${name}`,
          () =>
            Effect.gen(function* () {
              const { admin, signedIn } = yield* Browser
              yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
              for (const username of ["testcard", "blinker", "no-such-channel-with-a-rather-long-name"]) {
                yield* admin.ask("POST", "/subscriptions", { driver: "hls", username })
                yield* admin.ask("POST", "/subscriptions?user_id=2", { driver: "hls", username })
              }
              const page = yield* signedIn("/", { who, again: true, ...look })
              for (const path of pagesOf(who)) {
                yield* done(() => page.goto(path))
                yield* settled(page)
                yield* accessible(page, path)
                yield* fits(page, path)
                yield* readable(page, path)
                yield* picture(page, `${who}${path.replaceAll(/\W+/g, "-")}-${name}`)
              }
            }),
          300_000
        )
      }
    }
  })
})
