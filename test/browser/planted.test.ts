import { mkdirSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Effect, FileSystem, Layer, Schema } from "effect"
import { ChildProcess } from "effect/process"
import type { Page } from "playwright-core"
import { ownPort } from "../ownPort.ts"
import { needing } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"
import { Browser, done, settled } from "./Browser.ts"
import { reads } from "./reading.ts"

/** Does something that is seen if any of it ever becomes markup or a script: as an attribute, an element or an address. */
const evil = `"'><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
/** The same for where quotes, spaces or slashes are not allowed. */
const evilName = "x'onerror=document.title=1<svg onload=alert`1`>"
const evilFile = `<img src=x onerror=alert(1)>"'&amp;.ts`

/** Prints what is planted as an event, a message and plain text, to both streams, and ends with it as its last word. */
const recorder = `
const evil = ${JSON.stringify(evil)}
console.log(JSON.stringify({ event: evil, file: "/a/" + evil, [evil]: evil }))
console.log(evil)
console.error(JSON.stringify({ level: "fatal", message: evil }))
setTimeout(() => process.exit(1), 500)
`

/** An overseer whose actions carry what is planted in their names, descriptions and parameters. */
const overseer = Effect.gen(function* () {
  const folder = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped({ prefix: "sticky-planted-" })
  const program = join(folder, "recorder.mjs")
  writeFileSync(program, recorder)
  const action = {
    type: "exec",
    description: evil,
    dedupe_key: ["source"],
    config: {
      entrypoint: process.execPath,
      command: [program, "[[.source]]"],
      parameters: { source: {}, out: {}, note: { default: evil }, user_agent: { default: evil, description: evil } }
    }
  }
  const config = join(folder, "actions.yaml")
  writeFileSync(config, JSON.stringify({ name: "planted", actions: { bad: action, [evilName]: action } }))
  const port = yield* ownPort
  yield* ChildProcess.make(process.execPath, [join(import.meta.dirname, "../../dist/overseer.js"), "-config", config], {
    env: { OVERSEER_LISTEN: `127.0.0.1:${port}` },
    extendEnv: true,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "inherit",
    killSignal: "SIGKILL"
  })
  return { OVERSEER_URL: `ws://127.0.0.1:${port}/ws` }
}).pipe(Effect.provide(NodeServices.layer))

const Config = Schema.Struct({ version: Schema.Int, settings: Schema.Record(Schema.String, Schema.Unknown) })

/** Fails if anything planted became more than text on the page as it stands. */
const harmless = Effect.fnUntraced(function* (page: Page, where: string) {
  const odd = yield* done(() =>
    page.evaluate(() =>
      [...document.querySelectorAll("body *")]
        .filter(
          (one) =>
            ["SCRIPT", "IMG", "IFRAME", "OBJECT", "EMBED"].includes(one.tagName) ||
            [...one.attributes].some(({ name, value }) => name.startsWith("on") || /^\s*javascript:/i.test(value))
        )
        .map((one) => one.outerHTML.slice(0, 200))
    )
  )
  assert.deepStrictEqual(odd, [], where)
  assert.notInclude(yield* done(() => page.title()), "owned", where)
})

needing("chromium")("what is planted by sites, recorders, files and people", () => {
  layer(Layer.unwrap(Effect.map(overseer, Browser.started)), { timeout: "180 seconds", excludeTestServices: true })(
    (it) => {
      it.effect(
        "is text on every page: nothing runs, no policy is violated, no console complains",
        () =>
          Effect.gen(function* () {
            const { admin, dataDir, signedIn } = yield* Browser
            assert.strictEqual(
              (yield* admin.ask("POST", "/users", { username: evil.slice(0, 64).trim(), password: adminPassword }))
                .status,
              201
            )
            const { body } = yield* admin.ask("GET", "/config")
            const { settings, version } = yield* Schema.decodeUnknownEffect(Config)(body)
            const planted = {
              ...settings,
              user_agent: evil,
              driver_urls: { bad: `https://x.example/{username}"><img/src=x/onerror=alert(1)>'` },
              drivers: { bad: { user_agent: evil } }
            }
            const saved = yield* admin.ask("PUT", "/config", planted, { "if-match": `"${version}"` })
            assert.strictEqual(saved.status, 200, JSON.stringify(saved.body))
            const source = { driver: "bad", username: "sour-ce_1.x" }
            assert.strictEqual((yield* admin.ask("POST", "/subscriptions", source)).status, 201)
            const folder = join(dataDir, "recordings/bad/sour-ce_1.x", `2026-01-05_03-04-05<svg onload=alert(1)>'"`)
            mkdirSync(folder, { recursive: true })
            for (const name of [evilFile, `gone ${evilFile}`]) {
              writeFileSync(join(folder, name), Buffer.alloc(188_000))
              utimesSync(join(folder, name), 1_767_582_245, 1_767_582_245)
            }

            const page = yield* signedIn("/source/bad/sour-ce_1.x", { expected: /status of 400.*%3Cimg/ })
            page.on("dialog", () => assert.fail("a script ran"))
            yield* reads(page, "#page", /onerror=.document\.title/)
            yield* harmless(page, "the source")
            yield* reads(page, "#sessions summary", /2 files/)
            yield* done(() => page.click("#sessions summary"))
            yield* reads(page, ".files li", /<img src=x onerror=alert\(1\)>/)
            yield* done(() => page.click("#sessions [data-action=play]"))
            yield* harmless(page, "the files")
            yield* done(() => page.click("#sessions [data-action=play]"))
            yield* done(() => page.click(".files li:has-text('gone') [data-action=removeFile]"))
            yield* reads(page, "dialog", /gone <img/)
            yield* harmless(page, "the question before a deletion")
            yield* done(() => page.click("dialog [data-action=yes]"))
            yield* reads(page, "#toasts", /gone <img.* is deleted/)
            yield* harmless(page, "what a toast says of a file")
            yield* done(() => page.click("#tab-log"))
            yield* reads(page, ".log-line", /onerror=.document\.title=.owned/)
            yield* done(() => page.fill("#log-q", "<img"))
            yield* done(() => page.waitForSelector("#log mark"))
            yield* harmless(page, "the log that is searched")
            yield* done(() => page.fill("#log-q", evil))
            yield* harmless(page, "the log with the search itself planted")
            yield* done(() => page.click("[data-action=asPrinted]"))
            yield* harmless(page, "the log as it was printed")
            yield* done(() => page.click("#tab-events"))
            yield* reads(page, "#panel tbody", /onerror=/)
            yield* harmless(page, "the events")
            yield* done(() => page.click("#tab-settings"))
            yield* reads(page, "#panel", /onerror=.*inherited from the settings of bad/s)
            yield* harmless(page, "the overrides")

            const users = yield* admin.ask("GET", "/users")
            const Users = Schema.Struct({
              items: Schema.Array(Schema.Struct({ id: Schema.Int, username: Schema.String }))
            })
            const { items } = yield* Schema.decodeUnknownEffect(Users)(users.body)
            const victim = items.find(({ username }) => username !== "admin")
            yield* admin.ask("PUT", `/users/${victim?.id}`, { username: "<b onmouseover=alert(1)>renamed</b>" })
            yield* admin.ask("POST", `/subscriptions?user_id=${victim?.id}`, source)

            for (const [path, text] of [
              ["/", /bad\/sour-ce_1\.x/],
              ["/subscriptions", /onerror=/],
              ["/admin/config", /onerror=/],
              ["/admin/users", /<b onmouseover=alert\(1\)>/],
              ["/admin/sources", /<b onmouseover/],
              ["/admin/diagnostics", /bad\/sour-ce_1\.x/],
              ["/admin/audit", /to <b onmouseover/],
              ["/admin/audit?kind=recording", /gone <img src=x/],
              ["/admin/audit?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E", /Nothing fits/],
              ["/source/bad/%3Cimg%20src=x%20onerror=alert(1)%3E", /Not (found|allowed)/],
              ["/%3Cscript%3Ealert(1)%3C/script%3E", /no such page/]
            ] as const) {
              yield* done(() => page.goto(path))
              yield* settled(page)
              if (path === "/admin/config") yield* done(() => page.click("[data-action=showDriver]"))
              if (path === "/admin/diagnostics") yield* done(() => page.click("[data-action=ended]"))
              if (path !== "/admin/config") yield* reads(page, "#page", text)
              yield* harmless(page, path)
            }
            yield* done(() => page.goto("/admin/config"))
            yield* done(() => page.click("[data-action=versions]"))
            yield* reads(page, "#versions", /onerror=.document\.title=.owned/)
            yield* harmless(page, "the versions")
            yield* done(() => page.keyboard.press("Escape"))
            yield* done(() => page.goto("/admin/users"))
            yield* done(() => page.click("tr:has-text('onmouseover') [data-action=remove]"))
            yield* reads(page, "dialog", /Delete <b onmouseover/)
            yield* harmless(page, "the question before a user is deleted")
            yield* done(() => page.click("dialog [data-action=yes]"))
            yield* reads(page, "#toasts", /<b onmouseover.* was deleted/)
            yield* harmless(page, "what a toast says")
          }),
        300_000
      )
    }
  )
})
