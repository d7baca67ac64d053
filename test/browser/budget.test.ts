import { readFileSync } from "node:fs"
import { get } from "node:http"
import { join } from "node:path"
import { brotliCompressSync } from "node:zlib"
import { assert, layer } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { needing } from "../Programs.ts"
import { Browser, done, ownPace, settled } from "./Browser.ts"
import { type Fetched, sum, traffic } from "./traffic.ts"

/**
 * What it was in 0.7.5: bytes of the site's own files, and requests. What is added has to be made up for elsewhere. What the API
 * answers depends on the moment, so it has a bound of its own, and so has each picture of what is recorded, which the page does not wait for.
 */
const most = { files: 40_647, answers: 2500, requests: 53, picture: 40_000 }

const isAnswer = ({ path }: Fetched) => path.startsWith("/api/")

const isPicture = ({ path }: Fetched) => path.startsWith("/thumbnails/")

/** The site's files, and the first answer of each kind: a slow machine lives to see a second poll before the page is looked at. */
const parts = (all: ReadonlyArray<Fetched>) => ({
  files: all.filter((one) => !isAnswer(one)),
  answers: all.filter((one, n) => isAnswer(one) && all.findIndex(({ path }) => path === one.path) === n)
})

/** Holds what was fetched against the bounds. */
const isLight = (everything: ReadonlyArray<Fetched>) => {
  const pictures = everything.filter(isPicture)
  for (const { body } of pictures) assert.isAtMost(body, most.picture, told(pictures))
  const all = everything.filter((one) => !isPicture(one))
  const { answers, files } = parts(all)
  assert.isAtMost(
    sum(files, ({ body }) => body),
    most.files,
    told(files)
  )
  assert.isAtMost(
    sum(answers, ({ body }) => body),
    most.answers,
    told(answers)
  )
  assert.isAtMost(answers.length + files.length, most.requests, told(all))
  assert.isAtMost(Math.max(...all.map(({ depth }) => depth)), 3, told(all))
}

/** How many bytes an answer has as it comes. */
const bytesOf = (address: string) =>
  Effect.callback<number>((resume) => {
    get(address, { headers: { "accept-encoding": "br" } }, (response) => {
      let bytes = 0
      response.on("data", (piece: Uint8Array) => {
        bytes += piece.length
      })
      response.on("end", () => resume(Effect.succeed(bytes)))
    })
  })

/** Says of each resource what it is and what it cost, for whoever has to find out what grew. */
const told = (all: ReadonlyArray<Fetched>) =>
  all.map(({ body, depth, path, wire }) => `${depth} ${body} ${wire} ${path}`).join("\n")

needing("chromium")("the first load", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "of the dashboard is no larger than it was in 0.7.5, and nothing waits for more than two requests before it",
      () =>
        Effect.gen(function* () {
          const { admin, signedIn } = yield* Browser
          yield* admin.ask("POST", "/subscriptions", { driver: "hls", username: "testcard" })
          yield* admin.sees("hls/testcard", "recording")
          yield* signedIn("/profile", { again: true })
          // A browser that knows the session and has nothing else of the site.
          const page = yield* signedIn("/nowhere", {
            again: true,
            before: (page) =>
              done(() =>
                page
                  .route("**", (it) =>
                    it.fulfill({ status: 200, contentType: "text/html", body: "<main id=page><h1>-</h1></main>" })
                  )
                  .then(() => page.addInitScript(ownPace))
              )
          })
          yield* done(() => page.unroute("**"))
          const { fetched } = yield* traffic(page)
          yield* done(() =>
            Promise.all([page.waitForResponse((it) => it.url().endsWith("/api/health")), page.goto("/")])
          )
          yield* settled(page)
          yield* done(() => page.waitForSelector("#now .card"))
          const sources = (yield* fetched).filter(({ path }) => path === "/api/sources")
          const first = Math.min(...sources.map(({ sentAt }) => sentAt))
          // The page asks again by itself five seconds later, which a slow machine lives to see.
          const early = sources.filter(({ sentAt }) => sentAt < first + 4)
          assert.lengthOf(early, 1, "what is asked for early is asked for once")
          // What comes once nothing else is to do belongs to it.
          const last = [
            "/components/over.css",
            "/pages/admin/admin.css",
            "/components/search.js",
            "/components/dialog.js"
          ]
          const all = yield* Effect.repeat(fetched, {
            until: (all) => last.every((one) => all.some(({ path }) => path === one)),
            schedule: Schedule.spaced("50 millis")
          })
          assert.isAbove(all.length, 25)
          isLight(all)
        })
    )

    it.effect("of the sign-in page is no larger than the dashboard's may be, and no deeper", () =>
      Effect.gen(function* () {
        const { visit } = yield* Browser
        const page = yield* visit()
        const { fetched } = yield* traffic(page)
        yield* done(() => page.goto("/login"))
        yield* done(() => page.waitForSelector("#password"))
        const all = yield* fetched
        isLight(all)
      })
    )

    it.effect("comes compressed, and a second one asks only whether anything has changed", () =>
      Effect.gen(function* () {
        const { address, signedIn } = yield* Browser
        const page = yield* signedIn("/", { again: true })
        yield* settled(page)
        const statuses = new Map<string, number>()
        page.on("response", (answer) => statuses.set(new URL(answer.url()).pathname, answer.status()))
        yield* done(() => page.reload())
        yield* settled(page)
        assert.strictEqual(statuses.get("/components/badge.css"), 304)
        assert.strictEqual(statuses.get("/app.js"), 304)
        for (const path of ["/", "/app.js", "/styles/base.css", "/favicon.svg", "/subscriptions"]) {
          const answer = yield* done(() =>
            fetch(`${address}${path}`, { headers: { accept: "text/html,*/*", "accept-encoding": "br" } })
          )
          assert.deepStrictEqual([answer.status, answer.headers.get("content-encoding")], [200, "br"], path)
          assert.include(answer.headers.get("vary") ?? "", "Accept-Encoding")
        }
      })
    )

    it.effect(
      "what plays HLS comes compressed, but not as well as can be: that would take half a second of the first",
      () =>
        Effect.gen(function* () {
          const { address } = yield* Browser
          const whole = readFileSync(join(import.meta.dirname, "../../public/vendor/hls.light.js"))
          const bytes = yield* bytesOf(`${address}/vendor/hls.light.js`)
          assert.isAbove(bytes, brotliCompressSync(whole).length)
          assert.isBelow(bytes, whole.length / 3)
        })
    )
  })
})
