import { assert, describe, it } from "@effect/vitest"
import { parse } from "../../../src/adapters/pg/Changes.ts"
import { SourceId, UserId } from "../../../src/domain/values/Ids.ts"

describe("a trigger's hint", () => {
  it.each([
    ["sources 7", { _tag: "sources", ids: [SourceId.make(7)], own: false }],
    [
      "sources 7,8,900719925474099",
      { _tag: "sources", ids: [7, 8, 900719925474099].map((id) => SourceId.make(id)), own: false }
    ],
    ["sources *", { _tag: "sources", ids: "all", own: false }],
    ["sources 7 0a-1", { _tag: "sources", ids: [SourceId.make(7)], own: true }],
    ["sources * 0a-2", { _tag: "sources", ids: "all", own: false }],
    ["users 7", { _tag: "users", ids: [UserId.make(7)] }],
    ["users *", { _tag: "users", ids: "all" }],
    ["config 12", { _tag: "settings" }]
  ] as const)("%s is understood", (payload, change) => {
    assert.deepStrictEqual(parse(payload, "0a-1"), change)
  })

  it.each([
    "",
    "sources",
    "sources ",
    "sources 0",
    "sources 1,",
    "sources -1",
    "newer 1",
    "sources *,1",
    "users 1\n",
    "sources 1 ",
    "sources 1 X"
  ])("%j, which isn't, may be anything", (payload) => {
    assert.deepStrictEqual(parse(payload, "0a-1"), { _tag: "everything" })
  })
})
