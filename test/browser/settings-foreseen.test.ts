import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { accessible, Browser, done, picture, settled } from "./Browser.ts"
import { reads } from "./reading.ts"
import { configOf } from "./settings.ts"

needing("chromium")("a setting that stops recorders", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "F7: what would stop a recording says so, and which, before it is saved",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.sees("hls/testcard", "recording")
          const page = yield* signedIn("/admin/config", { again: true })
          yield* settled(page)
          const before = yield* configOf(admin)
          yield* done(() => page.fill("#set-min_free_space", "900 TB"))
          yield* done(() => page.click("#savebar .primary"))
          yield* reads(page, "dialog", /Stop 1 recorder\?.*1 recorder is stopped, recording now: hls\/testcard\./s)
          yield* accessible(page, "the question about a setting that stops a recorder")
          yield* picture(page, "settings-foreseen")
          yield* done(() => page.click("dialog .dialog-foot [data-action=dismiss]"))
          yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
          assert.deepStrictEqual(yield* configOf(admin), before)
          assert.strictEqual((yield* admin.view("hls/testcard")).status, "recording")
          yield* done(() => page.click("#savebar .primary"))
          yield* done(() => page.click("dialog [data-action=yes]"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          yield* admin.sees("hls/testcard", "held")
          yield* done(() => page.fill("#set-min_free_space", "0"))
          yield* done(() => page.click("#savebar .primary"))
          yield* done(() => page.waitForSelector("#savebar", { state: "detached" }))
          yield* admin.ask("DELETE", "/subscriptions/hls/testcard")
        }),
      120_000
    )
  })
})
