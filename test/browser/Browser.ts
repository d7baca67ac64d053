import { readFileSync } from "node:fs"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert } from "@effect/vitest"
import { Config, Context, Effect, Layer, Redacted } from "effect"
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core"
import { pathOf } from "../Programs.ts"
import { adminPassword, product } from "../stack/Product.ts"
import * as TestPostgres from "../TestPostgres.ts"

const root = join(import.meta.dirname, "../..")
const axe = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8")

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** Says on the console what the page's policy refused, so that one collection has all troubles. */
const tellViolations = `addEventListener("securitypolicyviolation", (event) => console.error("CSP", event.violatedDirective, event.blockedURI))`

/**
 * What the next read brings is waited for all the time: it comes in half a second, not in five. What a page takes back by itself stays
 * longer, so that a slow machine gets to it: a note for eight seconds, a change that waits six for a second thought, the first of two keys. A clock
 * that a test installs keeps the page's own pace, and so does the script `ownPace`.
 */
const pace = `{
  const wait = (globalThis.unhurried = setTimeout)
  const paces = { 5000: 500, 8000: 30000, 6000: 120000, 1500: 120000 }
  globalThis.setTimeout = (act, delay, ...rest) => wait(act, paces[delay] ?? delay, ...rest)
}`

export const ownPace = "globalThis.setTimeout = globalThis.unhurried"

/** Awaits what a page does. */
export const done = <A>(act: () => Promise<A>): Effect.Effect<A> => Effect.promise(act)

/** The product with one Chromium, for a whole test file. Sign-ins are `admin` and whoever a test makes. */
export class Browser extends Context.Service<Browser>()("test/Browser", {
  make: Effect.fnUntraced(function* (env: Readonly<Record<string, string>>) {
    // Spares each file a cluster of its own, which is most of a start.
    const dsn = yield* TestPostgres.database
    // The channel that comes and goes stays: when it comes is a matter of the machine's clock.
    const stack = yield* product({ DB_DSN: Redacted.value(dsn), CHANNEL_BLINK_OFF: "0 seconds", ...env })
    yield* stack.launch
    const browser = yield* Effect.acquireRelease(
      done(() => chromium.launch({ executablePath: pathOf("chromium"), args: flags })),
      (it) => done(() => it.close())
    )
    const admin = yield* stack.signIn("admin", adminPassword)

    /** A fresh visitor. What the console complains of fails the test when it ends, unless it is `expected`. */
    const visit = Effect.fnUntraced(function* (options: BrowserContextOptions = {}, expected?: RegExp) {
      const context = yield* Effect.acquireRelease(
        done(() => browser.newContext({ baseURL: stack.address, viewport: { width: 1280, height: 800 }, ...options })),
        (it) => done(() => it.close())
      )
      const troubles: Array<string> = []
      const page = yield* done(() => context.newPage())
      page.setDefaultTimeout(60_000)
      page.on("pageerror", (error) => troubles.push(`${error.stack ?? error.message}`))
      page.on("console", (message) => {
        const text = `${message.text()} ${message.location().url}`
        if (message.type() === "error" && expected?.test(text) !== true) troubles.push(text)
      })
      yield* done(() => page.addInitScript(tellViolations).then(() => page.addInitScript(pace)))
      yield* Effect.addFinalizer(() => Effect.sync(() => assert.deepStrictEqual(troubles, [])))
      return page
    })

    const kept = new Map<string, Awaited<ReturnType<BrowserContext["storageState"]>>>()

    /**
     * A visitor who has signed in and is at `path`. With `again`, tests share one session for each person: sign-ins are limited,
     * and none of these may end it.
     */
    const signedIn = Effect.fnUntraced(function* (
      path: string,
      {
        who = "admin",
        expected,
        before,
        again = false,
        ...options
      }: BrowserContextOptions & {
        readonly who?: string
        readonly expected?: RegExp
        readonly before?: (page: Page) => Effect.Effect<unknown>
        readonly again?: boolean
      } = {}
    ) {
      const state = again ? kept.get(who) : undefined
      const page = yield* visit(state === undefined ? options : { ...options, storageState: state }, expected)
      if (before !== undefined) yield* before(page)
      yield* done(() => page.goto(state === undefined ? `/login?to=${encodeURIComponent(path)}` : path))
      if (state === undefined) yield* enter(page, who)
      yield* done(() => page.waitForSelector("#page h1"))
      if (again && state === undefined) kept.set(who, yield* done(() => page.context().storageState()))
      return page
    })

    return { ...stack, admin, visit, signedIn }
  })
}) {
  /** The product started with these variables beside those of all tests. */
  static readonly started = (env: Readonly<Record<string, string>>) =>
    Layer.effect(Browser, Browser.make(env)).pipe(Layer.provideMerge(NodeServices.layer))
  static readonly layer = Browser.started({})
}

/** Fills in the sign-in form and sends it. */
export const enter = (page: Page, who: string) =>
  done(() =>
    page
      .fill("#username", who)
      .then(() => page.fill("#password", adminPassword))
      .then(() => page.press("#password", "Enter"))
  )

/** Waits until the first data has come. */
export const settled = (page: Page) =>
  done(() => page.waitForFunction(() => document.querySelector("h1") !== null && !document.querySelector(".skeleton")))

interface Finding {
  readonly id: string
  readonly nodes: ReadonlyArray<{ readonly target: ReadonlyArray<string> }>
}

/** Fails with what axe finds wrong on the page as it stands. */
export const accessible = Effect.fnUntraced(function* (page: Page, what: string) {
  const tools = yield* done(() => page.context().newCDPSession(page))
  // Through the debugger, as the page's policy forbids it any script but its own.
  yield* done(() => tools.send("Runtime.evaluate", { expression: axe }))
  const answer = yield* done(() =>
    tools.send("Runtime.evaluate", { expression: "axe.run()", awaitPromise: true, returnByValue: true })
  )
  const findings: ReadonlyArray<Finding> = answer.result.value.violations
  assert.deepStrictEqual(
    findings.map(({ id, nodes }) => `${what}: ${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
    []
  )
})

/** Pictures are for people to look at, and drawing them is much of a browser's work: they are kept where `SCREENSHOTS=yes`. */
const keeps = Effect.orDie(Config.Boolean("SCREENSHOTS").pipe(Config.withDefault(false)))

/** Keeps a picture of the window, in the folder `screenshots`: for what lies over the page. */
export const view = (page: Page, name: string) =>
  Effect.when(
    done(() => page.screenshot({ path: join(root, "screenshots", `${name}.png`) })),
    keeps
  )

/** Keeps a picture of the whole page, as in a window that is tall enough for it, in the folder `screenshots`. */
export const picture = (page: Page, name: string) =>
  Effect.when(
    Effect.gen(function* () {
      const usual = page.viewportSize() ?? { width: 1280, height: 800 }
      const height = yield* done(() => page.evaluate(() => document.documentElement.scrollHeight))
      yield* done(() => page.setViewportSize({ ...usual, height: Math.max(usual.height, Math.min(height, 8_000)) }))
      yield* view(page, name)
      yield* done(() => page.setViewportSize(usual))
    }),
    keeps
  )

/** Makes an address answer with this document whatever the server knows; an array of answers serves one after the other. */
export const pretend = (page: Page, address: RegExp, json: unknown, status = 200) =>
  done(() => page.route(address, (route) => route.fulfill({ status, json, headers: { etag: '"made-up"' } })))
