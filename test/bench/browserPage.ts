import { Effect } from "effect"
import { type Browser, type BrowserContextOptions, chromium } from "playwright-core"
import { pathOf } from "../Programs.ts"
import { adminPassword } from "../stack/Product.ts"

/** Awaits what a page does. */
export const done = <A>(act: () => Promise<A>): Effect.Effect<A> => Effect.promise(act)

export const middle = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** A Chromium of one's own. */
export const launched = Effect.acquireRelease(
  done(() => chromium.launch({ executablePath: pathOf("chromium"), args: ["--no-sandbox", "--disable-gpu"] })),
  (it) => done(() => it.close())
)

/** A visitor with an empty cache, on a machine so many times slower. */
export const visitor = Effect.fnUntraced(function* (browser: Browser, options: BrowserContextOptions, slower = 1) {
  const context = yield* Effect.acquireRelease(
    done(() => browser.newContext(options)),
    (it) => done(() => it.close())
  )
  const page = yield* done(() => context.newPage())
  if (slower === 1) return page
  const tools = yield* done(() => context.newCDPSession(page))
  yield* done(() => tools.send("Emulation.setCPUThrottlingRate", { rate: slower }))
  return page
})

/** A page that somebody has signed in to; closed by whoever asked for it. */
export const signedIn = Effect.fnUntraced(function* (browser: Browser, options: BrowserContextOptions) {
  const context = yield* done(() => browser.newContext(options))
  const page = yield* done(() => context.newPage())
  yield* done(() => page.goto("/login"))
  yield* done(() => page.fill("#username", "admin"))
  yield* done(() => page.fill("#password", adminPassword))
  yield* done(() => page.press("#password", "Enter"))
  yield* done(() => page.waitForSelector("#page h1"))
  return page
})
