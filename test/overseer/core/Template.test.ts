import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { parse, render } from "../../../src/overseer/core/Template.ts"

const values = new Map([
  ["source", "alice"],
  ["empty", ""],
  ["tricky", "[[.source]] $& %s"]
])

const filled = (text: string) => Result.map(parse(text), (template) => render(template, values))

describe("a template", () => {
  it.each([
    ["plain", "plain"],
    ["", ""],
    ["[[.source]]", "alice"],
    ["-s=[[ .source ]].ts", "-s=alice.ts"],
    ["[[.source]][[.source]]", "alicealice"],
    ["[[.empty]]", ""],
    ["[[.tricky]]", "[[.source]] $& %s"],
    ["[[.unknown]]", "<no value>"],
    ["[[.constructor]]", "<no value>"],
    ["]] {{.source}} [", "]] {{.source}} ["]
  ])("'%s' gives '%s'", (text, expected) => {
    assert.deepEqual(filled(text), Result.succeed(expected))
  })

  it.each([
    "[[",
    "[[.a",
    "[[]]",
    "[[.]]",
    "[[source]]",
    "[[.a.b]]",
    "[[if .a]]",
    "[[.a | b]]",
    "[[- .a ]]",
    "[[.a-b]]",
    "[[.1]]"
  ])("'%s' is refused", (text) => {
    assert.isTrue(Result.isFailure(filled(text)))
  })
})
