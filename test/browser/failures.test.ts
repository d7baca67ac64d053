import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { Browser, done, enter, picture, pretend, settled } from "./Browser.ts"
import { manyStatuses, statuses, subscription } from "./madeUp.ts"

const list = /\/api\/subscriptions\?/

needing("chromium")("what must never happen in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect("every status is shown at first, and each can be asked for alone", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const asked: Array<string> = []
        const page = yield* signedIn("/subscriptions", { before: (page) => pretend(page, list, manyStatuses) })
        page.on("request", (request) => asked.push(request.url()))
        yield* settled(page)
        yield* picture(page, "every-status")
        for (const status of statuses) {
          assert.strictEqual(yield* done(() => page.locator(`#list .badge-${status}`).count()), 1, status)
          yield* done(() => page.click(`.chip[data-status=${status}]`))
          yield* done(() => page.waitForSelector(`.chip[data-status=${status}][aria-pressed=true]`))
          assert.include(page.url(), `status=${status}`)
        }
        assert.isTrue(asked.some((url) => url.includes("status=error")))
      })
    )

    it.effect("an expired token is renewed unseen; a dead session asks to sign in and comes back", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions?q=te", { expected: /status of (401|403)/ })
        yield* settled(page)
        yield* done(() => page.context().clearCookies({ name: "access_token" }))
        yield* done(() =>
          Promise.all([
            page.waitForResponse((answer) => answer.url().endsWith("/api/auth/refresh") && answer.ok()),
            page.waitForResponse((answer) => answer.url().includes("q=tes&") && answer.ok()),
            page.fill("#q", "tes")
          ])
        )
        assert.include(page.url(), "/subscriptions?q=tes")
        yield* done(() => page.context().clearCookies())
        yield* done(() => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))))
        yield* done(() => page.waitForURL("**/login?to=*"))
        yield* enter(page, "admin")
        yield* done(() => page.waitForURL("**/subscriptions?q=tes"))
        yield* settled(page)
      })
    )

    it.effect("typing goes on over three polls: the box keeps its text, its focus and its selection", () =>
      Effect.gen(function* () {
        const { admin, signedIn } = yield* Browser
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        const page = yield* signedIn("/subscriptions", { before: (page) => done(() => page.clock.install()) })
        yield* settled(page)
        const answer = () => page.waitForResponse((it) => list.test(it.url()))
        yield* done(() => page.focus("#q"))
        for (const letter of ["t", "e", "s"]) {
          yield* done(() => Promise.all([answer(), page.keyboard.type(letter)]))
          yield* done(() => Promise.all([answer(), page.clock.runFor(5_000)]))
        }
        yield* done(() => page.keyboard.press("Shift+ArrowLeft"))
        yield* done(() => Promise.all([answer(), page.clock.runFor(5_000)]))
        const state = yield* done(() =>
          page.evaluate(() => {
            const box = document.querySelector<HTMLInputElement>("#q")
            return [box?.value, box === document.activeElement, box?.selectionStart, box?.selectionEnd]
          })
        )
        assert.deepStrictEqual(state, ["tes", true, 2, 3])
      })
    )

    it.effect("a refused action says why in its row and aloud", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const sentence = "An archived subscription can't be paused: resume it first."
        const page = yield* signedIn("/subscriptions", {
          expected: /status of 409/,
          before: (page) =>
            Effect.andThen(
              pretend(page, list, { ...manyStatuses, items: [subscription("recording", 1)] }),
              pretend(page, /\/pause/, { error: sentence, code: "posture_conflict" }, 409)
            )
        })
        yield* settled(page)
        yield* done(() => page.click("[data-action=pause]"))
        yield* done(() => page.waitForSelector("#list .field-error"))
        assert.strictEqual(yield* done(() => page.textContent("#list .field-error")), sentence)
        assert.include((yield* done(() => page.textContent("#toasts[aria-live=polite]"))) ?? "", sentence)
      })
    )

    it.effect("times, sizes and durations are told as people say them", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions", { before: (page) => pretend(page, list, manyStatuses) })
        yield* settled(page)
        const text = yield* done(() => page.locator("#list").textContent())
        assert.notMatch(text ?? "", /\d{4}-\d\d|T\d\d:\d\d|\d{6,}/)
        assert.match(text ?? "", /\d+:\d\d:\d\d · 1\.2 GB/)
      })
    )

    it.effect("nothing that is planted becomes markup", () =>
      Effect.gen(function* () {
        const { admin, signedIn } = yield* Browser
        const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>"'`
        const planted = subscription("recording", 1, { username: evil, owner: evil, reason: evil })
        yield* admin.ask("POST", "/users", { username: `"><svg onload=alert(1)>'`, password: "correct horse battery" })
        const page = yield* signedIn("/admin/users")
        yield* settled(page)
        const source = {
          ...planted,
          id: 1,
          overridden: [evil],
          outdated: false,
          subscribers: [{ user_id: 1, owner: evil, posture: "active" }]
        }
        const reasons = [{ step: "wish", mark: "ok", text: evil }]
        const file = {
          path: `${evil}/${evil}`,
          name: evil,
          session: evil,
          bytes: 1,
          started_at: planted.created_at,
          duration: 1,
          status: "finished",
          conversion: null
        }
        yield* pretend(page, /\/api\/subscriptions\?/, { ...manyStatuses, items: [planted] })
        yield* pretend(page, /\/api\/sources\?/, { ...manyStatuses, items: [source] })
        yield* pretend(page, /\/api\/drivers/, {
          known: true,
          items: [{ name: evil, description: evil, url: evil, parameters: [] }]
        })
        yield* pretend(page, /\/api\/sources\/hls\/x$/, {
          ...source,
          driver: "hls",
          username: "x",
          canonical_url: "javascript:alert(1)",
          reasons,
          recordings_visible: true,
          recordings_hint: null
        })
        yield* pretend(page, /\/files$/, { files: [file], complete: true })
        yield* pretend(page, /\/logs\?/, { logs: [{ seq: 1, ts: planted.created_at, stream: "stdout", line: evil }] })
        yield* pretend(page, /\/events\?/, {
          events: [
            {
              id: 1,
              pid: null,
              event_type: "exited",
              exit_code: null,
              task_id: null,
              detail: evil,
              ts: planted.created_at
            }
          ]
        })
        yield* pretend(page, /\/coverage\?/, {
          from: planted.created_at,
          to: planted.updated_at,
          stretches: [],
          totals: { recorded: 0, missed: 0, percent_of_all: null, percent_of_on_air: null }
        })
        for (const path of [
          "/",
          "/subscriptions",
          "/admin/sources",
          "/source/hls/x",
          "/source/hls/x?tab=log",
          "/source/hls/x?tab=events"
        ]) {
          yield* done(() => page.goto(path))
          yield* settled(page)
          yield* done(() => page.waitForFunction((text) => document.body.textContent?.includes(text), "onerror="))
          const odd = yield* done(() =>
            page.evaluate(
              () =>
                document.querySelectorAll("#app img, #app script, [onerror], [onload], a[href^='javascript']").length
            )
          )
          assert.strictEqual(odd, 0, path)
          assert.notInclude(yield* done(() => page.title()), "owned")
        }
      })
    )
  })
})
