import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { clockWrap, readClock, readStamp, ticksBetween, writeClock, writeStamp } from "../../src/media/TimeStamps.ts"

const Ticks = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: clockWrap - 1 }))
const Byte = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))

/** Bits of five bytes that are not part of the 33-bit number. */
const around = (bytes: Uint8Array, masks: ReadonlyArray<number>) => masks.map((mask, i) => (bytes[i] ?? 0) & mask)

describe("a time stamp", () => {
  it.prop("written is the one read, and its marker bits stay", [Ticks, Byte], ([ticks, fill]) => {
    const packet = new Uint8Array(5).fill(fill)
    writeStamp(packet, 0, ticks)
    assert.strictEqual(readStamp(packet, 0), ticks)
    const markers = [0xf1, 0, 1, 0, 1]
    assert.deepStrictEqual(
      around(packet, markers),
      markers.map((mask) => mask & fill)
    )
  })
})

describe("a clock", () => {
  it.prop("written is the one read, and its extension stays", [Ticks, Byte], ([ticks, fill]) => {
    const packet = new Uint8Array(6).fill(fill)
    writeClock(packet, 0, ticks)
    assert.strictEqual(readClock(packet, 0), ticks)
    const extension = [0, 0, 0, 0, 0x7f, 0xff]
    assert.deepStrictEqual(
      around(packet, extension),
      extension.map((mask) => mask & fill)
    )
  })
})

describe("the way between two time stamps", () => {
  it.prop("is the shorter one, and leads there", [Ticks, Ticks], ([from, to]) => {
    const way = ticksBetween(from, to)
    assert.isAtMost(Math.abs(way), clockWrap / 2)
    assert.strictEqual((from + way + clockWrap) % clockWrap, to)
  })
})
