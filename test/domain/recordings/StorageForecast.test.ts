import { assert, describe, it } from "@effect/vitest"
import { growthOf, lasting } from "../../../src/domain/recordings/StorageForecast.ts"
import { Instant, later } from "../../../src/domain/values/Time.ts"

const now = Instant.make(Date.UTC(2026, 0, 31))
const day = 24 * 3_600_000

describe("how fast storage fills", () => {
  it.each([
    ["nothing was ever recorded", 0, null, null],
    ["less than a day says nothing of the next one", 500, 0.9, null],
    ["a young library tells by the time that it has", 500, 2, { bytes: 250, over: 2 * day }],
    ["an old one by the last seven days", 7_000, 30, { bytes: 1_000, over: 7 * day }],
    ["one that had nothing lately does not grow", 0, 30, { bytes: 0, over: 7 * day }],
    ["a recording of tomorrow, by a clock that is off, is no age", 500, -1, null]
  ] as const)("%s", (_, bytes, age, growth) => {
    assert.deepStrictEqual(growthOf(bytes, age === null ? null : later(now, -age * day), now), growth)
  })

  it.each([
    ["nobody knows what is free", null, 100, "disk_unknown"],
    ["too little was recorded yet", 1_000, null, "too_young"],
    ["nothing comes", 1_000, 0, "no_growth"],
    ["so much comes on a day", 1_600, 100, 16 * day],
    ["it is full", 0, null, 0],
    ["it is fuller than it may be", -5, 100, 0]
  ] as const)("%s", (_, left, bytes, told) => {
    assert.strictEqual(lasting(left, bytes === null ? null : { bytes, over: day }), told)
  })
})
