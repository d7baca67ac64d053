import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { empty, flush, push } from "../../../src/overseer/core/Lines.ts"

/** The lines of chunks, each a buffer or text. */
const lines = (chunks: ReadonlyArray<string | Uint8Array>, limit?: number): ReadonlyArray<string> => {
  const all: Array<string> = []
  let partial = empty
  for (const chunk of chunks) {
    const [whole, rest] = push(partial, typeof chunk === "string" ? Buffer.from(chunk) : chunk, limit)
    all.push(...whole)
    partial = rest
  }
  return [...all, ...flush(partial)]
}

describe("lines", () => {
  it.each([
    [["a\nb\n"], ["a", "b"]],
    [
      ["a\n", "\n", "b"],
      ["a", "", "b"]
    ],
    [["a\r\nb\r\r\n\r\n"], ["a", "b\r", ""]],
    [
      ["a\r", "\nb"],
      ["a", "b"]
    ],
    [
      ["half", " and ", "half\nx"],
      ["half and half", "x"]
    ],
    [[""], []],
    [["\u00f6".repeat(3)], ["\u00f6\u00f6\u00f6"]],
    [["\ufeffbom\n"], ["\ufeffbom"]]
  ] as const)("of %j are %j", (chunks, expected) => {
    assert.deepEqual(lines(chunks), expected)
  })

  it("of bytes that are not UTF-8 have U+FFFD in their place", () => {
    assert.deepEqual(lines([Uint8Array.of(0x61, 0xff, 0x62, 0x0a)]), ["a\ufffdb"])
  })

  it("longer than the limit come in pieces, between characters where that can be", () => {
    assert.deepEqual(lines(["abcdefg\nx\n"], 3), ["abc", "def", "g", "x"])
    assert.deepEqual(lines(["ab", "cd", "efg\n"], 3), ["abc", "def", "g"])
    assert.deepEqual(lines(["abc\n"], 3), ["abc"])
    assert.deepEqual(lines(["a\u00f6\u00f6b\n"], 4), ["a\u00f6", "\u00f6b"])
    assert.deepEqual(lines(["\u{1f600}\n"], 2).join("").length > 0, true)
  })

  const Cuts = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 400 })))
  const Text = Schema.Array(Schema.Literals(["a", "\n", "\r", "\u00f6", "\u{1f600}", "xyz", "\r\n"]))

  it.prop("are the same however the bytes were cut into chunks", [Text, Cuts], ([parts, cuts]) => {
    const bytes = Buffer.from(parts.join(""))
    const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
    const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end))
    assert.deepEqual(lines(chunks), lines([bytes]))
  })

  it.prop("are never longer than the limit, and lose nothing but line ends", [Text, Cuts], ([parts]) => {
    const text = parts.join("").replaceAll("\r", "")
    const cut = lines([text], 8)
    assert.isTrue(cut.every((line) => Buffer.byteLength(line) <= 8))
    assert.strictEqual(cut.join(""), text.replaceAll("\n", ""))
  })
})
