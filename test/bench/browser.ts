import { createServer } from "node:http"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import type { Browser, Page } from "playwright-core"
import { adminPassword, product } from "../stack/Product.ts"
import { type Finding, judge } from "./bounds.ts"
import { type Frames, framesOf, scrollThrough, watchFrames } from "./browserFrames.ts"
import { busyFront } from "./browserLists.ts"
import { done, launched, middle, signedIn, visitor } from "./browserPage.ts"
import { longestTask } from "./browserTasks.ts"

const rounds = 10
const passes = 5
const many = 1_000

/** Serves one text as a page, as bare as can be. */
const bare = (text: () => string) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly address: string; readonly close: () => void }>((resume) => {
      const server = createServer((_request, response) =>
        response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(text())
      )
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed({ address: `http://127.0.0.1:${port}/`, close: () => server.close() }))
      })
    }),
    ({ close }) => Effect.sync(close)
  )

const frame = { atMost: 50 }

const load = (name: string, values: ReadonlyArray<number>, bound?: Finding["bound"]): ReadonlyArray<Finding> => [
  { name: `${name}, median`, value: middle(values), unit: "ms", ...(bound !== undefined && { bound }) },
  { name: `${name}, slowest of ${values.length}`, value: Math.max(...values), unit: "ms" }
]

const frames = (name: string, all: ReadonlyArray<Frames>, bound?: Finding["bound"]): ReadonlyArray<Finding> => [
  {
    name: `${name}, worst frame of ${all.length} passes`,
    value: Math.max(...all.map(({ worst }) => worst)),
    unit: "ms",
    ...(bound !== undefined && { bound })
  },
  { name: `${name}, worst frame of a pass, median`, value: middle(all.map(({ worst }) => worst)), unit: "ms" },
  { name: `${name}, usual frame`, value: middle(all.map(({ usual }) => usual)), unit: "ms" },
  {
    name: `${name}, tasks over 50 ms in a pass, median`,
    value: middle(all.map(({ longTasks }) => longTasks)),
    unit: ""
  }
]

/** Lets a page tell by itself when something by this selector is shown: whoever asks it is as slow as it is, and makes it slower. */
const tells = (selector: string) => `{
  const look = () => {
    if (document.querySelector("${selector}") === null) requestAnimationFrame(look)
    else console.debug("shown", performance.now())
  }
  requestAnimationFrame(look)
}`

/** How long after the start of its load a page shows something by this selector, on a machine four times slower. */
const timeTo = Effect.fnUntraced(function* (browser: Browser, options: object, address: string, selector: string) {
  const page = yield* visitor(browser, options, 4)
  yield* done(() => page.addInitScript(tells(selector)))
  const [told] = yield* done(() =>
    Promise.all([
      page.waitForEvent("console", { predicate: (message) => message.text().startsWith("shown ") }),
      page.goto(address, { waitUntil: "commit" })
    ])
  )
  return Number(told.text().slice("shown ".length))
}, Effect.scoped)

/** Scrolls through a page and types into its search, each watched. */
const moved = Effect.fnUntraced(function* (page: Page, input: string) {
  yield* done(() => framesOf(page))
  yield* done(() => scrollThrough(page, 120))
  const scrolling = yield* done(() => framesOf(page))
  yield* done(() => page.evaluate(() => scrollTo(0, 0)))
  yield* done(() => page.focus(input))
  yield* done(() => framesOf(page))
  for (const key of ["c", "h", "a", "n", "Backspace", "Backspace", "Backspace", "Backspace"]) {
    yield* done(() => page.keyboard.press(key))
    yield* done(() => page.waitForTimeout(150))
  }
  return { scrolling, typing: yield* done(() => framesOf(page)) }
})

/** Scrolls to the end of the list again and again until all of its page is there. */
const grown = Effect.fnUntraced(function* (page: Page) {
  const length = () => page.evaluate(() => document.querySelectorAll("#rows .sub").length)
  while ((yield* done(length)) !== many) {
    yield* done(() => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight)))
    yield* done(() => page.waitForTimeout(100))
  }
})

/** The page as it stands, as one text. */
const inlined = (page: Page) =>
  page.evaluate(() => {
    const styles = [...document.styleSheets].flatMap(({ cssRules }) => [...cssRules].map(({ cssText }) => cssText))
    return `<!doctype html><style>${styles.join("")}</style>${document.body.outerHTML}`
  })

/**
 * The dashboard's first load at a quarter of this machine's speed, and a thousand subscriptions on one page while half of them
 * change: each beside the same document as static HTML from a bare server.
 */
export const browser = Effect.gen(function* () {
  const stack = yield* product()
  yield* stack.launch
  const admin = yield* stack.signIn("admin", adminPassword)
  yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
  yield* admin.sees("hls/testcard", "recording")
  const browser = yield* launched
  const options = { baseURL: stack.address, viewport: { width: 1280, height: 800 } }
  const page = yield* signedIn(browser, options)
  yield* done(() => page.waitForSelector("#now .card"))
  const storageState = yield* done(() => page.context().storageState())

  let still = yield* done(() => inlined(page))
  const { address } = yield* bare(() => still)
  const loads = yield* Effect.replicateEffect(
    Effect.all([
      timeTo(browser, { ...options, storageState }, "/", "#now .card"),
      timeTo(browser, options, address, "#now .card")
    ]),
    rounds
  )
  yield* done(() => page.context().close())

  const front = yield* busyFront(stack.address, many)
  const list = yield* signedIn(browser, { ...options, baseURL: front.address })
  yield* done(() => list.goto("/subscriptions"))
  yield* done(() => watchFrames(list))
  const full = yield* Effect.replicateEffect(Effect.andThen(grown(list), moved(list, "#q")), passes)
  yield* grown(list)
  const longest = yield* longestTask(browser, list, moved(list, "#q"))
  yield* grown(list)
  still = yield* done(() => inlined(list))
  yield* done(() => list.context().close())
  const plain = yield* done(() => browser.newPage({ viewport: options.viewport }))
  yield* done(() => plain.goto(address))
  yield* done(() => watchFrames(plain))
  const bareFrames = yield* Effect.replicateEffect(moved(plain, "#q"), passes)
  const longestBare = yield* longestTask(browser, plain, moved(plain, "#q"))

  yield* judge("browser: dashboard, first load with an empty cache, CPU four times slower", [
    ...load(
      "until it can be used",
      loads.map(([cold]) => cold),
      { atMost: 1_000 }
    ),
    ...load(
      "the same document as static HTML",
      loads.map(([, bare]) => bare)
    )
  ])
  yield* judge(`browser: ${many} subscriptions on one page, half of them changing at each poll`, [
    ...frames(
      "scrolling",
      full.map(({ scrolling }) => scrolling),
      frame
    ),
    ...frames(
      "scrolling static HTML",
      bareFrames.map(({ scrolling }) => scrolling)
    ),
    ...frames(
      "typing",
      full.map(({ typing }) => typing),
      frame
    ),
    ...frames(
      "typing into static HTML",
      bareFrames.map(({ typing }) => typing)
    ),
    // What a frame takes by itself, however much other programs take beside it.
    { name: "longest task, its own CPU time", value: longest, unit: "ms", bound: frame },
    { name: "longest task with static HTML, its own CPU time", value: longestBare, unit: "ms" }
  ])
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
