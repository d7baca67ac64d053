import { createCipheriv } from "node:crypto"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { record, stopped } from "./Rig.ts"
import { broken, bytes, inTurn, redirect, scriptedOrigin, status, text } from "./ScriptedOrigin.ts"
import { playlist, segmentsIn, transport } from "./streams.ts"

/** An origin with segments 0 to 60, and a playlist at `/live.m3u8` that shows what it is told to. */
const origin = Effect.map(scriptedOrigin, (scripted) => {
  for (let n = 0; n <= 60; n++) scripted.answer(`/${n}.ts`, bytes(transport(n)))
  return {
    ...scripted,
    live: `${scripted.url}/live.m3u8`,
    show: (body: string) => scripted.answer("/live.m3u8", text(body))
  }
})

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

describe("a recording", () => {
  it.live("holds each segment of a sliding window once and in order", () =>
    Effect.gen(function* () {
      const site = yield* origin
      let last = 4
      site.answer("/live.m3u8", (response) => {
        last = Math.min(last + 1, 20)
        response.end(playlist(last - 4, last, { ended: last === 20 }))
      })
      const rig = yield* record(site.live)
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), numbers(1, 20))
      for (const n of numbers(1, 20)) assert.strictEqual(site.times(`/${n}.ts`), 1)
      yield* stopped(rig)
      assert.deepStrictEqual(rig.events(), [
        "STARTUP",
        "SESSION START",
        "RECORDING START",
        "SEGMENT START",
        "SEGMENT FINISH",
        "RECORDING END",
        "SESSION END"
      ])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("C6: is cut where the wished length is reached, and not at a discontinuity in which nothing changes", () =>
    Effect.gen(function* () {
      const site = yield* origin
      site.show(playlist(0, 9, { ended: false, discontinuityBefore: 8 }))
      const rig = yield* record(site.live, ["-l", "300ms"])
      yield* rig.event("SEGMENT START", 4)
      site.show(playlist(0, 9, { ended: true, discontinuityBefore: 8 }))
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      const finished = rig.lines.filter(({ event }) => event === "SEGMENT FINISH")
      assert.deepStrictEqual(
        finished.map(({ size, trigger }) => [size, trigger]),
        [
          ["11.0KB", "split"],
          ["11.0KB", "split"],
          ["11.0KB", "split"],
          ["3.7KB", "stream_end"]
        ]
      )
      assert.match(finished[3]?.["file"] ?? "", /\/hls\/test\/\d+_00003\.ts$/)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), numbers(0, 9))
      yield* stopped(rig)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("goes on where a connection broke, without a byte twice", () =>
    Effect.gen(function* () {
      const site = yield* origin
      const whole = transport(1)
      site.answer("/1.ts", inTurn(broken(whole, 1000), bytes(whole)))
      site.answer(
        "/2.ts",
        inTurn(broken(transport(2), 500), (response) => response.end(transport(2)))
      )
      site.show(playlist(0, 3))
      const rig = yield* record(site.live)
      yield* site.next("/live.m3u8", 3)
      site.show(playlist(0, 3, { ended: true }))
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1, 2, 3])
      assert.deepStrictEqual(
        site.asked.filter(({ path }) => path === "/1.ts").map(({ headers }) => headers.range),
        [undefined, "bytes=1000-"]
      )
      yield* stopped(rig)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("T4: passes over a segment that is gone, says which, and counts it", () =>
    Effect.gen(function* () {
      const site = yield* origin
      site.answer("/1.ts", status(404))
      site.show(playlist(0, 2))
      const rig = yield* record(site.live)
      const lost = yield* rig.line(({ level }) => level === "warn")
      assert.strictEqual(lost["message"], "segment 1 is lost: source is offline (HTTP 404)")
      assert.deepInclude(yield* rig.event("LOST"), { segments: "1", cause: "http", http_status: "404" })
      site.show(playlist(0, 2, { ended: true }))
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 2])
      yield* stopped(rig)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("goes on when an origin begins to number anew", () =>
    Effect.gen(function* () {
      const site = yield* origin
      site.show(playlist(40, 44))
      const rig = yield* record(site.live, ["-l", "10s"])
      yield* rig.event("SEGMENT START")
      site.show(playlist(0, 3))
      yield* rig.event("SEGMENT START", 2)
      site.show(playlist(0, 4, { ended: true }))
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [...numbers(40, 44), ...numbers(0, 4)])
      yield* stopped(rig)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("follows redirects, relative addresses and the best variant", () =>
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      site.answer("/start", redirect("/a/b/master.m3u8"))
      const variant = (height: number, rate: number) =>
        `#EXT-X-STREAM-INF:BANDWIDTH=${height * 1000},RESOLUTION=${height * 2}x${height},FRAME-RATE=${rate}\n${height}/${rate}/index.m3u8\n`
      site.answer(
        "/a/b/master.m3u8",
        text(`#EXTM3U\n${variant(1080, 30)}${variant(720, 60)}${variant(720, 25)}${variant(480, 30)}`)
      )
      site.answer("/a/b/720/25/index.m3u8", redirect("/cdn/x/index.m3u8?token=1"))
      const moving = [8, 9, 10, 11, 12, 13].map((last) => text(playlist(7, last)))
      site.answer("/cdn/x/index.m3u8?token=1", inTurn(...moving, text(playlist(7, 13, { ended: true }))))
      for (const n of numbers(7, 13)) site.answer(`/cdn/x/${n}.ts`, bytes(transport(n)))
      const rig = yield* record(`${site.url}/start`)
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      assert.strictEqual((yield* rig.event("SESSION START"))["resolution"], "720p/25fps")
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), numbers(7, 13))
      assert.isAtMost(site.connections(), 2)
      yield* stopped(rig)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("reads byte ranges, also of an origin that ignores them", () =>
    Effect.gen(function* () {
      const site = yield* origin
      const all = Buffer.concat(numbers(0, 3).map((n) => transport(n)))
      site.answer("/all.ts", bytes(all))
      site.answer("/deaf.ts", (response) => response.end(all))
      const part = (n: number) => `#EXT-X-BYTERANGE:3760@${n * 3760}`
      const body = (ended: boolean) =>
        playlist(0, 3, { ended, extra: (n) => [part(n)] })
          .replaceAll(/^[01]\.ts$/gm, "all.ts")
          .replaceAll(/^[23]\.ts$/gm, "deaf.ts")
      site.show(body(false))
      const rig = yield* record(site.live)
      yield* rig.event("SEGMENT START")
      site.show(body(true))
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1, 2, 3])
      yield* stopped(rig)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("decrypts AES-128 with a named and with an implied IV, over a broken connection", () =>
    Effect.gen(function* () {
      const site = yield* scriptedOrigin
      const key = Buffer.alloc(16, 7)
      const encrypted = (n: number, iv: Uint8Array) => {
        const cipher = createCipheriv("aes-128-cbc", key, iv)
        return Buffer.concat([cipher.update(transport(n)), cipher.final()])
      }
      const implied = Buffer.alloc(16)
      implied[15] = 1
      site.answer("/key", bytes(key))
      site.answer("/0.ts", bytes(encrypted(0, Buffer.alloc(16, 0xab))))
      site.answer("/1.ts", inTurn(broken(encrypted(1, implied), 700), bytes(encrypted(1, implied))))
      const keys = [
        '#EXT-X-KEY:METHOD=AES-128,URI="key",IV=0xabababababababababababababababab',
        '#EXT-X-KEY:METHOD=AES-128,URI="key"'
      ]
      const body = (ended: boolean) => playlist(0, 1, { ended, extra: (n) => [keys[n] ?? ""] })
      site.answer("/live.m3u8", text(body(false)))
      const rig = yield* record(`${site.url}/live.m3u8`)
      yield* rig.event("SEGMENT START")
      site.answer("/live.m3u8", text(body(true)))
      assert.strictEqual((yield* rig.event("RECORDING END"))["trigger"], "stream_end")
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), [0, 1])
      assert.strictEqual(site.times("/key"), 1)
      yield* stopped(rig)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
