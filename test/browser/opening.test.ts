import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { Browser, done, settled } from "./Browser.ts"

/** Where one may press to open a source, and what within may be pressed for something else. */
const places = [
  { path: "/", row: "#now .card", spot: ".card-shot" },
  { path: "/subscriptions", row: "#list .sub", spot: ".sub-why", within: ".sub-pick input" },
  { path: "/admin/sources", row: "#sources tbody tr", spot: ".cell-live", within: "[data-action=restart]" }
] as const

needing("chromium")("F7: a row or a card opens as a whole", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    for (const { path, row, spot, ...more } of places) {
      it.effect(
        `on ${path}: by a press anywhere, in a tab of its own by a middle click, by Enter; not by what lies in it`,
        () =>
          Effect.gen(function* () {
            const { admin, signedIn } = yield* Browser
            yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
            yield* admin.sees("hls/testcard", "recording")
            const page = yield* signedIn(path, { again: true })
            yield* settled(page)
            yield* done(() => page.waitForSelector(row))
            const here = page.url()
            const one = page.locator(row).filter({ hasText: "hls/testcard" })
            const isOpen = () => done(() => page.waitForURL((url) => url.pathname === "/source/hls/testcard"))

            if ("within" in more) {
              yield* done(() => one.locator(more.within).first().click())
              assert.strictEqual(page.url(), here)
            }
            const box = yield* done(() => one.locator(spot).boundingBox())
            if (box === null) return assert.fail("it is shown")
            const [x, y] = [box.x + 8, box.y + 8]
            const [tab] = yield* done(() =>
              Promise.all([page.context().waitForEvent("page"), page.mouse.click(x, y, { button: "middle" })])
            )
            yield* done(() => tab.waitForURL((url) => url.pathname === "/source/hls/testcard"))
            yield* done(() => tab.close())
            assert.strictEqual(page.url(), here)
            yield* done(() => page.mouse.click(x, y))
            yield* isOpen()
            yield* done(() => page.goBack())
            yield* done(() => page.waitForSelector(row))
            yield* done(() => one.locator("[data-row]").focus())
            yield* done(() => page.keyboard.press("Enter"))
            yield* isOpen()
          })
      )
    }
  })
})
