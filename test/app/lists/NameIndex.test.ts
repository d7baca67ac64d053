import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { type Named, NameIndex } from "../../../src/app/lists/NameIndex.ts"

const Name = Schema.Literals(["hls/a", "HLS/ab", "hls/b", "a", "ab/hls", "Ä/ä", "", "b\na"])
const Deeds = Schema.Array(Schema.Struct({ comes: Schema.Boolean, name: Name }))

describe("an index of names", () => {
  it.prop(
    "finds the names that hold a part, whatever came and went before",
    { deeds: Deeds, part: Schema.Literals(["a", "hls", "/", "AB", "b/", "ä", " a ", "s/ab\nhls", "a\nb", "nothing"]) },
    ({ deeds, part }) => {
      const index = new NameIndex()
      const there: Array<Named> = []
      for (const { comes, name } of deeds) {
        if (comes) there.push(index.add(name))
        else if (there.length > 0) index.remove(there.splice(name.length % there.length, 1)[0] ?? assert.fail())
        index.search("a")
      }
      const found = index.search(part)
      const sought = part.trim().toLowerCase()
      for (const { id, name } of there) {
        assert.strictEqual(found?.[id] === 1, !sought.includes("\n") && name.toLowerCase().includes(sought), name)
      }
      assert.strictEqual(
        found?.reduce((sum, one) => sum + one, 0),
        there.filter(({ id }) => found?.[id] === 1).length
      )
    },
    { arbitrary: { runs: 500 } }
  )

  it("finds all for an empty part, and needs no names for that", () => {
    assert.isNull(new NameIndex().search("  "))
    assert.deepStrictEqual([...(new NameIndex().search("a") ?? [])], [0])
  })
})
