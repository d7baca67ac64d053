import { assert, describe, it } from "@effect/vitest"
import { type TransportPart, TransportParts } from "../../src/media/TransportParts.ts"
import { part, scanned, stream } from "./stream.ts"

const packet = 188
const pidAt = (bytes: Uint8Array, at: number) => (((bytes[at + 1] ?? 0) & 0x1f) << 8) | (bytes[at + 2] ?? 0)

/** From the first table of programs on. */
const entered = (bytes: Uint8Array): Uint8Array => {
  let at = 0
  while (pidAt(bytes, at) !== 0) at += packet
  return bytes.subarray(at)
}
const same = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(b)

/** What comes out for these bytes, in pieces of so many packets: the parts' bytes, their seconds, and which of them break. */
const cut = (bytes: Uint8Array, packets = 1000) => {
  const parts = new TransportParts()
  const all: Array<TransportPart> = []
  for (let at = 0; at < bytes.length; at += packets * packet)
    all.push(...parts.push(bytes.subarray(at, at + packets * packet)))
  all.push(...parts.finish())
  const bodies: Array<Array<Uint8Array>> = []
  for (const one of all) {
    if (one._tag === "Begins") bodies.push([])
    if (one._tag === "Bytes") bodies.at(-1)?.push(one.bytes)
  }
  return {
    bodies: bodies.map((pieces) => Buffer.concat(pieces)),
    seconds: all.flatMap((one) => (one._tag === "Ends" ? [one.seconds] : [])),
    breaks: all.flatMap((one) => (one._tag === "Begins" ? [one.breaks] : []))
  }
}

describe("the parts of a transport stream without an end", () => {
  it("are all of it, each from tables and a keyframe on, and as long as it plays", () => {
    const bytes = stream(0, 4)
    const { bodies, breaks, seconds } = cut(bytes)
    assert.isTrue(same(Buffer.concat(bodies), entered(bytes)))
    assert.strictEqual(bodies.length, 4)
    for (const body of bodies) assert.strictEqual(scanned(body).entries[0]?.offset, 0)
    for (const one of seconds) assert.closeTo(one * 1000, part, 1)
    assert.isFalse(breaks.includes(true))
  })

  it("are the same in pieces of any size", () => {
    const bytes = stream(7, 3)
    const whole = cut(bytes)
    for (const packets of [1, 2, 7, 100]) {
      const pieces = cut(bytes, packets)
      assert.deepStrictEqual(pieces.seconds, whole.seconds)
      assert.isTrue(
        pieces.bodies.every((body, i) => same(body, whole.bodies[i] ?? new Uint8Array())),
        `${packets}`
      )
    }
  })

  it("begin with the first keyframe of a stream that is entered in its middle", () => {
    const bytes = stream(0, 3)
    const { bodies } = cut(bytes.subarray(50 * packet))
    assert.strictEqual(bodies.length, 2)
    assert.isTrue(same(Buffer.concat(bodies), entered(stream(1, 2))))
  })

  it("get the tables before them where the stream brings them only once", () => {
    const isTable = (bytes: Uint8Array, at: number) => [0, 4096].includes(pidAt(bytes, at))
    const first = stream(0, 1)
    const second = stream(1, 1)
    const bare: Array<Uint8Array> = []
    for (let at = 0; at < second.length; at += packet)
      if (!isTable(second, at)) bare.push(second.subarray(at, at + packet))
    const { bodies } = cut(Buffer.concat([first.subarray(0, 20 * packet), ...bare]))
    assert.isDefined(scanned(bodies[0] ?? new Uint8Array()).entries[0])
  })

  for (const [where, next] of [
    ["back", 0],
    ["far ahead", 1000]
  ] as const) {
    it(`break where time stamps jump ${where}`, () => {
      const { breaks, seconds } = cut(Buffer.concat([stream(100, 2), stream(next, 2)]))
      assert.deepStrictEqual(breaks, [false, false, true, false])
      for (const one of seconds) assert.closeTo(one * 1000, part, 50)
    })
  }
})
