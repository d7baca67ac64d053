import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { FragmentReader } from "../../src/media/FragmentReader.ts"
import { moved, readFragment } from "../../src/media/MovieFragment.ts"
import { joined, tracksOf } from "../../src/media/MovieHeader.ts"
import { checksum, tablesOf } from "../../src/media/TransportMaker.ts"
import { needing } from "../Programs.ts"
import { cut, movie } from "../recorder/made.ts"

describe("a table's packet", () => {
  it("ends with the checksum of what is in it", () => {
    const packet = tablesOf(15, 256, 4096, 3).subarray(0, 188)
    const section = packet.subarray(5, 5 + 3 + (packet[7] ?? 0))
    assert.strictEqual(checksum(section), 0, "a checksum over itself is nothing")
  })
})

needing("ffmpeg")("fragmented MP4", () => {
  const whole = movie(3)
  const [picture, sound] = [cut(whole, "fmp4", ["0:v"]), cut(whole, "fmp4", ["0:a"])]
  const segment = picture.segments[1]?.bytes ?? new Uint8Array()

  it("is joined under one header, its tracks numbered anew", () => {
    const header = joined([picture.header ?? new Uint8Array(), sound.header ?? new Uint8Array()])
    assert.deepStrictEqual(
      tracksOf(header?.bytes ?? new Uint8Array()).map(({ coding, id, kind }) => [id, kind, coding]),
      [
        [1, "picture", "avc1"],
        [2, "sound", "mp4a"]
      ]
    )
    assert.deepStrictEqual(
      header?.numbers.map((ids) => [...ids]),
      [[[1, 1]], [[1, 2]]]
    )
  })

  it("moves with its number and its time, and nothing else changes", () => {
    const [fragment] = new FragmentReader().push(segment)
    const moof = fragment?.moof ?? new Uint8Array()
    const tracks = tracksOf(picture.header ?? new Uint8Array())
    const [before] = readFragment(moof, tracks)
    const copy = moved(moof, { sequence: 7, number: () => 2, base: () => 100, shift: 0 })
    const [after] = readFragment(copy, tracks)
    assert.strictEqual(copy.length, moof.length)
    assert.isTrue(before?.opens)
    assert.deepInclude(after, { track: 2, time: (before?.time ?? 0) - 100, duration: before?.duration })
  })

  it.effect.prop(
    "comes out whole, whatever the pieces",
    [Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 5000 })))],
    ([cuts]) =>
      Effect.sync(() => {
        const reader = new FragmentReader()
        const found = []
        let at = 0
        for (const length of [...cuts, segment.length]) {
          found.push(...reader.push(segment.subarray(at, at + length)))
          at += length
        }
        const [once] = new FragmentReader().push(segment)
        assert.strictEqual(found.length, 1)
        assert.deepStrictEqual(Buffer.concat(found[0]?.media ?? []), Buffer.concat(once?.media ?? []))
        assert.deepStrictEqual(found[0]?.moof, once?.moof)
      })
  )
})
