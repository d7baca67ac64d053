import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { accessible, Browser, done, pretend } from "./Browser.ts"
import { reads } from "./reading.ts"

needing("chromium")("a source's recordings in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "older recordings are shown on demand, and stay while new ones come",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "old" })
          const file = (session: string, n: number) => ({
            path: `${session}/${session}_0000${n}.ts`,
            name: `${session}_0000${n}.ts`,
            session,
            bytes: 1000,
            started_at: "2026-01-05T03:04:05Z",
            duration: 1,
            status: "finished",
            conversion: null,
            recording: null
          })
          const answer = (files: ReadonlyArray<object>, next: string | null) => ({
            driver: "hls",
            username: "old",
            files,
            complete: next === null,
            next_cursor: next
          })
          const [first, second, third] = [file("c", 0), file("b", 0), file("b", 1)]
          const page = yield* signedIn("/source/hls/old", {
            before: (page) =>
              Effect.gen(function* () {
                yield* done(() => page.clock.install())
                yield* pretend(page, /\/files$/, answer([first, second], second.path))
                yield* pretend(page, /\/files\?cursor=b%2Fb_00000.ts$/, answer([third, file("a", 0)], null))
              })
          })
          const sessions = () =>
            done(() =>
              page
                .locator("#sessions > li")
                .evaluateAll((all) =>
                  all.map((one) => `${one.dataset["key"]}: ${one.querySelector("summary")?.textContent}`)
                )
            )
          yield* reads(page, "#panel", /Show older recordings/)
          yield* accessible(page, "a page of recordings")
          assert.deepStrictEqual(yield* sessions(), ["session c: 1 file", "session b: 1 file"])
          yield* done(() => page.click("[data-action=older]"))
          yield* done(() => page.waitForSelector("[data-action=older]", { state: "detached" }))
          const all = ["session c: 1 file", "session b: 2 files", "session a: 1 file"]
          assert.deepStrictEqual(yield* sessions(), all)
          yield* done(() => page.unroute(/\/files$/))
          yield* pretend(page, /\/files$/, answer([file("d", 0), first], first.path))
          yield* done(() =>
            Promise.all([page.waitForResponse((it) => it.url().endsWith("/files")), page.clock.runFor(12_000)])
          )
          yield* done(() => page.waitForSelector("[data-key='session d']"))
          assert.deepStrictEqual(yield* sessions(), ["session d: 1 file", ...all])
        }),
      120_000
    )
  })
})
