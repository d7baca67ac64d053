import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { condition, validation } from "../../../src/overseer/core/Cel.ts"

const holds = (source: string, value: string) =>
  Result.getOrThrow(Result.flatMap(validation(source), (test) => test(value)))

const keeps = (source: string, data: string, stream = "stdout") =>
  Result.getOrElse(
    Result.flatMap(condition(source), (test) => test({ stream, data })),
    () => "failed" as const
  )

describe("a validation", () => {
  it.each([
    ['value in ["480", "720"]', "480", true],
    ['value in ["480", "720"]', "481", false],
    ['value.matches("^[a-z]+$")', "abc", true],
    ['value.matches("^[a-z]+$")', "abc\n", false],
    ['value != "" && value.size() < 5', "abcd", true],
    ["true", "x", true]
  ] as const)("%s of %j is %s", (source, value, expected) => {
    assert.strictEqual(holds(source, value), expected)
  })

  it.each(["value ==", "valu == 'x'", "value == 3", "size(value)", "", "value.nope()"])("%s is refused", (source) => {
    const refused = validation(source)
    assert.isTrue(Result.isFailure(refused) && refused.failure !== "" && !refused.failure.includes("\n"))
  })

  it("that fails on a value says so", () => {
    assert.isTrue(Result.isFailure(Result.flatMap(validation("int(value) > 3"), (test) => test("many"))))
  })
})

describe("a condition", () => {
  const severe = 'has(output.json.level) && (output.json.level == "error" || output.json.level == "fatal")'
  it.each([
    ["has(output.json.event)", '{"event":"A"}', true],
    ["has(output.json.event)", ' {"event":null}', true],
    ["has(output.json.event)", '{"level":"info"}', false],
    ["has(output.json.event)", '["event"]', false],
    ["has(output.json.event)", "plain", false],
    ["has(output.json.event)", '{"event":', false],
    [severe, '{"level":"error"}', true],
    [severe, '{"level":"warn"}', false],
    [severe, "error", false],
    ["output.json.n > 4", '{"n":5}', true],
    ["output.json.a.b == 1", '{"a":1}', "failed"],
    ['output.data.contains("x")', "axb", true],
    ['output.stream == "stderr"', "x", false],
    ["false", "x", false]
  ] as const)("%s of %s is %s", (source, data, expected) => {
    assert.strictEqual(keeps(source, data), expected)
  })

  it.each(["output.jso.x", "value == 'x'", "output.json.n + 1", "has(output.json.event"])("%s is refused", (source) => {
    assert.isTrue(Result.isFailure(condition(source)) || keeps(source, '{"n":1}') === "failed")
  })
})
