import { assert, describe, it } from "@effect/vitest"
import { box, write32 } from "../../src/media/Boxes.ts"
import { moved, readFragment } from "../../src/media/MovieFragment.ts"
import { tracksOf } from "../../src/media/MovieHeader.ts"
import { movieLength } from "../../src/media/MovieScan.ts"

const words = (...values: ReadonlyArray<number>): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length)
  for (const [i, value] of values.entries()) write32(bytes, 4 * i, value)
  return bytes
}

/** Samples that tell their lengths, one of 3 ticks and the next of 4, of which there are said to be so many. */
const run = (count: number) => box("trun", words(0x100, count, 3, 4))

const fragment = (...runs: ReadonlyArray<Uint8Array>) =>
  box("moof", box("mfhd", words(0, 1)), box("traf", box("tfhd", words(0, 1)), box("tfdt", words(0, 0)), ...runs))

const track = (timescale: number) => {
  const tkhd = box("tkhd", words(0, 0, 0, 1))
  const mdhd = box("mdhd", words(0, 0, 0, timescale))
  const hdlr = box("hdlr", words(0, 0), Buffer.from("vide"))
  const stbl = box("stbl", box("stsd", words(0, 1), box("avc1", new Uint8Array(80))))
  return box("trak", tkhd, box("mdia", mdhd, hdlr, box("minf", stbl)))
}

const movie = (...parts: ReadonlyArray<Uint8Array>) => box("moov", ...parts)

const elapsed = (use: () => void): number => {
  const began = performance.now()
  use()
  return performance.now() - began
}

describe("S17: fragmented MP4 that a hostile site made", () => {
  it("holds no more samples than its bytes, whatever it says", () => {
    assert.strictEqual(readFragment(fragment(run(2)), [])[0]?.duration, 7)
    const lying = fragment(run(0xffffffff), run(0xffffffff))
    assert.isBelow(
      elapsed(() => assert.strictEqual(readFragment(lying, [])[0]?.duration, 14)),
      5000
    )
  })

  it("is moved as far as its boxes have room for what changes", () => {
    const cut = box("moof", box("mfhd"), box("traf", box("tfdt"), box("tfhd")))
    const copy = moved(cut, { sequence: 7, number: () => 2, base: () => 0, shift: 0 })
    assert.strictEqual(copy.length, cut.length)
  })

  it("has no track whose time can't be told", () => {
    assert.deepStrictEqual(
      tracksOf(movie(track(1000))).map(({ timescale }) => timescale),
      [1000]
    )
    assert.deepStrictEqual(tracksOf(movie(track(0))), [])
  })

  it("has no more tracks than any stream has", () => {
    assert.strictEqual(tracksOf(movie(...Array.from({ length: 2000 }, () => track(1000)))).length, 64)
  })

  it("tells its length by its last fragment, and by no more than a few of what its media make look like one", () => {
    const whole = box(
      "moof",
      box("mfhd", words(0, 1)),
      box("traf", box("tfhd", words(0, 1)), box("tfdt", words(0, 500)))
    )
    assert.strictEqual(movieLength(movie(track(1000)), whole), 500)
    const size = 512 * 1024
    const tail = new Uint8Array(size)
    // Each box hides the beginning of a fragment that reaches to the end and holds all boxes behind it.
    for (let at = 0; at + 32 <= size; at += 32) {
      tail.set(box("free", words(size - at - 8), Buffer.from("moof"), words(16), Buffer.from("mfhd"), words(0, 0)), at)
    }
    assert.isBelow(
      elapsed(() => assert.isNull(movieLength(movie(track(1000)), tail))),
      5000
    )
  })
})
