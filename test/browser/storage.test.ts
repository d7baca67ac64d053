import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture } from "./Browser.ts"
import { total } from "./planting.ts"
import { gives, press, reads, readsLikeProse, tabTo } from "./reading.ts"
import { isWithin, looks, morning, narrow, withRecordings } from "./storages.ts"

const Config = Schema.Struct({ version: Schema.Int, settings: Schema.Record(Schema.String, Schema.Unknown) })
const Shown = Schema.Struct({ recordings: Schema.Array(Schema.Struct({ id: Schema.Int })) })

needing("chromium")("storage in the browser", () => {
  layer(withRecordings, {
    timeout: "180 seconds",
    excludeTestServices: true
  })((it) => {
    it.effect(
      "what eats the disk is three touches away, and so is to keep one recording and delete the rest",
      () =>
        Effect.gen(function* () {
          const { signedIn, signIn } = yield* Browser
          const admin = yield* signIn("admin", adminPassword)
          for (const look of looks) {
            const page = yield* signedIn("/", { ...look, again: true, timezoneId: "UTC", before: morning })
            const touch = (selector: string) =>
              done(() => ("hasTouch" in look ? page.tap(selector) : page.click(selector)))
            yield* touch(".nav a[href='/recordings']")
            yield* reads(page, "#storage", /Storage.* free of /s)
            yield* touch("#storage")
            yield* reads(page, "#shares", /By source/)
            yield* gives(() => page.locator(".share [data-row]").first().textContent(), "hls/eats")
            yield* accessible(page, `the storage at ${look.name}`)
            yield* readsLikeProse(page)
            yield* isWithin(page)
            yield* picture(page, `storage-${look.name}`)
            yield* touch(".share [data-row]")
            yield* gives(() => page.locator(".recording").count(), 3)
            assert.match(page.url(), /recordings\?source=hls%2Feats&sort=largest$/)

            yield* touch(".recording:has-text('12:00') [data-action=keep]")
            yield* done(() => page.waitForSelector(".recording:has-text('12:00') [aria-pressed=true]"))
            yield* touch("#bulk [data-action=pickAll]")
            yield* reads(page, "#bulk", /2 chosen/)
            yield* touch("#bulk [data-verb=delete]")
            yield* gives(() => page.locator(".recording").count(), 1)
            yield* accessible(page, `one kept and the rest deleted at ${look.name}`)
            yield* done(() => page.click("#toasts .toast:has-text('deleted') button"))
            yield* gives(() => page.locator(".recording").count(), 3)
            yield* done(() => page.click(".recording:has-text('12:00') [data-action=keep]"))
            yield* done(() => page.waitForSelector(".recording:has-text('12:00') [aria-pressed=false]"))
          }
          assert.strictEqual(yield* total(admin, "source=hls/eats"), 3)
        }),
      240_000
    )

    it.effect(
      "the keyboard alone finds what eats the disk, keeps one and deletes the rest",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/", { again: true, timezoneId: "UTC", before: morning })
          yield* press(page, "g", "r")
          yield* reads(page, "#storage", /Storage/)
          yield* tabTo(page, "#storage")
          yield* press(page, "Enter")
          yield* reads(page, "#shares", /By source/)
          yield* tabTo(page, "[data-key='hls/keyed'] [data-row]")
          yield* press(page, "Enter")
          yield* gives(() => page.locator(".recording").count(), 2)
          yield* press(page, "j", "s")
          yield* done(() => page.waitForSelector(".recording [data-action=keep][aria-pressed=true]"))
          yield* tabTo(page, "#bulk [data-action=pickAll]")
          yield* press(page, "Space")
          yield* tabTo(page, "#bulk [data-verb=delete]")
          yield* press(page, "Enter")
          yield* gives(() => page.locator(".recording").count(), 1)
        }),
      120_000
    )

    it.effect(
      "F7: rules say what would go before they are saved, for all sources and for one",
      () =>
        Effect.gen(function* () {
          const { signedIn, signIn } = yield* Browser
          const admin = yield* signIn("admin", adminPassword)
          const page = yield* signedIn("/recordings/storage", { again: true, timezoneId: "UTC", before: morning })
          yield* reads(page, "[data-key='']", /All sources.*everything stays/s)
          yield* done(() => page.click("[data-action=edit][data-of='']"))
          yield* reads(page, "#goes", /By these rules nothing goes now\./)
          yield* done(() => page.fill("#rule-keep_newest", "1"))
          yield* done(() => page.press("#rule-keep_newest", "Tab"))
          yield* reads(page, "#goes", /go(es)? into the trash within ten minutes, and can be restored for 24 h/)
          yield* reads(page, "#goes", /hls\/ruled: 1, /)
          yield* reads(page, "dialog .primary", /^Save; \d+ recordings? go(es)?$/)
          yield* accessible(page, "rules that are tried")
          yield* picture(page, "storage-rules")
          yield* done(() => page.fill("#rule-keep_newest", "many"))
          yield* done(() => page.press("#rule-keep_newest", "Tab"))
          yield* reads(page, "dialog .field-error", /is a whole number\./)
          yield* done(() => page.click("dialog .dialog-foot [data-action=dismiss]"))

          yield* done(() => page.fill("#rules-of", "hls/nobody"))
          yield* done(() => page.press("#rules-of", "Enter"))
          yield* reads(page, "#rules-of-error", /There is no such driver, and no such source\./)
          yield* done(() => page.fill("#rules-of", "hls/ruled"))
          yield* done(() => page.press("#rules-of", "Enter"))
          yield* reads(page, "dialog", /Rules for hls\/ruled.*Empty: inherited/s)
          // What would go is shown before it is saved, however quickly the button is pressed.
          yield* done(() => page.fill("#rule-keep_days", "1"))
          yield* done(() => page.press("#rule-keep_days", "Enter"))
          yield* reads(page, "dialog .primary", /^Save; 2 recordings go$/)
          yield* done(() => page.fill("#rule-keep_newest", "5"))
          yield* done(() => page.press("#rule-keep_newest", "Tab"))
          yield* reads(page, "#goes", /By these rules nothing goes now\./)
          yield* done(() => page.click("dialog .primary"))
          yield* reads(page, "[data-key='hls/ruled'].line:has(button)", /keep 1 day, or keep the newest 5 recordings/)
          assert.strictEqual(yield* total(admin, "source=hls/ruled"), 2)
        }),
      120_000
    )

    it.effect(
      "the trash is shown with the way back, and emptied at once when that is meant",
      () =>
        Effect.gen(function* () {
          const { signedIn, signIn } = yield* Browser
          const admin = yield* signIn("admin", adminPassword)
          const page = yield* signedIn("/source/hls/thrown", { again: true, timezoneId: "UTC", before: morning })
          const remove = "#sessions [data-action=removeSession]"
          yield* done(() => page.click(remove))
          yield* reads(page, "#sessions", /In the trash/)
          yield* done(() => page.click("#toasts .toast:has-text('deleted; in the trash') button"))
          yield* done(() => page.waitForSelector(remove))
          const { body } = yield* admin.ask("GET", "/recordings?source=hls/thrown")
          const ids = (yield* Schema.decodeUnknownEffect(Shown)(body)).recordings.map(({ id }) => id)
          yield* admin.ask("POST", "/recordings/bulk", { ids, action: "keep" })
          yield* done(() => page.click(remove))
          yield* reads(page, "#sessions .field-error", /^It is kept\. Take the star off first\.$/)
          yield* admin.ask("POST", "/recordings/bulk", { ids, action: "unkeep" })
          yield* done(() => page.click(remove))
          yield* reads(page, "#sessions", /In the trash/)
          yield* accessible(page, "a session in the trash")
          yield* picture(page, "source-trash")

          yield* done(() => page.goto("/recordings/storage"))
          yield* done(() => page.click("[data-action=empty]"))
          yield* reads(
            page,
            "dialog",
            /Empty the trash now\?.*erased within about \d+ s and can't be brought back then/s
          )
          yield* accessible(page, "the question before the trash is emptied")
          yield* done(() => page.click("dialog [data-action=yes]"))
          yield* reads(page, "#toasts", /recordings?, .* (is|are) being erased\./)
        }),
      120_000
    )

    for (const look of narrow) {
      it.effect(
        `is within its page, and tells why no more room is made, at ${look.name}`,
        () =>
          Effect.gen(function* () {
            const { signedIn } = yield* Browser
            const page = yield* signedIn("/recordings/storage", {
              ...look,
              again: true,
              before: (page) =>
                done(() =>
                  // @effect-diagnostics-next-line asyncFunction:off Playwright's own promises, one after the other
                  page.route(/\/api\/storage$/, async (route) => {
                    const answer = await route.fetch()
                    const stopped = {
                      since: "2026-01-05T07:04:05Z",
                      until: "2026-01-06T07:04:05Z",
                      erased_bytes: 5_000_000_000,
                      freed_bytes: 0,
                      reason: "The disk is nearly full, but of 5.0 GB that were erased only 0 B became free."
                    }
                    await route.fulfill({ json: { ...(await answer.json()), room_stopped: stopped } })
                  })
                )
            })
            yield* reads(page, "#room-stopped", /only 0 B became free\. Since .*; it is tried again .* at the latest\./)
            yield* accessible(page, "the storage where no room is made")
            yield* isWithin(page)
            yield* picture(page, `storage-stopped-${look.name}`)
          }),
        120_000
      )
    }

    it.effect(
      "members see what their own sources take, or why they see nothing, and ask for theirs to be kept for longer",
      () =>
        Effect.gen(function* () {
          const { signedIn, signIn } = yield* Browser
          const admin = yield* signIn("admin", adminPassword)
          yield* admin.ask("POST", "/users", { username: "mia", password: adminPassword })
          const page = yield* signedIn("/recordings/storage", { who: "mia" })
          yield* reads(page, "#page", /Recordings are not shown to you/)
          yield* accessible(page, "storage that is not shown")

          const { body } = yield* admin.ask("GET", "/config")
          const { settings, version } = yield* Schema.decodeUnknownEffect(Config)(body)
          const open = { ...settings, subscribers_see_sources: true, subscribers_keep_days: 10 }
          yield* admin.ask("PUT", "/config", open, { "if-match": `"${version}"` })
          const mia = yield* signIn("mia", adminPassword)
          yield* mia.ask("POST", "/subscriptions", { driver: "hls", username: "hers" })
          yield* mia.ask("POST", "/subscriptions/hls/hers/pause")
          yield* done(() => page.goto("/recordings/storage"))
          yield* reads(page, "#shares", /1 source/)
          yield* gives(() => page.locator(".disk-bar, #rules, #trash").count(), 0)
          yield* accessible(page, "storage as a member sees it")

          yield* done(() => page.goto("/source/hls/hers?tab=settings"))
          yield* reads(page, "#panel", /By the rules.*For you.*nothing for longer/s)
          yield* done(() => page.click("[data-action=keepLonger]"))
          yield* done(() => page.fill("#keep-keep_days", "11"))
          yield* done(() => page.press("#keep-keep_days", "Enter"))
          yield* reads(page, "dialog .field-error", /lies between 0 and 10\./)
          yield* accessible(page, "what is asked to be kept")
          yield* done(() => page.fill("#keep-keep_days", "8"))
          yield* done(() => page.press("#keep-keep_days", "Enter"))
          yield* reads(page, "#panel", /For you.*keep 8 days, for 10 days at the most/s)
          yield* reads(page, "#toasts", /What keeps a recording longest counts\./)
          yield* picture(page, "source-keeping")
        }),
      120_000
    )
  })
})
