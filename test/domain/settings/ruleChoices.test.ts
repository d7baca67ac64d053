import { assert, describe, it } from "@effect/vitest"
import { ruleChoices, ruleWords } from "../../../src/domain/settings/ruleChoices.ts"

describe("a driver's rule", () => {
  it.each<readonly [string, ReadonlyArray<string> | null, string]>([
    ['value in ["480", "720", "best"]', ["480", "720", "best"], "480, 720 or best"],
    [" value  in [ 'a' ] ", ["a"], "a"],
    ['value in ["", "yes", "no",]', ["", "yes", "no"], "an empty value, yes or no"],
    ['value in ["a"] || value == "b"', null, 'what fits value in ["a"] || value == "b"'],
    ['!(value in ["a"])', null, 'what fits !(value in ["a"])'],
    ['value in ["a\\"b"]', null, 'what fits value in ["a\\"b"]'],
    ["value in []", null, "what fits value in []"],
    ["size(value) > 0", null, "what fits size(value) > 0"]
  ])("%s lists %j", (rule, choices, words) => {
    assert.deepStrictEqual(ruleChoices(rule), choices)
    assert.strictEqual(ruleWords(rule), words)
  })

  it("is read in time, however long", () => {
    assert.isNull(ruleChoices(`value in [${'"a",'.repeat(20_000)}`))
  })
})
