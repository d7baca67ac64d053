import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { mutants } from "./list/all.ts"
import { misfits, root } from "./plant.ts"

describe("the list of mutants", () => {
  it("fits the source: each stands where it says, once, and changes something", () => {
    assert.deepStrictEqual(misfits(), [])
    for (const { after, before, breaks } of mutants) assert.notStrictEqual(after, before, breaks)
  })

  it("has at least forty, each of which breaks something else and names a test that there is", () => {
    assert.isAtLeast(mutants.length, 40)
    assert.strictEqual(new Set(mutants.map(({ breaks }) => breaks)).size, mutants.length)
    for (const { breaks, caughtBy } of mutants) {
      assert.isTrue("seeds" in caughtBy || existsSync(join(root, "test", caughtBy.test)), breaks)
    }
  })
})
