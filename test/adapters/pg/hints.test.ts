import { assert, describe, it } from "@effect/vitest"
import { parse } from "../../../src/adapters/pg/Changes.ts"
import { SourceId, UserId } from "../../../src/domain/values/Ids.ts"

describe("a trigger's hint", () => {
  it.each([
    ["sources 7", { _tag: "sources", ids: [SourceId.make(7)] }],
    ["sources 7,8,900719925474099", { _tag: "sources", ids: [7, 8, 900719925474099].map((id) => SourceId.make(id)) }],
    ["sources *", { _tag: "sources", ids: "all" }],
    ["users 7", { _tag: "users", ids: [UserId.make(7)] }],
    ["users *", { _tag: "users", ids: "all" }],
    ["config 12", { _tag: "settings" }]
  ] as const)("%s is understood", (payload, change) => {
    assert.deepStrictEqual(parse(payload), change)
  })

  it.each(["", "sources", "sources ", "sources 0", "sources 1,", "sources -1", "newer 1", "sources *,1", "users 1\n"])(
    "%j, which isn't, may be anything",
    (payload) => {
      assert.deepStrictEqual(parse(payload), { _tag: "everything" })
    }
  )
})
