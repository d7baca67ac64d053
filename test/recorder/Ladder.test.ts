import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { record, stopped } from "./Rig.ts"
import { bytes, scriptedOrigin, status, text } from "./ScriptedOrigin.ts"
import { playlist, segmentsIn, transport } from "./streams.ts"

const numbers = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

/** An origin whose playlists show one segment more each time they are asked for, up to the last. */
const origin = Effect.map(scriptedOrigin, (site) => {
  for (const n of numbers(0, 30)) site.answer(`/${n}.ts`, bytes(transport(n)))
  let newest = 2
  const list = (last: number) => {
    newest = Math.min(last, newest + 1)
    return playlist(Math.max(0, newest - 5), newest, { ended: newest === last, prefix: "/" })
  }
  const variants = (...lines: ReadonlyArray<string>) => text(["#EXTM3U", ...lines, ""].join("\n"))
  return { ...site, list, variants }
})

describe("C5: a ladder of variants", () => {
  it.live.each([
    ["is not found", "gone.m3u8"],
    ["is at an address where nobody listens", "http://127.0.0.1:9/live.m3u8"]
  ] as const)("of which the best %s is recorded by the next", ([, best]) =>
    Effect.gen(function* () {
      const site = yield* origin
      site.answer("/gone.m3u8", status(404))
      site.answer("/live.m3u8", (response) => response.end(site.list(8)))
      site.answer(
        "/master.m3u8",
        site.variants(
          "#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720",
          best,
          "#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=854x480",
          "live.m3u8"
        )
      )
      const rig = yield* record(`${site.url}/master.m3u8`)
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), numbers(0, 8))
      assert.strictEqual((yield* rig.event("SESSION START"))["resolution"], "480p")
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("goes on in the same file with another variant when one dies", () =>
    Effect.gen(function* () {
      const site = yield* origin
      let asked = 0
      site.answer("/best.m3u8", (response, headers) => {
        asked += 1
        if (asked > 4) status(404)(response, headers)
        else response.end(site.list(12))
      })
      site.answer("/other.m3u8", (response) => response.end(site.list(12)))
      site.answer(
        "/master.m3u8",
        site.variants(
          "#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720",
          "best.m3u8",
          "#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=854x480",
          "other.m3u8"
        )
      )
      const rig = yield* record(`${site.url}/master.m3u8`, ["-l", "1h"])
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), numbers(0, 12))
      assert.strictEqual(rig.files().length, 1)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("is climbed when a better variant appears", () =>
    Effect.gen(function* () {
      const site = yield* origin
      let isRich = false
      site.answer("/live.m3u8", (response) => response.end(site.list(29)))
      site.answer("/best.m3u8", (response) => response.end(site.list(29)))
      const low = ["#EXT-X-STREAM-INF:BANDWIDTH=800000,RESOLUTION=854x480", "live.m3u8"]
      const high = ["#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720", "best.m3u8"]
      site.answer("/master.m3u8", (response, headers) =>
        site.variants(...low, ...(isRich ? high : []))(response, headers)
      )
      const rig = yield* record(`${site.url}/master.m3u8`)
      yield* rig.event("SEGMENT START")
      isRich = true
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), numbers(0, 29))
      assert.isAtLeast(site.times("/best.m3u8"), 1)
      assert.strictEqual(rig.files().length, 1)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.live("C6: whose addresses are good for a moment only is one file", () =>
    Effect.gen(function* () {
      const site = yield* origin
      let token = 0
      site.answer("/master.m3u8", (response, headers) => {
        token += 1
        let left = 3
        site.answer(`/${token}/live.m3u8`, (answer, asked) => {
          left -= 1
          if (left < 0) status(403)(answer, asked)
          else answer.end(site.list(14))
        })
        site.variants("#EXT-X-STREAM-INF:BANDWIDTH=1", `${token}/live.m3u8`)(response, headers)
      })
      const rig = yield* record(`${site.url}/master.m3u8`, ["-l", "1h"])
      yield* rig.event("RECORDING END")
      yield* stopped(rig)
      assert.deepStrictEqual(segmentsIn(yield* rig.recorded), numbers(0, 14))
      assert.strictEqual(rig.files().length, 1)
      assert.isAbove(token, 2)
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
