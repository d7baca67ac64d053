import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { Status } from "../../src/domain/supervision/Verdict.ts"
import { busyList } from "../bench/browserLists.ts"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { Browser, done, enter, picture, pretend, settled } from "./Browser.ts"
import { manyStatuses, subscription } from "./madeUp.ts"
import { gives, reads } from "./reading.ts"

const list = /\/api\/subscriptions\?/

needing("chromium")("what must never happen in the browser", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect("F1: every status is shown at first, and each can be asked for alone", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const asked: Array<string> = []
        const page = yield* signedIn("/subscriptions", {
          again: true,
          before: (page) => pretend(page, list, manyStatuses)
        })
        page.on("request", (request) => asked.push(request.url()))
        yield* settled(page)
        yield* picture(page, "every-status")
        for (const status of Status.literals) {
          yield* gives(() => page.locator(`#list .badge-${status}`).count(), 1, status)
          yield* done(() => page.click(`.chip[data-status=${status}]`))
          yield* done(() => page.waitForSelector(`.chip[data-status=${status}][aria-pressed=true]`))
          yield* done(() => page.waitForURL(({ href }) => href.includes(`status=${status}`)))
        }
        assert.isTrue(asked.some((url) => url.includes("status=error")))
      })
    )

    it.effect("F2: an expired token is renewed unseen; a dead session asks to sign in and comes back", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions?q=te", { expected: /status of (401|403)/ })
        yield* settled(page)
        yield* done(() => page.context().clearCookies({ name: /access_token/ }))
        yield* done(() =>
          Promise.all([
            page.waitForResponse((answer) => answer.url().endsWith("/api/auth/refresh") && answer.ok()),
            page.waitForResponse((answer) => answer.url().includes("q=tes&") && answer.ok()),
            page.fill("#q", "tes")
          ])
        )
        yield* done(() => page.waitForURL(({ href }) => href.includes("/subscriptions?q=tes")))
        yield* done(() => page.context().clearCookies())
        yield* done(() => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange"))))
        yield* done(() => page.waitForURL("**/login?to=*"))
        yield* reads(page, "#over", /Your session is over/)
        yield* done(() => page.waitForFunction(() => document.activeElement?.id === "username"))
        yield* enter(page, "admin")
        yield* done(() => page.waitForURL("**/subscriptions?q=tes"))
        yield* settled(page)
      })
    )

    it.effect("F4: typing goes on over three polls: the box keeps its text, its focus and its selection", () =>
      Effect.gen(function* () {
        const { admin, signedIn } = yield* Browser
        yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
        const page = yield* signedIn("/subscriptions", {
          again: true,
          before: (page) => done(() => page.clock.install())
        })
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

    it.effect(
      "F4: scroll, chosen rows, marked text, an open menu and the focus outlive polls that change every row",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/subscriptions", {
            again: true,
            before: (page) => done(() => page.clock.install().then(() => busyList(page, 100)))
          })
          yield* settled(page)
          yield* done(() => page.waitForFunction(() => document.querySelectorAll("#rows .sub").length === 100))
          yield* done(() => page.check("#rows [data-key='41'] input"))
          const state = () =>
            done(() =>
              page.evaluate(() => ({
                scroll: Math.round(scrollY),
                chosen: document.querySelectorAll("#rows input:checked").length,
                marked: getSelection()?.toString(),
                menu: document.querySelector("#account")?.matches(":popover-open"),
                focus: document.activeElement?.getAttribute("value")
              }))
            )
          yield* done(() =>
            page.evaluate(() => {
              document.querySelector("#rows [data-key='40']")?.scrollIntoView({ block: "center" })
              document.querySelector<HTMLElement>("#account")?.showPopover()
              document.querySelector<HTMLElement>("[data-set=theme]:checked")?.focus({ preventScroll: true })
              const name = document.querySelector("#rows [data-key='39'] .sub-name")
              if (name !== null) getSelection()?.selectAllChildren(name)
            })
          )
          const before = yield* state()
          assert.deepInclude(before, { chosen: 1, marked: "hls/channel-0039", menu: true, focus: "system" })
          assert.isAbove(before.scroll, 500)
          for (let i = 0; i < 3; i++) {
            const size = yield* done(() => page.textContent("#rows [data-key='39'] .sub-live .number:last-child"))
            yield* done(() => page.clock.runFor(5_000))
            yield* done(() =>
              page.waitForFunction(
                (text) =>
                  document.querySelector("#rows [data-key='39'] .sub-live .number:last-child")?.textContent !== text,
                size
              )
            )
            assert.deepStrictEqual(yield* state(), before)
          }
        })
    )

    it.effect("F5: a refused action says why in its row and aloud", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const sentence = "An archived subscription can't be paused: resume it first."
        const page = yield* signedIn("/subscriptions", {
          again: true,
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
        yield* gives(() => page.textContent("#list .field-error"), sentence)
        yield* done(() => page.locator("#toasts[aria-live=polite]", { hasText: sentence }).waitFor())
      })
    )

    it.effect("F6: times, sizes and durations are told as people say them", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions", {
          again: true,
          before: (page) => pretend(page, list, manyStatuses)
        })
        yield* settled(page)
        const text = yield* done(() => page.locator("#list").textContent())
        assert.notMatch(text ?? "", /\d{4}-\d\d|T\d\d:\d\d|\d{6,}/)
        assert.match(text ?? "", /\d+:\d\d:\d\d · 1\.2 GB/)
      })
    )

    it.effect("S11: nothing that is planted becomes markup, in lists, dialogs, menus, notes or titles", () =>
      Effect.gen(function* () {
        const { admin, signedIn } = yield* Browser
        const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>"'`
        const name = `"><svg onload=alert(1)>'`
        yield* admin.ask("POST", "/users", { username: name, password: adminPassword })
        const statuses = ["recording", "error", "held", "stalled", "queued"]
        const planted = statuses.map((status, i) =>
          subscription(status, i + 1, {
            driver: evil,
            username: evil,
            owner: evil,
            host: evil,
            reason: evil,
            error_message: evil
          })
        )
        const list = {
          ...manyStatuses,
          items: planted.map((one) => ({
            ...one,
            address: `https://${evil}/`,
            subscribers: [{ user_id: 1, owner: evil, posture: "active" }]
          }))
        }
        const page = yield* signedIn("/login", { who: name, expected: /status of 4\d\d/ })
        yield* pretend(page, /\/api\/(subscriptions|sources)\?/, list)
        yield* pretend(page, /\/api\/drivers/, { known: true, items: [{ name: evil }, { name }] })
        yield* pretend(
          page,
          /\/api\/.*\/(pause|import)\b/,
          { error: evil, code: evil, errors: [{ field: evil, message: evil }] },
          422
        )
        const unharmed = (what: string) =>
          Effect.gen(function* () {
            const odd = yield* done(() =>
              // The dashboard's own picture may be there or not have come.
              page.evaluate(
                () =>
                  document.querySelectorAll("body img:not(.card-shot > img), body script, [onerror], [onload]").length
              )
            )
            assert.strictEqual(odd, 0, what)
            assert.notInclude(yield* done(() => page.title()), "owned", what)
          })
        for (const path of ["/", "/subscriptions"]) {
          yield* done(() => page.goto(path))
          yield* settled(page)
          yield* done(() => page.waitForFunction(() => document.body.textContent?.includes("onerror=")))
          yield* unharmed(path)
        }
        yield* done(() => page.click("#account-button"))
        yield* done(() => page.waitForSelector("#account :text('svg onload')"))
        yield* unharmed("the account menu")
        yield* done(() => page.keyboard.press("Escape"))
        yield* done(() => page.click("#list [data-action=pause] >> nth=0"))
        yield* done(() => page.waitForSelector("#toasts .toast-trouble :text('onerror=')"))
        yield* done(() => page.waitForSelector("#list .field-error:has-text('onerror=')"))
        yield* unharmed("a refusal in its row and its note")
        yield* done(() => page.fill("#username", "x"))
        yield* done(() => page.click("[data-action=import]"))
        yield* done(() => page.fill("#lines", evil))
        yield* done(() => page.click("dialog form button:text('Check')"))
        yield* done(() => page.waitForSelector("dialog [role=alert]:has-text('onerror=')"))
        yield* unharmed("an import")
        yield* done(() => page.keyboard.press("Escape"))
        yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
        yield* done(() => page.click("[data-frame=search]"))
        yield* done(() => page.waitForSelector("#found li:has-text('onerror=')"))
        yield* unharmed("the quick search")
      })
    )
  })
})
