import { existsSync } from "node:fs"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { parse } from "../../../src/recorder/Playlist.ts"
import { abridged } from "../../../src/recorder/probe/abridged.ts"
import { type Answer, scriptedOrigin, text } from "../ScriptedOrigin.ts"
import { start } from "../Spawned.ts"

const probe = fileURLToPath(new URL("../../../src/recorder/probe/main.ts", import.meta.url))

const segment = (n: number) => `#EXTINF:2,\n/media/of/an/example/live/${n}.ts\n`

/** A playlist of so many segments. */
const playlist = (segments: number) =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n${Array.from({ length: segments }, (_, n) => segment(n)).join("")}`

/** A text as it arrives. */
const bytes = (text: string) => {
  const all = Buffer.from(text)
  const pieces = Array.from({ length: Math.ceil(all.length / 65_536) }, (_, n) =>
    all.subarray(n * 65_536, (n + 1) * 65_536)
  )
  return Stream.fromIterable(pieces)
}

describe("of a playlist that is looked at", () => {
  it.effect("all is read where it is not long", () =>
    Effect.gen(function* () {
      const short = playlist(2000)
      assert.strictEqual(yield* abridged(bytes(short)), short)
    })
  )

  it.effect("the beginning and the end are read where it is, and no segment that is not there", () =>
    Effect.gen(function* () {
      const long = playlist(140_000)
      const read = yield* abridged(bytes(`${long}#EXT-X-ENDLIST\n`))
      assert.isBelow(read.length, 700_000)
      const found = yield* Effect.fromResult(parse(read, "https://a.example/live.m3u8"))
      assert.strictEqual(found._tag === "Media" && found.ended, true)
      const segments = found._tag === "Media" ? found.segments : []
      assert.strictEqual(segments[0]?.url, "https://a.example/media/of/an/example/live/0.ts")
      assert.strictEqual(segments.at(-1)?.url, "https://a.example/media/of/an/example/live/139999.ts")
      assert.isTrue(
        segments.every(({ url }) => /^https:\/\/a\.example\/media\/of\/an\/example\/live\/\d+\.ts$/.test(url))
      )
      assert.isAbove(segments.length, 5000)
    })
  )

  it.effect("S17: no more than 16 MiB are unpacked, and then it is no playlist", () =>
    Effect.gen(function* () {
      let pieces = 0
      const endless = Stream.fromEffectRepeat(
        Effect.sync(() => {
          pieces += 1
          return new Uint8Array(65_536).fill(65)
        })
      )
      const refused = yield* Effect.flip(abridged(endless))
      assert.strictEqual(refused.message, "the playlist is longer than 16 MiB")
      assert.strictEqual(pieces, 257)
    })
  )
})

const packed = (body: string): Answer => {
  const bytes = gzipSync(body)
  return (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bytes)
}

const isLinux = existsSync("/proc/self/status")

describe.runIf(isLinux)(`S17: a look at a playlist that unpacks without end${isLinux ? "" : " (needs /proc)"}`, () => {
  /** What a look tells, and the most that it held, in mebibytes. */
  const looking = Effect.fnUntraced(function* (answer: Answer) {
    const site = yield* scriptedOrigin
    site.answer("/live.m3u8", answer)
    const peak = join(import.meta.dirname, "peak.mjs")
    const look = yield* start(process.execPath, ["--max-semi-space-size=1", "--import", peak, probe], {
      STICKY_URL: `${site.url}/live.m3u8`
    })
    assert.strictEqual(yield* look.exit, 0)
    return { told: look.stdout(), peak: Number(/peak (\d+)/.exec(look.stderr())?.[1]) }
  })

  it.live("takes no 60 MiB more than one at another", () =>
    Effect.gen(function* () {
      const usual = yield* looking(text(playlist(3)))
      assert.include(usual.told, '"onAir":true')
      /** How much more it takes: when garbage is collected is a matter of chance, so the least of up to three looks counts. */
      const above = Effect.fnUntraced(function* (answer: Answer, tells: string) {
        let least = Number.POSITIVE_INFINITY
        for (let i = 0; i < 3 && !(least < 60); i++) {
          const { peak, told } = yield* looking(answer)
          assert.include(told, tells)
          least = Math.min(least, peak - usual.peak)
        }
        return least
      })
      assert.isBelow(yield* above(packed(playlist(140_000)), '"onAir":true'), 60)
      assert.isBelow(yield* above(packed(`#EXTM3U\n${"A".repeat(100_000_000)}`), '"unreadable"'), 60)
    })
  )
})
