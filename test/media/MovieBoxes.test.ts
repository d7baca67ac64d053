import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { boxHeader, movieDuration } from "../../src/media/MovieBoxes.ts"

const bytes = (...parts: ReadonlyArray<number | string>) =>
  Buffer.concat(
    parts.map((part) => {
      if (typeof part === "string") return Buffer.from(part, "latin1")
      const word = Buffer.alloc(4)
      word.writeUInt32BE(part)
      return word
    })
  )

describe("a box", () => {
  it("tells its type and size, in 32 bits or in 64, or that it goes to the end", () => {
    assert.deepStrictEqual(boxHeader(bytes(24, "ftyp", 0, 0)), { type: "ftyp", size: 24, header: 8 })
    assert.deepStrictEqual(boxHeader(bytes(1, "mdat", 2, 5)), { type: "mdat", size: 2 * 2 ** 32 + 5, header: 16 })
    assert.deepStrictEqual(boxHeader(bytes(0, "mdat", 0, 0)), {
      type: "mdat",
      size: Number.POSITIVE_INFINITY,
      header: 8
    })
  })

  it("is none where it would be shorter than its own header, or is cut", () => {
    assert.isNull(boxHeader(bytes(7, "free", 0, 0)))
    assert.isNull(boxHeader(bytes(1, "mdat", 0, 15)))
    assert.isNull(boxHeader(bytes(24, "ftyp", 0)))
  })

  it.prop("of any bytes is none or goes forward", [Schema.Uint8Array], ([any]) => {
    const box = boxHeader(any)
    assert.isTrue(box === null || (box.size >= box.header && box.header >= 8))
  })
})

describe("a movie header", () => {
  it("tells how long it plays, in either version", () => {
    assert.strictEqual(movieDuration(bytes(0, 0, 0, 600, 1500, 0, 0, 0)), 2500)
    assert.strictEqual(movieDuration(bytes(0x01000000, 0, 0, 0, 0, 600, 0, 1500)), 2500)
  })

  it("that is cut, or counts by nothing, tells none", () => {
    assert.isNull(movieDuration(bytes(0, 0, 0, 600, 1500)))
    assert.isNull(movieDuration(bytes(0, 0, 0, 0, 1500, 0, 0, 0)))
  })

  it("whose length is all ones, or more than anything plays, tells none", () => {
    const ones = 0xffff_ffff
    assert.isNull(movieDuration(bytes(0, 0, 0, 600, ones, 0, 0, 0)))
    assert.isNull(movieDuration(bytes(0x01000000, 0, 0, 0, 0, 600, ones, ones)))
    assert.isNull(movieDuration(bytes(0x01000000, 0, 0, 0, 0, 1000, 9, 0)))
    assert.isNull(movieDuration(bytes(0, 0, 0, 1, ones - 1, 0, 0, 0)))
    assert.strictEqual(movieDuration(bytes(0x01000000, 0, 0, 0, 0, 1000, 0, ones)), ones)
  })
})
