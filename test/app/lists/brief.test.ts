import { assert, describe, it } from "@effect/vitest"
import { brief } from "../../../src/app/lists/brief.ts"
import { verdict } from "../../../src/domain/supervision/Verdict.ts"

const failed = (message: string | null) => verdict("error", { kind: "exit", code: 1, message }, { needs: "somebody" })
const told = (message: string) => {
  const { cause } = brief(failed(message))
  return cause !== null && "message" in cause ? (cause.message ?? "") : ""
}

describe("a verdict in a row", () => {
  it("has a recorder's words up to where there is room for them, never cut inside of a character", () => {
    assert.strictEqual(told("a".repeat(160)), "a".repeat(160))
    assert.strictEqual(told("a".repeat(500)), `${"a".repeat(159)}…`)
    const cut = told("🎬".repeat(200))
    assert.isTrue(cut.isWellFormed())
    assert.lengthOf(cut, 160)
  })

  it("is the same one where there is nothing to cut", () => {
    for (const one of [failed(null), failed("short"), verdict("recording", null)]) assert.strictEqual(brief(one), one)
  })
})
