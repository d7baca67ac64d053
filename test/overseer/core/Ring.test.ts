import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { capacity, empty, events, push, type Ring, room } from "../../../src/overseer/core/Ring.ts"

const Sizes = Schema.Array(Schema.Literals([0, 1, 100, room / 8, room / 2, room, room * 2]))

describe("a ring", () => {
  it("keeps the newest hundred", () => {
    let ring: Ring<number> = empty
    for (let i = 0; i < 250; i++) ring = push(ring, i, 10)
    assert.deepEqual(
      events(ring),
      Array.from({ length: capacity }, (_, i) => i + 150)
    )
  })

  it.prop("holds an unbroken run of the newest events within its bounds, the newest always", [Sizes], ([sizes]) => {
    let ring: Ring<number> = empty
    for (const [event, size] of sizes.entries()) {
      ring = push(ring, event, size)
      const kept = events(ring)
      const held = kept.reduce((sum, one) => sum + (sizes[one] ?? 0), 0)
      assert.strictEqual(ring.size, held)
      assert.isTrue(held <= room || kept.length === 1)
      assert.deepEqual(
        kept,
        Array.from({ length: kept.length }, (_, i) => event - kept.length + 1 + i)
      )
      assert.isAtMost(kept.length, capacity)
    }
  })
})
