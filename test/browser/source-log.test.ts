import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { accessible, Browser, done, picture, pretend } from "./Browser.ts"
import { gives, press, reads, tabTo } from "./reading.ts"

const ts = "2026-01-05T03:04:05Z"
const line = (seq: number, text: string, stream = "stdout") => ({ seq, ts, stream, line: text })
const many = Array.from({ length: 300 }, (_, i) => line(1000 + i, i % 3 === 0 ? `an Apple, number ${i}` : `line ${i}`))

/** A log that is made up: what it holds, and behind which line it was asked for what came, each time. */
const madeUp = (page: Page, log: { lines: ReadonlyArray<ReturnType<typeof line>>; readonly asked: Array<number> }) =>
  done(() =>
    page.route(/\/logs\?/, (route) => {
      const since = Number(new URL(route.request().url()).searchParams.get("since") ?? 0)
      log.asked.push(since)
      return route.fulfill({ json: { logs: log.lines.filter(({ seq }) => seq > since) } })
    })
  )

const poll = (page: Page, for_: RegExp) =>
  done(() => Promise.all([page.waitForResponse((it) => for_.test(it.url())), page.clock.runFor(5_000)]))

needing("chromium")("a source's log and events in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "the log follows its end, waits for who reads above, can be paused, and tells what is missing",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          const log = { lines: many, asked: [] as number[] }
          const page = yield* signedIn("/source/hls/testcard?tab=log", {
            before: (page) =>
              Effect.andThen(
                done(() => page.clock.install()),
                madeUp(page, log)
              )
          })
          yield* reads(page, "#log-count", /^300 lines$/)
          const above = () =>
            page.evaluate(() => {
              const log = document.querySelector("#log")
              return log === null ? -1 : log.scrollHeight - log.clientHeight - log.scrollTop
            })
          const atEnd = done(() =>
            page.waitForFunction(() => {
              const log = document.querySelector("#log")
              return log !== null && log.scrollHeight - log.clientHeight - log.scrollTop < 8
            })
          )
          yield* atEnd
          log.lines = [...many, line(1300, "a new one")]
          yield* poll(page, /\/logs\?/)
          yield* reads(page, ".log-line", /a new one/)
          // The page may have read on since.
          assert.deepStrictEqual([...new Set(log.asked)].slice(0, 2), [0, 1299])
          yield* atEnd

          yield* done(() => page.evaluate(() => document.querySelector("#log")?.scrollTo(0, 100)))
          yield* done(() => page.waitForSelector("[data-action=logEnd]"))
          log.lines = [...log.lines, line(1302, "one is missing before this")]
          yield* poll(page, /\/logs\?/)
          yield* done(() => page.waitForSelector("[data-key='1302']", { state: "attached" }))
          yield* done(() => page.waitForSelector("[data-key='gap-1302']", { state: "attached" }))
          assert.isAbove(yield* done(above), 1_000)
          yield* accessible(page, "a log that is scrolled up")
          yield* done(() => page.click("[data-action=logEnd]"))
          yield* atEnd
          yield* done(() => page.waitForSelector("[data-action=logEnd]", { state: "detached" }))

          yield* tabTo(page, "[data-action=pauseLog]")
          yield* press(page, "Enter")
          yield* reads(page, "#log-count", /paused at \d\d:\d\d:\d\d/)
          log.lines = [...log.lines, line(1303, "came while it was paused")]
          // What was asked for before the pause has come by then.
          yield* poll(page, /\/api\/sources\/hls\/testcard$/)
          const asked = [...log.asked]
          yield* poll(page, /\/api\/sources\/hls\/testcard$/)
          yield* poll(page, /\/api\/sources\/hls\/testcard$/)
          assert.deepStrictEqual(log.asked, asked)
          assert.strictEqual(yield* done(() => page.locator("[data-key='1303']").count()), 0)
          yield* accessible(page, "a paused log")
          yield* picture(page, "log-paused")
          yield* press(page, "Enter")
          yield* reads(page, ".log-line", /came while it was paused/)
        }),
      120_000
    )

    it.effect(
      "the log is searched, what is found is marked, and lines are shown as people read them or as they were printed",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          const event =
            '{"event":"HEARTBEAT","bytes_written":"279744","file":"/data/hls/a.ts","time":"2026-01-05T03:04:05Z"}'
          const log = { lines: [...many, line(1300, event), line(1301, "it broke", "stderr")], asked: [] }
          const page = yield* signedIn("/source/hls/testcard?tab=log", {
            viewport: { width: 360, height: 740 },
            colorScheme: "dark",
            before: (page) => madeUp(page, log)
          })
          yield* reads(page, ".log-line", /HEARTBEAT 280 kB · a\.ts/)
          yield* done(() => page.fill("#log-q", "APPLE"))
          yield* reads(page, "#log-count", /^100 of 302 lines$/)
          yield* gives(() => page.locator("#log mark").count(), 100)
          yield* accessible(page, "a log that is searched")
          yield* picture(page, "log-searched-360-dark")
          yield* done(() => page.fill("#log-q", "no such text"))
          yield* reads(page, "#log", /No line has “no such text” in it/)
          yield* done(() => page.fill("#log-q", "279744"))
          yield* reads(page, "#log-count", /^0 of 302 lines$/)
          yield* done(() => page.click("[data-action=asPrinted]"))
          yield* reads(page, "#log-count", /^1 of 302 lines$/)
          yield* done(() => page.fill("#log-q", ""))
          yield* reads(page, ".log-line", /"bytes_written":"279744"/)
        }),
      120_000
    )

    it.effect(
      "what recorders really print comes into the log, what they did into the events",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "no-such-channel" })
          const page = yield* signedIn("/source/hls/no-such-channel?tab=log")
          yield* reads(page, ".log-line", /fatal no address of "no-such-channel" is known/)
          yield* done(() => page.click("#tab-events"))
          yield* reads(page, "#panel tbody tr", /Recorder ended by itself.*1.*no address of/s)
          yield* reads(page, "#panel tbody tr", /Recorder started/)
          yield* accessible(page, "events")
          yield* picture(page, "events")
          yield* press(page, "Shift+Tab")
          yield* tabTo(page, "#tab-events")
          yield* press(page, "ArrowLeft")
          yield* done(() => page.waitForSelector("#tab-log[aria-selected=true]:focus"))
        }),
      120_000
    )

    it.effect(
      "events of every kind are told in words, those that are trouble as trouble",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          const kinds = ["queued", "started", "stopped", "exited", "lost", "errored", "reset", "gap"]
          const events = kinds.map((event_type, i) => ({
            id: i + 1,
            pid: event_type === "errored" ? null : 4711,
            event_type,
            exit_code: event_type === "exited" ? 137 : null,
            task_id: "sd-1",
            detail: event_type === "errored" ? "the recorder failed 5 times within 15 min" : null,
            ts
          }))
          const page = yield* signedIn("/source/hls/testcard?tab=events", {
            viewport: { width: 360, height: 740 },
            before: (page) => pretend(page, /\/events\?/, { events })
          })
          yield* reads(page, "#panel tbody tr:first-child", /Events lost here/)
          yield* gives(() => page.locator("#panel tbody tr").count(), 8)
          yield* gives(() => page.locator("#panel .trouble").count(), 4)
          yield* reads(page, "#panel tbody tr", /Recorder ended by itself.*137.*4711/s)
          yield* accessible(page, "all kinds of events")
          yield* picture(page, "events-360-light")
        }),
      120_000
    )
  })
})
