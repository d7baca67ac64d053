import { join } from "node:path"
import process from "node:process"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, type FileSystem, type Scope } from "effect"
import { vi } from "vitest"
import { needing } from "../../Programs.ts"
import { codecs, complaints, cut, listOf, movie, times } from "../made.ts"
import { record, stopped } from "../Rig.ts"
import { type Answer, bytes, type ScriptedOrigin, scriptedOrigin, status, text } from "../ScriptedOrigin.ts"
import { childrenOf, grown } from "../stream/liveSources.ts"

// streamlink finds the site of these tests where a user's own plugins are.
vi.stubEnv("XDG_DATA_HOME", join(import.meta.dirname, "plugins"))

const flags = ["-l", "1h", "--heartbeat-interval", "200ms", "--recording-timeout", "1m", "--segment-timeout", "1m"]

const recordPage = (url: string, ...more: ReadonlyArray<string>) =>
  record(url, ["--engine", "page", "-d", "page", "--from-start", "true", ...flags, ...more])

const test = (name: string, body: Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>) =>
  it.live(name, () => body.pipe(Effect.provide(NodeFileSystem.layer)), 240_000)

let made: ReturnType<typeof cut> | undefined

/** Shows a live stream at a site; answers its address. */
const live = (site: ScriptedOrigin): string => {
  made ??= cut(movie(6), "mpegts", ["0"])
  for (const [n, { bytes: body }] of made.segments.entries()) site.answer(`/ts-${n}`, bytes(body))
  site.answer("/ts.m3u8", text(listOf(made, "ts-", 0, made.segments.length - 1, false)))
  const variant = '#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=160x90,CODECS="avc1.42c01e,mp4a.40.2"'
  site.answer("/live.m3u8", text(["#EXTM3U", variant, "ts.m3u8", ""].join("\n")))
  return `${site.url}/live.m3u8`
}

const page =
  (body: string): Answer =>
  (response) =>
    response
      .writeHead(200, { "content-type": "text/html" })
      .end(`<!doctype html><html><head><title>News</title></head><body>${body}</body></html>`)

/** Records what a page of a site shows into files that play. */
const recorded = Effect.fnUntraced(function* (url: string, ...more: ReadonlyArray<string>) {
  const rig = yield* recordPage(url, ...more)
  yield* grown(rig, 3)
  yield* stopped(rig)
  const [file = ""] = rig.files()
  assert.strictEqual(complaints(file), "")
  assert.deepStrictEqual(codecs(file), ["aac", "h264"])
  assert.isAtLeast(times(file, "v").length, 100)
  assert.deepStrictEqual(childrenOf(process.pid), [])
  return rig
})

needing(
  "ffmpeg",
  "ffprobe",
  "streamlink"
)("a page that streamlink knows", () => {
  test(
    "is recorded from the stream behind it",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/shows/news", page(`<div data-live="${live(site)}"></div>`))
      const rig = yield* recorded(`${site.url}/shows/news`)
      assert.deepInclude(yield* rig.event("RECORDING START"), { resolution: "90p" })
    })
  )

  test(
    "is off air until it shows something, and refusals are told as what they are",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/shows/news", page("Back at eight."))
      const rig = yield* recordPage(`${site.url}/shows/news`)
      assert.deepInclude(yield* rig.event("SLEEP"), { reason: "off_air" })
      site.answer("/shows/news", status(403))
      assert.deepInclude(yield* rig.event("TROUBLE"), { cause: "http", http_status: "403" })
      site.answer("/shows/news", page(`<div data-live="${live(site)}"></div>`))
      yield* grown(rig, 3)
      yield* stopped(rig)
    })
  )
})

needing(
  "ffmpeg",
  "ffprobe",
  "ytDlp"
)("a page that yt-dlp knows", () => {
  test(
    "is recorded from the stream behind it, and what is secret about it goes to its host alone, in no argument",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      const other = yield* scriptedOrigin
      const seen: Array<string> = []
      site.answer("/news.html", (response, headers) => {
        seen.push(...childrenOf(process.pid).map(({ args }) => args))
        page(`<video src="${live(other).replace("127.0.0.1", "localhost")}"></video>`)(response, headers)
      })
      const rig = yield* recordPage(`${site.url}/news.html`, "-c", "sid=planted-cookie", "--login", "me:planted-login")
      // The stream is on another host, where no site leads within this machine.
      assert.deepInclude(yield* rig.event("TROUBLE"), { cause: "inward" })
      yield* stopped(rig)
      const [asked] = site.asked.filter(({ path }) => path === "/news.html").slice(-1)
      assert.strictEqual(asked?.headers.cookie, "sid=planted-cookie")
      assert.strictEqual(asked?.headers.authorization, `Basic ${btoa("me:planted-login")}`)
      assert.isAbove(seen.length, 0)
      assert.notInclude(seen.join(), "planted")
      assert.notInclude(JSON.stringify([rig.lines, other.asked]), "planted")
    })
  )

  test(
    "is recorded where its stream is its own",
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/news.html", page(`<video src="${live(site)}"></video>`))
      yield* recorded(`${site.url}/news.html`)
    })
  )
})

needing("ffmpeg")("a page", () => {
  test(
    "S17: is not opened for somebody who may not reach this machine",
    Effect.gen(function* () {
      const rig = yield* recordPage("https://tv.example/live", "--inward", "no")
      assert.strictEqual(yield* rig.exit, 1)
      assert.deepInclude(yield* rig.event("TROUBLE"), { cause: "unsupported" })
    })
  )
})
