import { assert, describe, it } from "@effect/vitest"
import { box, write32 } from "../../src/media/Boxes.ts"
import { moved, readFragment } from "../../src/media/MovieFragment.ts"
import { tracksOf } from "../../src/media/MovieHeader.ts"

const words = (...values: ReadonlyArray<number>): Uint8Array => {
  const bytes = new Uint8Array(4 * values.length)
  for (const [i, value] of values.entries()) write32(bytes, 4 * i, value)
  return bytes
}

/** Samples that tell their lengths, one of 3 ticks and the next of 4, of which there are said to be so many. */
const run = (count: number) => box("trun", words(0x100, count, 3, 4))

const fragment = (...runs: ReadonlyArray<Uint8Array>) =>
  box("moof", box("mfhd", words(0, 1)), box("traf", box("tfhd", words(0, 1)), box("tfdt", words(0, 0)), ...runs))

const header = (timescale: number) => {
  const tkhd = box("tkhd", words(0, 0, 0, 1))
  const mdhd = box("mdhd", words(0, 0, 0, timescale))
  const hdlr = box("hdlr", words(0, 0), Buffer.from("vide"))
  const stbl = box("stbl", box("stsd", words(0, 1), box("avc1", new Uint8Array(80))))
  return box("moov", box("trak", tkhd, box("mdia", mdhd, hdlr, box("minf", stbl))))
}

describe("S17: fragmented MP4 that a hostile site made", () => {
  it("holds no more samples than its bytes, whatever it says", () => {
    assert.strictEqual(readFragment(fragment(run(2)), [])[0]?.duration, 7)
    const began = performance.now()
    assert.strictEqual(readFragment(fragment(run(0xffffffff), run(0xffffffff)), [])[0]?.duration, 14)
    assert.isBelow(performance.now() - began, 1000)
  })

  it("is moved as far as its boxes have room for what changes", () => {
    const cut = box("moof", box("mfhd"), box("traf", box("tfdt"), box("tfhd")))
    const copy = moved(cut, { sequence: 7, number: () => 2, base: () => 0, shift: 0 })
    assert.strictEqual(copy.length, cut.length)
  })

  it("has no track whose time can't be told", () => {
    assert.deepStrictEqual(
      tracksOf(header(1000)).map(({ timescale }) => timescale),
      [1000]
    )
    assert.deepStrictEqual(tracksOf(header(0)), [])
  })
})
