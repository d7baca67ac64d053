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

  it("finds a name by its address as well, where that is asked for, until it is elsewhere or gone", () => {
    const index = new NameIndex()
    const there = (part: string, inAddress?: string) =>
      [...(index.search(part, inAddress) ?? [])].flatMap((one, id) => (one === 1 ? [id] : []))
    const [a, b, c] = [index.add("hls/a"), index.add("hls/b"), index.add("hls/example")]
    index.place(b, "Example.org/live")
    assert.deepStrictEqual(there("example"), [c.id])
    assert.deepStrictEqual(there("example", "example"), [b.id, c.id])
    assert.deepStrictEqual(there("https://example.org/live", "example.org/live"), [b.id])
    assert.deepStrictEqual(there("?", ""), [])
    assert.isNull(index.search("", "example"))
    index.place(b, "")
    index.place(a, "")
    assert.deepStrictEqual(there("x", "org"), [c.id])
    index.place(b, "example.org")
    index.remove(b)
    assert.strictEqual(index.add("hls/new").id, b.id)
    assert.deepStrictEqual(there("org", "org"), [])
  })

  it("finds all for an empty part, and needs no names for that", () => {
    assert.isNull(new NameIndex().search("  "))
    assert.deepStrictEqual([...(new NameIndex().search("a") ?? [])], [0])
  })
})
