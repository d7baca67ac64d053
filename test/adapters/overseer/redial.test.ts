import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { delay, failuresAfter } from "../../../src/adapters/overseer/Redial.ts"

const failures = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 }))
const chance = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 }))

describe("the redial", () => {
  it.prop("waits about 0.3 s at first and never beyond 12 s", [failures, chance], ([n, random]) => {
    assert.isAtLeast(delay(n, random), 240)
    assert.isAtMost(delay(n, random), n < 2 ? 360 : 12_000)
    assert.isAtMost(delay(n, 0.5), delay(n + 1, 0.5))
  })

  it("waits longer and longer for an overseer that takes calls only to drop them", () => {
    let inARow = 0
    const waits = Array.from({ length: 8 }, () => {
      inARow = failuresAfter(inARow, 20)
      return delay(inARow, 0.5)
    })
    assert.deepStrictEqual(waits, [300, 600, 1_200, 2_400, 4_800, 9_600, 10_000, 10_000])
  })

  it("begins anew after a connection that lasted", () => {
    assert.strictEqual(delay(failuresAfter(9, 60_000), 0.5), 300)
  })
})
