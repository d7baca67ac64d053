import { assert, describe, it } from "@effect/vitest"
import { part, scanned, stream, wrapping } from "./stream.ts"

const times = (scan: ReturnType<typeof scanned>) => scan.entries.map(({ at }) => Math.round(at))

describe("a scan", () => {
  it("finds entry points about four seconds apart and the duration", () => {
    const scan = scanned(stream(0, 10))
    assert.deepStrictEqual(times(scan), [0, 2 * part, 4 * part, 6 * part, 8 * part])
    assert.closeTo(scan.duration, 10 * part, 40)
    assert.isTrue(scan.entries.every((entry) => !entry.breaks))
  })

  it("enters where the tables before a keyframe begin", () => {
    const bytes = stream(0, 10)
    for (const { offset } of scanned(bytes).entries.slice(1)) {
      assert.strictEqual(bytes[offset], 0x47)
      assert.strictEqual(
        (((bytes[offset + 1] ?? 0) & 0x1f) << 8) | (bytes[offset + 2] ?? 0),
        0,
        "not the association table"
      )
      const again = scanned(bytes.subarray(offset))
      assert.strictEqual(again.entries[0]?.offset, 0)
    }
  })

  it("finds the same in pieces of any size", () => {
    const bytes = stream(3, 6)
    const whole = scanned(bytes, bytes.length)
    for (const chunk of [189, 1000, 5000, 188 * 7, 100_001]) {
      assert.deepStrictEqual(scanned(bytes, chunk).entries, whole.entries, `pieces of ${chunk}`)
    }
  })

  it("goes on with a file that has grown", () => {
    const bytes = stream(0, 8)
    const scan = scanned(bytes.subarray(0, 100_000))
    scan.feed(bytes.subarray(scan.position))
    assert.deepStrictEqual(scan.entries, scanned(bytes).entries)
    assert.strictEqual(scan.duration, scanned(bytes).duration)
  })

  it("counts on when time stamps begin again at 0", () => {
    const scan = scanned(stream(wrapping - 4, 10))
    assert.deepStrictEqual(times(scan), [0, 2 * part, 4 * part, 6 * part, 8 * part])
    assert.closeTo(scan.duration, 10 * part, 40)
    assert.isTrue(scan.entries.every((entry) => !entry.breaks))
    assert.isBelow(scan.end, scan.start ?? 0)
  })

  for (const [name, second] of [
    ["back", 0],
    ["far ahead", 1000]
  ] as const) {
    it(`marks a break where time stamps jump ${name}, and enters right there`, () => {
      const first = stream(100, 3)
      const scan = scanned(Buffer.concat([first, stream(second, 3)]))
      const breaks = scan.entries.filter((entry) => entry.breaks)
      assert.strictEqual(breaks.length, 1)
      // The tables of services, which players pass over, come first.
      assert.strictEqual(breaks[0]?.offset, first.length + 188)
      assert.closeTo(breaks[0]?.at ?? 0, 3 * part, 60)
      assert.closeTo(scan.duration, 6 * part, 100)
    })
  }

  it("takes a small hole as what it is: time that passed", () => {
    const scan = scanned(Buffer.concat([stream(0, 2), stream(4, 2)]))
    assert.isTrue(scan.entries.every((entry) => !entry.breaks))
    assert.closeTo(scan.duration, 6 * part, 60)
  })

  it("finds its way back after bytes that are no stream", () => {
    const [first, second] = [stream(0, 3), stream(3, 3)]
    const noise = Buffer.alloc(1001, 0x11)
    noise[17] = 0x47
    noise[205] = 0x47
    const scan = scanned(Buffer.concat([first.subarray(0, first.length - 100), noise, second]), 4096)
    assert.closeTo(scan.duration, 6 * part, 100)
    assert.closeTo(scanned(Buffer.concat([noise, first])).duration, 3 * part, 60)
  })

  it("finds nothing in what is no transport stream, and ends", () => {
    for (const bytes of [
      new Uint8Array(),
      Buffer.alloc(100_000),
      Buffer.alloc(100_000, 0x47),
      Buffer.from("<html>".repeat(1000))
    ]) {
      const scan = scanned(bytes)
      assert.deepStrictEqual(scan.entries, [])
      assert.strictEqual(scan.duration, 0)
    }
  })

  it("survives any damage", () => {
    const bytes = stream(0, 3)
    let seed = 1
    const random = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return seed % below
    }
    for (let round = 0; round < 200; round++) {
      const damaged = Uint8Array.from(bytes.subarray(0, 60_000))
      for (let i = 0; i < 50; i++) damaged[random(damaged.length)] = random(256)
      const scan = scanned(damaged, 188 * 11)
      for (const [i, entry] of scan.entries.entries()) {
        assert.isBelow(entry.offset, damaged.length)
        assert.isTrue(i === 0 || entry.offset > (scan.entries[i - 1]?.offset ?? 0), "offsets ascend")
        assert.isTrue(i === 0 || entry.at >= (scan.entries[i - 1]?.at ?? 0), "times ascend")
      }
    }
  })

  it("T4: tells what is missing by its time stamps, and how much there is", () => {
    const scan = scanned(Buffer.concat([stream(0, 3), stream(5, 3), stream(30, 2)]))
    assert.strictEqual(scan.holes, 2)
    assert.closeTo(scan.missing, 24 * part, 100)
    assert.closeTo(scan.held, 8 * part, 150)
    const whole = scanned(stream(0, 8))
    assert.deepStrictEqual([whole.holes, whole.missing], [0, 0])
    assert.strictEqual(whole.held, whole.duration)
  })
})
