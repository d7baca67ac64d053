import { assert, layer } from "@effect/vitest"
import { Effect, Option } from "effect"
import type { Page } from "playwright-core"
import { Instant, rfc3339 } from "../../src/domain/values/Time.ts"
import { needing } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { accessible, Browser, done, picture, settled } from "./Browser.ts"
import { gives, press, reads, readsLikeProse, refusedIn, tabTo } from "./reading.ts"

const hour = 3_600_000
const iso = (ms: number) => rfc3339(Instant.make(Math.floor(ms)))

/** Ten stretches of every kind on a line of any length: tenths of it, the sixth a thousandth only. */
const made = (from: number, to: number) => {
  const kinds = [
    ["gap", "before"],
    ["off air", null],
    ["recorded", null],
    ["missed", "link"],
    ["recorded", null],
    ["recorded", null],
    ["gap", "failure"],
    ["off air", null],
    ["gap", "unwanted"],
    ["recorded", null]
  ] as const
  const edges = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.501, 0.6, 0.7, 0.8, 1].map((part) => from + part * (to - from))
  return kinds.map(([kind, cause], i) => ({ kind, cause, from: iso(edges[i] ?? from), to: iso(edges[i + 1] ?? to) }))
}

/** Makes the coverage up from what is asked for, and notes how long a stretch that was, in hours. */
const madeUp = (page: Page, asked: Array<number>) =>
  done(() =>
    page.route(/\/coverage\?/, (route) => {
      const { searchParams } = new URL(route.request().url())
      const [from, to] = [Date.parse(searchParams.get("from") ?? ""), Date.parse(searchParams.get("to") ?? "")]
      asked.push((to - from) / hour)
      return route.fulfill({
        json: {
          driver: "hls",
          username: "testcard",
          from: iso(from),
          to: iso(to),
          stretches: made(from, to),
          totals: {
            recorded: 4 * 3600,
            off_air: 3600,
            missed: 90,
            gap: 7200,
            by_cause: { before: 9000, failure: 70, link: 3700 },
            percent_of_on_air: 99.97,
            percent_of_all: 16.66
          }
        }
      })
    })
  )

const text = (page: Page) => done(() => page.getAttribute("#timeline", "aria-valuetext"))

needing("chromium")("the timeline in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    for (const look of [
      { name: "1280-light", viewport: { width: 1280, height: 800 }, colorScheme: "light" },
      { name: "360-dark", viewport: { width: 360, height: 740 }, colorScheme: "dark" }
    ] as const) {
      it.effect(
        `arrows go from stretch to stretch, and each is told exactly, at ${look.name}`,
        () =>
          Effect.gen(function* () {
            const { admin, signedIn } = yield* Browser
            yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
            const asked: Array<number> = []
            const page = yield* signedIn("/source/hls/testcard", { ...look, before: (page) => madeUp(page, asked) })
            yield* done(() => page.waitForSelector("#timeline"))
            yield* reads(
              page,
              ".figures",
              /Recorded.*4 h.*Of its time on air.*99\.9 %.*Of all this time.*16\.6 %.*Missed/s
            )
            yield* reads(page, ".causes", /could not be reached.*1 h 1 min.*failed.*1 min/s)
            yield* tabTo(page, "#timeline")
            yield* press(page, "Home")
            assert.match((yield* text(page)) ?? "", /^Not recorded: the source was not known yet, /)
            const seen: Array<string> = []
            for (let i = 0; i < 9; i++) {
              yield* press(page, "ArrowRight")
              seen.push(((yield* text(page)) ?? "").split(",")[0] ?? "")
            }
            assert.deepStrictEqual(seen, [
              "Off air",
              "Recorded",
              "Missed: the overseer could not be reached",
              "Recorded",
              "Recorded",
              "Not recorded: the recorder failed",
              "Off air",
              "Not recorded: nobody wanted it",
              "Recorded"
            ])
            yield* press(page, "ArrowRight", "PageUp", "End", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
            const shortest = (yield* text(page)) ?? ""
            assert.match(shortest, /^Recorded, .*\d\d:\d\d:\d\d to .*\d\d:\d\d:\d\d, 1 min$/)
            yield* gives(() => page.textContent("#stretch"), shortest)
            yield* gives(() => page.locator(".stretch-chosen").count(), 1)
            yield* accessible(page, "the timeline")
            yield* readsLikeProse(page)
            yield* picture(page, `timeline-${look.name}`)
          }),
        120_000
      )
    }

    it.effect(
      "the pointer and the finger choose what is under them, however thin, and the choice survives a poll",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          const asked: Array<number> = []
          const page = yield* signedIn("/source/hls/testcard", {
            hasTouch: true,
            before: (page) =>
              Effect.andThen(
                done(() => page.clock.install()),
                madeUp(page, asked)
              )
          })
          const box = yield* done(() => page.locator("#timeline svg").boundingBox())
          if (box === null) return assert.fail("the timeline has no place")
          const at = (part: number) => ({ x: box.x + part * box.width, y: box.y + 20 })
          yield* done(() => page.mouse.move(at(0.35).x, at(0.35).y))
          yield* reads(page, "#stretch", /^Missed: the overseer could not be reached/)
          yield* done(() => page.mouse.move(at(0.5).x + 1, at(0.5).y))
          yield* reads(page, "#stretch", /^Recorded, .*, 1 min$/)
          yield* done(() => page.touchscreen.tap(at(0.55).x, at(0.55).y))
          yield* reads(page, "#stretch", /^Not recorded: the recorder failed/)
          const before = asked.length
          yield* eventually(
            "another reading",
            Effect.map(
              done(() => page.clock.runFor(5_000)),
              () => (asked.length > before ? Option.some(true) : Option.none())
            )
          )
          yield* done(() => page.waitForFunction(() => document.querySelector("#coverage[aria-busy=false]") !== null))
          assert.isAbove(asked.length, before)
          yield* reads(page, "#stretch", /^Not recorded: the recorder failed/)
        }),
      120_000
    )

    it.effect(
      "a day, a week or a month is asked for; what was shown stays until the answer, or the reason why there is none",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          const asked: Array<number> = []
          const page = yield* signedIn("/source/hls/testcard", {
            expected: /status of 503/,
            before: (page) => madeUp(page, asked)
          })
          yield* done(() => page.waitForSelector("#timeline"))
          for (const [days, name] of [
            [7, "7 days"],
            [30, "30 days"],
            [1, "24 hours"]
          ] as const) {
            yield* done(() => page.click(`#coverage .chip:has-text("${name}")`))
            yield* done(() => page.waitForSelector("#coverage[aria-busy=false]"))
            assert.strictEqual(asked.at(-1), days * 24)
            yield* accessible(page, name)
            yield* picture(page, `timeline-${days}`)
          }
          yield* done(() => page.unroute(/\/coverage\?/))
          yield* done(() =>
            page.route(/\/coverage\?/, (route) =>
              route.fulfill({ status: 503, json: { error: "The database can't be reached.", code: "unavailable" } })
            )
          )
          yield* done(() => page.click("[data-days='7']"))
          yield* refusedIn(page, "#coverage", /database can't be reached/)
          yield* gives(() => page.locator("#timeline").count(), 1)
        }),
      120_000
    )

    it.effect(
      "what really was recorded is on the line",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.sees("hls/testcard", "recording")
          const page = yield* signedIn("/source/hls/testcard")
          yield* settled(page)
          yield* reads(page, "#stretch", /^Recorded, /)
          yield* done(() => page.waitForSelector("#timeline .stretch-recorded", { state: "attached" }))
        }),
      120_000
    )
  })
})
