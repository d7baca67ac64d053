import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as Loop from "../../../src/local/channel/LoopedStream.ts"
import { clockOffset, clockWrap, readClock, readStamp, stampOffsets } from "../../../src/media/TimeStamps.ts"
import { hasPayload, pidOf } from "../../../src/media/TransportPacket.ts"
import { needing } from "../../Programs.ts"
import { judged } from "./judged.ts"
import { joined, loop, packets } from "./stream.ts"

const continuityOf = (packet: Uint8Array): number => (packet[3] ?? 0) & 0x0f

const picture = 256
const sound = 257

/** Ticks of a picture, and of an AAC frame. */
const pictureTicks = 3600
const frameTicks = 1920

/** Steps, modulo the wrap, between consecutive values. */
const steps = (values: ReadonlyArray<number>): ReadonlyArray<number> =>
  values.slice(1).map((value, i) => (value - (values[i] ?? 0) + clockWrap) % clockWrap)

const stamps = (stream: ReadonlyArray<Uint8Array>, pid: number): ReadonlyArray<number> =>
  stream
    .filter((packet) => pidOf(packet) === pid)
    .flatMap((packet) =>
      stampOffsets(packet)
        .slice(0, 1)
        .map((offset) => readStamp(packet, offset))
    )

const clocks = (stream: ReadonlyArray<Uint8Array>): ReadonlyArray<number> =>
  stream.flatMap((packet) => {
    const offset = clockOffset(packet)
    return offset === undefined ? [] : [readClock(packet, offset)]
  })

/** Numbers of segments: any of the coming millennia, and those around a wrap of the clock. */
const turn = clockWrap / (Loop.partMillis * 90)
const Start = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 40 }))
const Wraps = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 }))

const assertUnbroken = (first: number): void => {
  const stream = packets(first, 12)
  assert.deepStrictEqual(new Set(steps(stamps(stream, picture))), new Set([pictureTicks]))
  for (const step of steps(stamps(stream, sound))) assert.include([frameTicks, 2 * frameTicks], step)
  for (const step of steps(clocks(stream))) assert.isTrue(step > 0 && step <= 9000, `the clock steps by ${step}`)
  for (const pid of new Set(stream.map(pidOf))) {
    const counters = stream.filter((packet) => pidOf(packet) === pid && hasPayload(packet)).map(continuityOf)
    for (const [i, counter] of counters.slice(1).entries()) assert.strictEqual(counter, ((counters[i] ?? 0) + 1) % 16)
  }
}

describe("the endless loop", () => {
  it("has five parts, each beginning with tables and a key frame", () => {
    assert.strictEqual(loop.parts.length, 5)
    for (let n = 0; n < 5; n++) {
      const part = packets(n, 1)
      assert.strictEqual(part.filter((packet) => pidOf(packet) === 0).length, 1)
      const first = part.find((packet) => pidOf(packet) === picture)
      const randomAccess = 0x40
      assert.strictEqual((first?.[5] ?? 0) & randomAccess, randomAccess)
    }
  })

  it.prop("never breaks, wherever it is joined", [Start], ([first]) => assertUnbroken(first))

  it.prop("never breaks where the clock wraps", [Wraps], ([wraps]) => {
    const first = Math.floor(wraps * turn) - 6
    const before = stamps(packets(first, 1), picture)[0] ?? 0
    const after = stamps(packets(first + 11, 1), picture)[0] ?? 0
    assert.isAbove(before, after)
    assertUnbroken(first)
  })

  it.prop("is a function of the number alone, and keeps its length", [Start], ([first]) => {
    const once = Loop.segment(loop, first)
    assert.deepStrictEqual(Loop.segment(loop, first), once)
    assert.strictEqual(once.length, Loop.segment(loop, first % 5).length)
  })

  it("keeps sound and picture together", () => {
    const stream = packets(935_087_138, 50)
    assert.strictEqual(stamps(stream, picture)[0], stamps(stream, sound)[0])
  })
})

needing("ffmpeg", "ffprobe")("the endless loop as ffmpeg sees it", () => {
  it.live("decodes without an error over ten minutes", () =>
    Effect.sync(() => {
      const stream = joined(935_087_138, 313)
      assert.strictEqual(judged("ffmpeg", ["-i", "pipe:0", "-f", "null", "-"], stream).complaints, "")
      const counted = judged(
        "ffprobe",
        ["-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", "-"],
        stream
      )
      assert.deepStrictEqual(new Set(counted.output.match(/\d+/g)), new Set([String(313 * 48), String(313 * 90)]))
    })
  )

  it.live("decodes without an error over the wrap of the clock", () =>
    Effect.sync(() => {
      const stream = joined(Math.floor(turn) - 5, 15)
      assert.strictEqual(judged("ffmpeg", ["-i", "pipe:0", "-f", "null", "-"], stream).complaints, "")
    })
  )
})
