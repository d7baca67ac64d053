import { readFileSync } from "node:fs"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture, settled } from "./Browser.ts"
import { gives } from "./reading.ts"
import { changeSettings } from "./settings.ts"
import { counted, importing, paste, row } from "./subscribing.ts"

needing("chromium")("the list of subscriptions", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect("a source is added by its name, by driver and name, and by the address of its page", () =>
      Effect.gen(function* () {
        yield* changeSettings({ driver_urls: { hls: "https://example.org/{username}" } })
        const { admin, signedIn } = yield* Browser
        const page = yield* signedIn("/subscriptions?q=blinker", { again: true, expected: /status of 422/ })
        yield* settled(page)
        for (const text of ["blinker", "hls/blinker", "https://example.org/blinker"]) {
          yield* paste(page, text)
          yield* done(() => page.press("#username", "Enter"))
          yield* done(() => page.waitForSelector("#list :text('hls/blinker')"))
          yield* done(() =>
            page.waitForFunction(() => document.querySelector<HTMLInputElement>("#username")?.value === "")
          )
          yield* admin.ask("DELETE", "/subscriptions/hls/blinker")
          yield* done(() => page.waitForSelector("#list", { state: "detached" }))
        }
        for (const [text, reason] of [
          ["gopher://elsewhere.example/x", /No recorder knows addresses that begin with gopher/],
          ["nosite/alice", /nosite/]
        ] as const) {
          yield* done(() => page.fill("#username", text))
          yield* done(() => page.press("#username", "Enter"))
          yield* done(() => page.locator("#username-error", { hasText: reason }).waitFor())
          yield* gives(() => page.inputValue("#username"), text)
        }
        yield* accessible(page, "a refused source")
        yield* picture(page, "refused-source")
      })
    )

    it.effect("a pasted list becomes an import that says first what it would do", () =>
      Effect.gen(function* () {
        const { signedIn } = yield* Browser
        yield* importing(["hls,listed1,paused"])
        const page = yield* signedIn("/subscriptions?q=listed", { again: true })
        yield* settled(page)
        yield* paste(page, "hls/listed1\n\nhls/listed2\nnot a source\n")
        yield* done(() => page.locator("#preview", { hasText: "1 refused" }).waitFor())
        yield* accessible(page, "an import")
        yield* picture(page, "import")
        assert.deepInclude(yield* counted("listed"), { total: 1 })
        yield* done(() => page.click("dialog [data-action=import]"))
        yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
        yield* done(() => row(page, "hls/listed2").waitFor())
        assert.deepInclude(yield* counted("listed"), { total: 2 })
      })
    )

    it.effect(
      "D10: a table that a spreadsheet saved in UTF-16 is checked, and its recorders are counted, before it is imported paused",
      () =>
        Effect.gen(function* () {
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/subscriptions?q=wide", { again: true })
          yield* settled(page)
          yield* done(() => page.click("[data-action=import]"))
          const table = "Site;Name\r\nhls;wide1\r\nhls;wide2\r\nhls;not good\r\n"
          const buffer = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(table, "utf16le")])
          yield* done(() => page.setInputFiles("#file", { name: "wide.csv", mimeType: "text/csv", buffer }))
          yield* done(() => page.click("dialog form button:text('Check')"))
          yield* done(() =>
            page
              .locator("#preview", { hasText: /2 new, 0 changed, 0 as they are, 1 refused\. 2 recorders will start\./ })
              .waitFor()
          )
          const first = page.locator("#preview .line").first()
          assert.match((yield* done(() => first.textContent())) ?? "", /^4hls;not goodRefused: /)
          yield* done(() => page.check("#paused"))
          yield* done(() => page.click("dialog form button:text('Check')"))
          yield* done(() => page.locator("#preview", { hasText: "No recorder starts." }).waitFor())
          yield* accessible(page, "an import with a refused line")
          yield* picture(page, "import-refused")
          yield* done(() => page.click("dialog [data-action=import]"))
          yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
          assert.deepInclude(yield* counted("wide"), { total: 2, paused: 2 })
        })
    )

    it.effect(
      "what is exported is imported again as it is, as CSV and as JSON; nonsense is refused with its reason",
      () =>
        Effect.gen(function* () {
          yield* importing(["hls,carried1,paused", "hls,carried2,archived"])
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/subscriptions?q=carried", { again: true })
          yield* settled(page)
          for (const format of ["csv", "json"]) {
            yield* done(() => page.click("[data-action=export]"))
            yield* done(() => page.check(`dialog [value=${format}]`))
            yield* done(() => page.check("dialog [value=mine]"))
            const download = yield* done(() =>
              Promise.all([page.waitForEvent("download"), page.click("dialog .primary")]).then(([it]) => it)
            )
            assert.strictEqual(download.suggestedFilename(), `subscriptions.${format}`)
            const file = yield* done(() => download.path())
            assert.match(readFileSync(file, "utf8"), /carried2/)
            yield* done(() => page.keyboard.press("Escape"))
            yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
            yield* done(() => page.click("[data-action=import]"))
            yield* done(() =>
              page.setInputFiles("#file", { name: `x.${format}`, mimeType: "text/plain", buffer: readFileSync(file) })
            )
            yield* done(() => page.click("dialog form button:text('Check')"))
            yield* done(() =>
              page.locator("#preview", { hasText: /0 new, 0 changed, \d+ as they are, 0 refused/ }).waitFor()
            )
            yield* gives(() => page.getAttribute("dialog [data-action=import]", "aria-disabled"), "true")
            yield* done(() => page.keyboard.press("Escape"))
            yield* done(() => page.waitForSelector("dialog", { state: "detached" }))
          }
          yield* done(() => page.click("[data-action=import]"))
          yield* done(() => page.fill("#lines", "{ not json"))
          yield* done(() => page.click("dialog form button:text('Check')"))
          yield* done(() => page.waitForSelector("dialog [role=alert]:has-text('not valid JSON')"))
        })
    )

    it.effect("headings and menus sort, filters narrow, and the address keeps both", () =>
      Effect.gen(function* () {
        yield* importing(["hls,sorted-a,paused", "hls,sorted-b,archived", "hls,sorted-c,paused"])
        const { admin, signedIn } = yield* Browser
        yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
        const page = yield* signedIn("/subscriptions?q=sorted", { again: true })
        yield* settled(page)
        const names = () => done(() => page.locator("#list .sub-name").allTextContents())
        const become = (expected: ReadonlyArray<string>) =>
          done(() =>
            page.waitForFunction(
              (them) =>
                [...document.querySelectorAll("#list .sub-name")].map((it) => it.textContent).join() === them.join(),
              expected.map((name) => `hls/sorted-${name}`)
            )
          )
        assert.lengthOf(yield* names(), 3)
        yield* done(() => page.click("[data-sort=name]"))
        yield* become(["c", "b", "a"])
        yield* gives(() => page.locator("#list [aria-sort=descending]").count(), 1)
        yield* done(() => page.selectOption("#posture", "paused"))
        yield* become(["c", "a"])
        yield* done(() => page.click("[data-action=order]"))
        yield* become(["a", "c"])
        yield* done(() => page.selectOption("#posture", "archived"))
        yield* become(["b"])
        yield* done(() => page.waitForURL(({ href }) => href.includes("posture=archived")))
        yield* done(() => page.reload())
        yield* settled(page)
        assert.deepStrictEqual(yield* names(), ["hls/sorted-b"])
        yield* done(() => page.fill("#q", "sorted-nothing"))
        yield* done(() => page.click("[data-action=nothing]"))
        yield* done(() => page.waitForSelector("#list"))
      })
    )
  })
})
