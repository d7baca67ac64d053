import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { TypedUsername } from "../../../src/domain/accounts/Credentials.ts"
import { nameKey, tidyName } from "../../../src/domain/accounts/LoginName.ts"

describe("S16: a name as it is typed", () => {
  it.each([
    ["admin ", "admin"],
    [" admin", "admin"],
    ["Admin", "Admin"],
    ["admin\u200b", "admin"],
    ["\ufeff\u00a0admin\r\n", "admin"],
    ["Jose\u0301", "Jos\u00e9"],
    ["\uff2aoe \u2160", "Joe I"],
    ["two  words", "two  words"],
    [" \u200b ", ""]
  ])("%j is shown as %j, and is the same without case", (typed, shown) => {
    assert.strictEqual(tidyName(typed), shown)
    assert.strictEqual(nameKey(typed), nameKey(shown.toUpperCase()))
  })

  it.each([
    ["stra\u00dfe", "STRASSE"],
    ["\u0130stanbul", "i\u0307stanbul"],
    ["\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2"]
  ])("%s and %s are one name", (one, other) => {
    assert.strictEqual(nameKey(one), nameKey(other))
  })

  it("is tidied in a time that grows with its length alone", () => {
    assert.strictEqual(tidyName(`a${" ".repeat(100_000)}b`).length, 100_002)
  })

  it.prop("is the same once it is tidied, and has one key", [Schema.String], ([typed]) => {
    assert.strictEqual(tidyName(tidyName(typed)), tidyName(typed))
    assert.strictEqual(nameKey(nameKey(typed)), nameKey(typed))
  })

  it("is judged after it was tidied", () => {
    const decode = Schema.decodeSync(TypedUsername)
    assert.strictEqual(decode(" Jose\u0301 "), "Jos\u00e9")
    for (const refused of ["", "  ", "\u200b", "x".repeat(65), "\ufdfa".repeat(4), "a\u0007b"])
      assert.throws(() => decode(refused))
  })
})
