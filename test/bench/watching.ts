import { closeSync, mkdirSync, openSync, readFileSync, utimesSync, writeSync } from "node:fs"
import { cp } from "node:fs/promises"
import { dirname, join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import * as Loop from "../../src/local/channel/LoopedStream.ts"
import { asFirefox } from "../browser/asFirefox.ts"
import { adminPassword, product } from "../stack/Product.ts"
import { judge } from "./bounds.ts"
import { done, launched, middle, signedIn, visitor } from "./browserPage.ts"

const rounds = 10
const seeks = 10
/** What is asked, in milliseconds. */
const most = { live: 2_000, finished: 500, growing: 1_000 }

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, hasTouch: true, isMobile: true }

const loop = Loop.read(readFileSync(join(import.meta.dirname, "../../src/local/channel/loop.mpegts")))
const session = "2026-01-02_10-00-00"
const hours = 10
const partsAnHour = Math.floor(3_600_000 / Loop.partMillis)

/** Ten hours of the test channel as a recorder left them long ago, in files of an hour. */
const longRecording = (folder: string) => {
  mkdirSync(folder, { recursive: true })
  for (let hour = 0; hour < hours; hour++) {
    const name = join(folder, `${session}_${String(hour).padStart(5, "0")}.ts`)
    const file = openSync(name, "w")
    for (let i = 0; i < partsAnHour; i++) writeSync(file, Loop.segment(loop, hour * partsAnHour + i))
    closeSync(file)
    utimesSync(name, 1_767_400_000, 1_767_400_000)
  }
}

declare global {
  interface Window {
    /** When somebody pressed, when the first card was there, when the picture had moved; milliseconds of the page's own clock. */
    marks: { presses: Array<number>; card: number; moved: number }
  }
}

/** Lets a page note these moments by itself: whoever asks it is as slow as it is. */
const notes = `{
  const marks = (globalThis.marks = { presses: [], card: 0, moved: 0 })
  addEventListener("pointerdown", ({ timeStamp }) => marks.presses.push(timeStamp), true)
  const frames = new Set()
  const shown = (now, { mediaTime }) => {
    frames.add(mediaTime)
    if (frames.size > 1) marks.moved = now
    else look()
  }
  const look = () => {
    if (marks.card === 0 && document.querySelector("#now .card") !== null) marks.card = performance.now()
    const video = document.querySelector("video")
    if (video === null) requestAnimationFrame(look)
    else video.requestVideoFrameCallback(shown)
  }
  requestAnimationFrame(look)
}`

/** From the sign-in to a moving picture on a phone: what the two presses took, without the time between them. */
const toLive = Effect.fnUntraced(function* (browser: Browser, options: BrowserContextOptions) {
  const page = yield* visitor(browser, options, 4)
  yield* done(() => page.addInitScript(notes))
  yield* done(() => page.goto("/login"))
  yield* done(() => page.fill("#username", "admin"))
  yield* done(() => page.fill("#password", adminPassword))
  yield* done(() => page.tap("button[type=submit]"))
  yield* done(() => page.waitForSelector("#now .card"))
  yield* done(() => page.tap("#now .card"))
  yield* done(() => page.waitForFunction(() => window.marks.moved > 0))
  const { card, moved, presses } = yield* done(() => page.evaluate(() => window.marks))
  const [enter = 0, watch = 0] = presses
  return { list: card - enter, picture: moved - watch }
}, Effect.scoped)

/** How long it takes until what is recorded at a part of the whole is shown, in milliseconds, by the slider. */
const seekTo = (page: Page, part: number) =>
  done(() =>
    page.evaluate(
      (part) =>
        // In the page there is no Effect.
        // @effect-diagnostics-next-line newPromise:off
        new Promise<number>((resolve) => {
          const slider = document.querySelector<HTMLInputElement>(".player-seek")
          const video = document.querySelector("video")
          if (slider === null || video === null) return resolve(Number.POSITIVE_INFINITY)
          const to = Math.floor(Number(slider.max) * part)
          const from = performance.now()
          const look = (now: number, { mediaTime }: { readonly mediaTime: number }) => {
            if (Math.abs(mediaTime - to) < 3) resolve(now - from)
            else video.requestVideoFrameCallback(look)
          }
          video.requestVideoFrameCallback(look)
          slider.value = String(to)
          slider.dispatchEvent(new Event("input", { bubbles: true }))
        }),
      part
    )
  )

/** Seeks all over what is played, far from what was just shown. */
const soughtIn = Effect.fnUntraced(function* (page: Page) {
  yield* done(() =>
    page.waitForFunction((hours) => {
      const { currentTime = 0 } = document.querySelector("video") ?? {}
      return (
        currentTime > 0 && Number(document.querySelector<HTMLInputElement>(".player-seek")?.max) > (hours - 1) * 3_600
      )
    }, hours)
  )
  return yield* Effect.forEach(
    Array.from({ length: seeks }, (_, i) => ((i * 0.37) % 0.9) + 0.05),
    (part) => seekTo(page, part)
  )
})

/** What a browser keeps of somebody who has signed in. */
const kept = Effect.fnUntraced(function* (browser: Browser, options: BrowserContextOptions) {
  const context = (yield* signedIn(browser, options)).context()
  const state = yield* done(() => context.storageState())
  yield* done(() => context.close())
  return state
})

/** A page on which a recording of ten hours is sought, fed by a script where asked, on a machine so many times slower. */
const sought = Effect.fnUntraced(function* (
  browser: Browser,
  options: BrowserContextOptions,
  { address, slower, byScript }: { readonly address: string; readonly slower: number; readonly byScript: boolean }
) {
  const page = yield* visitor(browser, options, slower)
  if (byScript) yield* done(() => page.addInitScript(asFirefox))
  yield* done(() => page.goto(address))
  return yield* soughtIn(page)
}, Effect.scoped)

const times = (name: string, values: ReadonlyArray<number>, atMost: number) => [
  { name: `${name}, median`, value: middle(values), unit: "ms", bound: { atMost } },
  { name: `${name}, slowest of ${values.length}`, value: Math.max(...values), unit: "ms" }
]

/** From the door to a moving live picture on a phone, and seeking in what is long: each as the page itself sees it. */
export const watching = Effect.gen(function* () {
  const stack = yield* product({ BCRYPT_COST: "12" })
  const folder = join(stack.dataDir, "recordings/hls/long", session)
  longRecording(folder)
  yield* stack.launch
  const admin = yield* stack.signIn("admin", adminPassword)
  yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
  yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "long" })
  yield* admin.ask("POST", "/subscriptions/hls/long/pause")
  yield* admin.sees("hls/testcard", "recording")
  const browser = yield* launched
  const options = { baseURL: stack.address }
  const desk = { ...options, storageState: yield* kept(browser, options) }
  const play = (name: string, slower: number, byScript: boolean) =>
    sought(browser, desk, {
      address: `/source/hls/${name}?play=${name === "long" ? session : "live"}`,
      slower,
      byScript
    })

  // A recorder begins with what its site still has: enough to go back to.
  yield* Effect.sleep("30 seconds")
  const live = yield* Effect.replicateEffect(toLive(browser, { ...options, ...phone }), rounds)
  const native = yield* play("long", 1, false)
  const fed = yield* play("long", 1, true)
  const slow = yield* play("long", 4, true)
  const [file = ""] = stack.recordings("hls/testcard")
  yield* done(() => cp(folder, dirname(file), { recursive: true, preserveTimestamps: true }))
  const growing = yield* play("testcard", 1, true)
  const slowGrowing = yield* play("testcard", 4, true)
  yield* judge("watching: a phone four times slower, from the sign-in to a live picture that moves", [
    ...times(
      "both presses",
      live.map(({ list, picture }) => list + picture),
      most.live
    ),
    { name: "from signing in to the first card, median", value: middle(live.map(({ list }) => list)), unit: "ms" },
    { name: "from the card to the picture, median", value: middle(live.map(({ picture }) => picture)), unit: "ms" }
  ])
  yield* judge("watching: seeking in ten hours", [
    ...times("finished, by the browser itself", native, most.finished),
    ...times("finished, by a script", fed, most.finished),
    ...times("the same, processor four times slower", slow, most.finished),
    ...times("growing", growing, most.growing),
    ...times("the same, processor four times slower", slowGrowing, most.growing)
  ])
}).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
