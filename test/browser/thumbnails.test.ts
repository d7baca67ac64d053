import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import type { Page } from "playwright-core"
import { needing } from "../Programs.ts"
import { eventually } from "../stack/eventually.ts"
import { adminPassword } from "../stack/Product.ts"
import { accessible, Browser, done, picture, pretend } from "./Browser.ts"
import { thumbnailer } from "./thumbnailer.ts"

const withPictures = Layer.unwrap(
  Effect.map(thumbnailer("/hls/testcard"), ({ url }) => Browser.started({ THUMBNAILER_URL: url }))
)

const recordBoth = Effect.gen(function* () {
  const { admin } = yield* Browser
  yield* admin.ask("POST", "/users", { username: "mira", password: adminPassword })
  for (const username of ["testcard", "blinker"]) {
    yield* admin.ask("POST", "/subscriptions", { driver: "hls", username })
    yield* admin.ask("POST", "/subscriptions?user_id=2", { driver: "hls", username })
  }
  yield* admin.sees("hls/testcard", "recording")
  yield* admin.sees("hls/blinker", "recording")
})

const askedFor = (page: Page) => {
  const asked = new Map<string, number>()
  page.on("response", (answer) => {
    const { pathname } = new URL(answer.url())
    if (pathname.startsWith("/thumbnails/")) asked.set(pathname, answer.status())
  })
  return asked
}

const isShown = (page: Page) =>
  done(() =>
    page.waitForFunction(() => {
      const image = document.querySelector<HTMLImageElement>("#now img[data-of='hls/testcard']")
      return image?.complete === true && image.naturalWidth === 160
    })
  )

needing("chromium")("pictures on the dashboard", () => {
  layer(withPictures, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    for (const who of ["admin", "mira"]) {
      it.effect(`are shown to ${who} where there are any, and a drawing where there are none`, () =>
        Effect.gen(function* () {
          yield* recordBoth
          const { signedIn } = yield* Browser
          const page = yield* signedIn("/profile", { who })
          const asked = askedFor(page)
          yield* done(() => page.click(".nav a[href='/']"))
          yield* isShown(page)
          yield* done(() => page.waitForSelector("[data-key='hls/blinker'].card:not(:has(img)) .card-shot svg"))
          assert.deepStrictEqual([...asked].sort(), [
            ["/thumbnails/hls/blinker", 204],
            ["/thumbnails/hls/testcard", 200]
          ])
          yield* accessible(page, "the dashboard with pictures")
          yield* picture(page, `pictures-${who}`)
          // A load of the page itself learns of the pictures beside its first read.
          yield* done(() => page.reload())
          yield* isShown(page)
        })
      )
    }

    it.effect("are open to everybody and nothing but pictures", () =>
      Effect.gen(function* () {
        const { address } = yield* Browser
        const get = (path: string) => done(() => fetch(`${address}${path}`))
        const there = yield* get("/thumbnails/hls/testcard?1")
        assert.deepStrictEqual([there.status, there.headers.get("content-type")], [200, "image/png"])
        assert.strictEqual(there.headers.get("x-content-type-options"), "nosniff")
        assert.strictEqual((yield* get("/thumbnails/hls/testcard/later.jpg")).status, 204)
        for (const path of [
          "/thumbnails/",
          "/thumbnails/hls",
          "/thumbnails/hls/..%2fx",
          "/thumbnails/hls/a/b.ts",
          "/thumbnails/hls/a/b/c.jpg"
        ])
          assert.strictEqual((yield* get(path)).status, 404, path)
      })
    )
  })

  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })("without a thumbnailer", (it) => {
    it.effect("are not asked for, and each card has its drawing", () =>
      Effect.gen(function* () {
        yield* recordBoth
        const { admin, signedIn } = yield* Browser
        const { body } = yield* admin.ask("GET", "/me")
        const page = yield* signedIn("/profile", {
          before: (page) => pretend(page, /\/api\/me$/, Object.assign({}, body, { thumbnails: false }))
        })
        const asked = askedFor(page)
        yield* done(() => page.click(".nav a[href='/']"))
        yield* done(() => page.waitForSelector("#now .card .card-shot svg"))
        yield* done(() => page.waitForResponse((answer) => answer.url().includes("/api/sources?")))
        assert.deepStrictEqual([...asked], [])
      })
    )
  })
})

needing("chromium", "ffmpeg")("pictures by the thumbnailer that comes with it", () => {
  layer(Browser.layer, { timeout: "180 seconds", excludeTestServices: true })((it) => {
    it.effect(
      "are of what is being recorded, and each has the shape of its stream",
      () =>
        Effect.gen(function* () {
          yield* recordBoth
          const { address, recordings, signedIn, sizeOf } = yield* Browser
          yield* eventually(
            "a key frame in the file",
            Effect.sync(() =>
              Option.liftPredicate(recordings("hls/testcard"), (files) => files.some((file) => sizeOf(file) > 150_000))
            ),
            "150 seconds"
          )
          // Of a file in which there is none yet, another picture is tried only after a minute.
          yield* eventually(
            "a picture",
            Effect.map(
              done(() => fetch(`${address}/thumbnails/hls/testcard`)),
              ({ status }) => (status === 200 ? Option.some(status) : Option.none())
            ),
            "150 seconds"
          )
          const page = yield* signedIn("/")
          yield* done(() =>
            page.waitForFunction(() => {
              const image = document.querySelector<HTMLImageElement>("#now img[data-of='hls/testcard']")
              return image?.complete === true && image.naturalWidth > 0
            })
          )
          yield* picture(page, "pictures-own")
        }),
      240_000
    )
  })
})
