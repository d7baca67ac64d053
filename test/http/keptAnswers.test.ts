import { assert, describe, it } from "@effect/vitest"
import { KeptAnswers } from "../../src/http/KeptAnswers.ts"

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)

describe("answers", () => {
  it("are kept once they were asked for twice within a while, and only then", () => {
    const kept = new KeptAnswers()
    assert.strictEqual(kept.made("a", "text"), "text")
    assert.isUndefined(kept.get("a"))
    kept.made("a", "text")
    assert.strictEqual(textOf(kept.get("a")), "text")
    kept.made("b", "text")
    for (let n = 0; n < 64; n++) kept.made(`other ${n}`, "text")
    kept.made("b", "text")
    assert.isUndefined(kept.get("b"))
  })

  it("give way to later ones when they are many", () => {
    const kept = new KeptAnswers()
    const text = "x".repeat(1024 * 1024)
    for (const key of ["a", "b", "c", "d", "e"]) {
      kept.made(key, text)
      kept.made(key, text)
    }
    assert.isUndefined(kept.get("a"))
    for (const key of ["b", "c", "d", "e"]) assert.strictEqual(kept.get(key)?.length, text.length)
  })
})
