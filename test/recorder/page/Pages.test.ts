import { readFileSync } from "node:fs"
import process from "node:process"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, type FileSystem, type Scope } from "effect"
import { needing } from "../../Programs.ts"
import { codecs, complaints, times } from "../made.ts"
import { record, stopped } from "../Rig.ts"
import { scriptedOrigin, status } from "../ScriptedOrigin.ts"
import { childrenOf, grown } from "../stream/liveSources.ts"
import { live, page, withPlugins } from "./site.ts"

withPlugins()

const flags = ["-l", "1h", "--heartbeat-interval", "200ms", "--recording-timeout", "1m", "--segment-timeout", "1m"]

/** Two starts of Python come before the stream: on a busy machine they alone may take a minute. */
const recordPage = (url: string, ...more: ReadonlyArray<string>) =>
  record(url, ["--engine", "page", "-d", "page", "--from-start", "true", ...flags, ...more], {
    patience: "180 seconds"
  })

const test = (name: string, body: Effect.Effect<void, unknown, FileSystem.FileSystem | Scope.Scope>) =>
  it.live(name, () => body.pipe(Effect.provide(NodeFileSystem.layer)), 240_000)

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
      const about = { title: "Evening news", author: "Example TV" }
      const told = `data-title="${about.title}" data-author="${about.author}"`
      site.answer("/shows/news", page(`<div data-live="${live(site)}" ${told}></div>`))
      const rig = yield* recorded(`${site.url}/shows/news`)
      assert.deepInclude(yield* rig.event("RECORDING START"), { resolution: "90p" })
      assert.deepInclude(yield* rig.event("TITLE"), about)
      const [file = ""] = rig.files()
      assert.deepStrictEqual(JSON.parse(readFileSync(file.replace(/(?:_\d+)?\.ts$/, ".json"), "utf8")), about)
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
