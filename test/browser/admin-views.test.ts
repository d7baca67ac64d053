import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { Status } from "../../src/domain/supervision/Verdict.ts"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture, pretend, settled } from "./Browser.ts"
import { manyStatuses, subscription } from "./madeUp.ts"
import { gives, press, reads, readsLikeProse, refusedIn, tabTo } from "./reading.ts"

const phone = { viewport: { width: 360, height: 740 }, colorScheme: "light" } as const

const source = (status: string, id: number, change: Readonly<Record<string, unknown>> = {}) => ({
  ...subscription(status, id),
  id,
  pid: ["recording", "stalled", "waiting", "refused"].includes(status) ? 4000 + id : null,
  address: id % 2 === 0 ? null : "https://origin.example.org/live.m3u8",
  overridden: [],
  outdated: false,
  subscribers: [{ user_id: 1, owner: "admin", posture: "active" }],
  ...change
})

needing("chromium")("sources, diagnostics and the audit log in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "sources are listed with their subscribers, searched, filtered and restarted",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.ask("POST", "/subscriptions?user_id=2", { driver: "hls", username: "testcard" })
          yield* admin.ask("POST", "/subscriptions/hls/testcard/pause?user_id=2")
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "blinker" })
          yield* admin.sees("hls/testcard", "recording")
          const page = yield* signedIn("/admin/sources", { expected: /status of 503/ })
          yield* reads(page, "#sources tr", /hls\/testcard.*Recording.*admin, mira \(paused\)/s)
          yield* readsLikeProse(page)
          yield* done(() => page.fill("#q", "blink"))
          yield* done(() => page.waitForFunction(() => document.querySelectorAll("#sources tbody tr").length === 1))
          yield* done(() => page.waitForURL(({ href }) => href.includes("q=blink")))
          yield* done(() => page.fill("#q", "127.0.0.1"))
          yield* done(() => page.waitForFunction(() => document.querySelectorAll("#sources tbody tr").length === 2))
          yield* gives(() => page.locator("#sources .cell-host").first().textContent(), "127.0.0.1")
          yield* done(() => page.fill("#q", "nothing like it"))
          yield* reads(page, "#page", /Nothing fits/)
          yield* done(() => page.click("[data-action=everything]"))
          yield* done(() => page.click(".chip[data-status=recording]"))
          yield* done(() => page.waitForSelector(".chip[data-status=recording][aria-pressed=true]"))
          yield* pretend(page, /\/restart$/, { error: "The database can't be reached.", code: "unavailable" }, 503)
          yield* done(() => page.click("[data-action=restart][data-name='hls/testcard']"))
          yield* refusedIn(page, "#sources tr:has-text('hls/testcard')", /database can't be reached/)
          yield* accessible(page, "a refused restart")
          yield* done(() => page.unroute(/\/restart$/))
          yield* done(() => page.click("[data-action=restart][data-name='hls/testcard']"))
          yield* reads(page, "#toasts", /hls\/testcard is being restarted with today's settings/)
        }),
      120_000
    )

    it.effect(
      "every status, many subscribers and own settings have their place, on a phone as well; pages turn",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          const crowd = Array.from({ length: 9 }, (_, i) => ({ user_id: i, owner: `user ${i}`, posture: "active" }))
          const items = Status.literals.map((status, i) =>
            source(
              status,
              i + 1,
              i === 0 ? { subscribers: crowd, overridden: ["resolution", "cookies"], outdated: true } : {}
            )
          )
          const page = yield* signedIn("/admin/sources", {
            ...phone,
            before: (page) =>
              done(() =>
                page.route(/\/api\/sources\?/, (route) => {
                  const cursor = new URL(route.request().url()).searchParams.get("cursor")
                  return route.fulfill({
                    json: { ...manyStatuses, items, total: 211, next_cursor: cursor === null ? "next" : null },
                    headers: { etag: `"${cursor}"` }
                  })
                })
              )
          })
          yield* reads(page, "#sources", /and 3 more/)
          yield* reads(page, "#sources", /Runs on old settings.*2 own settings/s)
          for (const status of Status.literals) yield* done(() => page.waitForSelector(`#sources .badge-${status}`))
          const offered = (action: string) =>
            done(() =>
              page
                .locator(`#sources tr:has([data-action=${action}])`)
                .evaluateAll((rows) => rows.map((row) => row.querySelector(".badge")?.textContent))
            )
          assert.sameMembers(yield* offered("restart"), ["Stalled", "Recording", "Waiting", "Refused"])
          assert.deepStrictEqual(yield* offered("resetError"), ["Error"])
          yield* pretend(page, /\/reset-error\?user_id=0$/, {})
          yield* done(() => page.click("#sources [data-action=resetError]"))
          yield* reads(page, "#toasts", /is tried again/)
          yield* accessible(page, "sources of every status")
          yield* picture(page, "sources-360-light")
          // It would lie over the pager.
          yield* done(() => page.click("#toasts .toast"))
          yield* tabTo(page, "[data-action=after]")
          yield* Effect.all([done(() => page.waitForRequest(/cursor=next/)), press(page, "Enter")], { concurrency: 2 })
          yield* reads(page, ".pager", new RegExp(`101–${100 + Status.literals.length} of 211`))
          yield* done(() => page.click("[data-action=before]"))
          yield* reads(page, ".pager", new RegExp(`1–${Status.literals.length} of 211`))
        }),
      120_000
    )

    it.effect(
      "diagnostics draw the last minutes, name what is around and list the workers",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "not-there" })
          yield* admin.sees("hls/testcard", "recording")
          const page = yield* signedIn("/admin/diagnostics", {
            ...phone,
            expected: /status of 503/,
            before: (page) => done(() => page.clock.install())
          })
          yield* reads(page, ".charts", /Recording now/)
          for (let i = 0; i < 3; i++) {
            yield* done(() =>
              Promise.all([page.waitForResponse((it) => it.url().endsWith("/api/workers")), page.clock.runFor(5_000)])
            )
          }
          yield* done(() => page.waitForSelector(".charts svg[aria-label*='Free on the disk']"))
          yield* gives(() => page.locator(".charts svg").count(), 6)
          yield* reads(page, "#page .lines", /Overseer.*Connected since.*Database.*Connected/s)
          yield* reads(page, ".table", /hls\/testcard.*Running/s)
          yield* tabTo(page, "[data-action=ended]")
          yield* press(page, "Enter")
          yield* reads(page, ".table", /hls\/not-there.*Ended with exit code 1/s)
          yield* accessible(page, "diagnostics")
          yield* readsLikeProse(page, ".charts, .lines")
          yield* picture(page, "diagnostics-360-light")
          yield* pretend(page, /\/api\/workers$/, { error: "The overseer can't be reached.", code: "unavailable" }, 503)
          yield* done(() => page.clock.runFor(5_000))
          yield* reads(page, "section:has(#workers)", /overseer can't be reached/)
        }),
      120_000
    )

    it.effect(
      "what is around and does not answer is told as trouble, with its reason",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          const { body } = yield* admin.ask("GET", "/diagnostics")
          const pool = { limit: 8, running: 8, queue_depth: 15 }
          const away = { configured: true, connected: false, error: null, pool: null, metrics: null, missing: [] }
          const made = {
            ...(yield* Schema.decodeUnknownEffect(Schema.Record(Schema.String, Schema.Unknown))(body)),
            leading: false,
            outdated_runs: 2,
            database_connected: false,
            database_version: null,
            events_waiting: 12,
            action_faults: [
              { file: "/etc/actions.yaml", line: 7, text: "actions.camera.config.entrypoint: it is missing." }
            ],
            missing_programs: [{ driver: "page", program: "streamlink or yt-dlp" }],
            free_bytes: null,
            overseer: { ...away, error: "connect ECONNREFUSED" },
            converter: {
              ...away,
              connected: true,
              pool,
              metrics: { jobs_done: 12 },
              missing: ["ffmpeg is not installed"]
            },
            thumbnailer: { ...away, error: "it did not answer in time" }
          }
          const page = yield* signedIn("/admin/diagnostics", {
            before: (page) => pretend(page, /\/api\/diagnostics$/, made)
          })
          yield* reads(page, "#page .lines", /Connect ECONNREFUSED since/)
          yield* reads(
            page,
            "#page .lines",
            /Converter.*8 of 8 slots · 15 queued · jobs done 12. ffmpeg is not installed/s
          )
          yield* reads(page, "#page .lines", /It did not answer in time/)
          yield* reads(page, "#page .lines", /meanwhile · 12 events not yet stored/)
          yield* reads(page, "#page .lines", /Another server supervises/)
          yield* reads(page, ".charts", /Free on the disk.*Not known/s)
          yield* gives(() => page.locator(".lines .mark-trouble").count(), 5)
          yield* reads(
            page,
            "#page .lines",
            /\/etc\/actions\.yaml:7 actions\.camera\.config\.entrypoint: it is missing\./
          )
          yield* accessible(page, "diagnostics with troubles")
          yield* picture(page, "diagnostics-troubles")
          yield* done(() => page.click("a:text('restart them')"))
          yield* done(() => page.waitForURL("**/admin/config"))
        }),
      120_000
    )

    it.effect(
      "the audit log is told in words, searched, narrowed to a kind and turned page by page",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          for (let i = 0; i < 28; i++) {
            yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: `numbered-${i}` })
            yield* admin.ask("POST", `/subscriptions/hls/numbered-${i}/pause`)
          }
          const page = yield* signedIn("/admin/audit")
          yield* settled(page)
          yield* reads(page, "#audit tr:nth-child(1)", /admin.*Signed in/s)
          yield* reads(page, "#audit tr:nth-child(2)", /admin.*Paused.*hls\/numbered-27/s)
          yield* readsLikeProse(page)
          yield* accessible(page, "the audit log")
          yield* picture(page, "audit")
          yield* tabTo(page, "[data-action=after]")
          yield* press(page, "Enter")
          yield* reads(page, ".pager", /Older\s*51–/)
          yield* reads(page, "#audit", /hls\/numbered-0/)
          yield* gives(() => page.getByText("hls/numbered-27").count(), 0)
          yield* done(() => page.click("[data-action=before]"))
          yield* reads(page, "#audit", /hls\/numbered-27/)
          yield* done(() => page.click(".chip[data-kind=user]"))
          yield* reads(page, "#audit tr:last-child", /setup.*Added a user.*admin.*the first admin/s)
          yield* gives(() => page.getByText("numbered").count(), 0)
          yield* done(() => page.waitForURL(({ href }) => href.includes("kind=user")))
          yield* done(() => page.click(".chip[data-kind=subscription]"))
          yield* done(() => page.fill("#q", "numbered-13"))
          yield* done(() => page.waitForFunction(() => document.querySelectorAll("#audit tbody tr").length === 2))
          yield* done(() => page.reload())
          yield* settled(page)
          yield* gives(() => page.inputValue("#q"), "numbered-13")
          yield* gives(() => page.locator("#audit tbody tr").count(), 2)
          yield* done(() => page.fill("#q", "nothing like it"))
          yield* reads(page, "#page", /Nothing fits/)
          yield* accessible(page, "an empty audit log")
          yield* done(() => page.click("[data-action=everything]"))
          yield* reads(page, "#audit", /hls\/numbered-27/)
        }),
      120_000
    )
  })
})
