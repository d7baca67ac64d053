import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { formatGoDuration, nanosToMillis, parseGoDuration } from "../../../src/domain/values/GoDuration.ts"

describe("a Go duration", () => {
  it.each([
    ["0", 0],
    ["0s", 0],
    ["30s", 30e9],
    ["1m30s", 90e9],
    ["200ms", 2e8],
    ["1.5h", 5400e9],
    ["-2s", -2e9],
    ["+2s", 2e9],
    [".5s", 5e8],
    ["1.s", 1e9],
    ["3us", 3e3],
    ["3\u00b5s", 3e3],
    ["3\u03bcs", 3e3],
    ["7ns", 7],
    ["1h1m1s1ms1us1ns", 3_661_001_001_001]
  ] as const)("%s is %d nanoseconds", (text, nanos) => {
    assert.deepEqual(parseGoDuration(text), Result.succeed(nanos))
  })

  it.each(["", "30", "s", "1x", "1 s", "1s ", "--1s", "1e3s", "1s1", ".s", "00", "99999999999h"])(
    "'%s' is none, and the sentence quotes it",
    (text) => {
      const refused = parseGoDuration(text)
      assert.isTrue(Result.isFailure(refused) && refused.failure.includes(JSON.stringify(text)))
    }
  )

  it("is no text of a hundred characters and more, however well formed", () => {
    assert.isTrue(Result.isFailure(parseGoDuration("1s".repeat(51))))
  })

  it.each([
    [0, "0s"],
    [1, "1ns"],
    [1500, "1.5\u00b5s"],
    [2e8, "200ms"],
    [1e9, "1s"],
    [90e9, "1m30s"],
    [300e9, "5m0s"],
    [3600e9, "1h0m0s"],
    [91_947_779_410, "1m31.94777941s"],
    [-90e9, "-1m30s"]
  ] as const)("%d nanoseconds are written %s", (nanos, text) => {
    assert.strictEqual(formatGoDuration(nanos), text)
  })

  it.prop(
    "is read as it was written",
    [Schema.Int.check(Schema.isBetween({ minimum: -9e14, maximum: 9e14 }))],
    ([nanos]) => {
      assert.deepEqual(parseGoDuration(formatGoDuration(nanos)), Result.succeed(nanos))
    }
  )

  it("becomes whole milliseconds, never less than none", () => {
    assert.deepEqual([1.4e6, 1.5e6, -1e9].map(nanosToMillis), [1, 2, 0])
  })
})
