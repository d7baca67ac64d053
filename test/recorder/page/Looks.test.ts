import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { nothingSeen, seeLine } from "../../../src/domain/supervision/Look.ts"
import type { Found } from "../../../src/recorder/probe/Found.ts"
import { look } from "../../../src/recorder/probe/look.ts"
import { outside } from "../../../src/recorder/probe/outside.ts"
import * as Settings from "../../../src/recorder/Settings.ts"
import { needing } from "../../Programs.ts"
import { scriptedOrigin, status } from "../ScriptedOrigin.ts"
import { live, page, withPlugins } from "./site.ts"

withPlugins()

/** What a look at an address sees, however long it takes. */
const seen = Effect.fnUntraced(function* (url: string, ...more: ReadonlyArray<string>) {
  const read = Result.getOrThrow(Settings.read(["-s", "probe", "-o", "/probe", "--url", url, ...more], {}))
  if (read._tag !== "Record") return assert.fail("no settings")
  const lines: Array<string> = []
  const tell = (found: Found) => void lines.push(JSON.stringify({ probe: found }))
  yield* look(read.settings, tell).pipe(Effect.provide([outside(read.settings), NodeFileSystem.layer]))
  return lines.reduce(seeLine, nothingSeen)
})

const test = (name: string, body: Effect.Effect<void, unknown, never>) => it.live(name, () => body, 240_000)

needing(
  "ffmpeg",
  "streamlink",
  "ytDlp"
)("a look at a page", () => {
  test(
    "tells what a site that streamlink knows shows, whose it is, in which qualities, with a picture",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      const about = 'data-title="Evening news" data-author="Example TV"'
      site.answer("/shows/news", page(`<div data-live="${live(site)}" ${about}></div>`))
      const found = yield* seen(`${site.url}/shows/news`)
      assert.deepInclude(found, {
        engine: "page",
        reachable: true,
        onAir: true,
        cause: null,
        title: "Evening news",
        author: "Example TV",
        variants: [{ bandwidth: 800_000, width: 160, height: 90, codecs: "avc1.42c01e,mp4a.40.2" }]
      })
      assert.match(found.picture ?? "", /^\/9j\//)
    }).pipe(Effect.scoped)
  )

  test(
    "tells what yt-dlp finds in a page of no site that is known",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/news.html", page(`<video src="${live(site)}"></video>`))
      const found = yield* seen(`${site.url}/news.html`)
      assert.deepInclude(found, { engine: "page", onAir: true, cause: null, title: "News", author: null })
      assert.match(found.picture ?? "", /^\/9j\//)
    }).pipe(Effect.scoped)
  )

  test(
    "knows a page that shows nothing from one that nobody knows, and from a refusal",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      const host = new URL(site.url).host
      site.answer("/shows/news", page("Back at eight."))
      assert.deepInclude(yield* seen(`${site.url}/shows/news`), { engine: "page", onAir: false, cause: null })
      site.answer("/other.html", page("Nothing here."))
      assert.deepInclude(yield* seen(`${site.url}/other.html`), {
        engine: null,
        reachable: true,
        onAir: null,
        cause: { kind: "unsupported", message: `no program that finds streams knows the page of ${host}` }
      })
      site.answer("/shows/gone", page(`<div data-live="${site.url}/gone.m3u8"></div>`))
      site.answer("/gone.m3u8", status(403))
      assert.deepInclude(yield* seen(`${site.url}/shows/gone`), {
        cause: { kind: "http", status: 403, host }
      })
    }).pipe(Effect.scoped)
  )
})
