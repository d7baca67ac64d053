import { assert, describe, it } from "@effect/vitest"
import { concatList, isTellable } from "../../../src/adapters/ffmpeg/concatList.ts"
import type { Part } from "../../../src/domain/recordings/Excerpt.ts"
import type { Instant } from "../../../src/domain/values/Time.ts"

const part = (more: Partial<Part>) => ({
  place: "/r/a.ts",
  part: {
    session: "one",
    name: "a.ts",
    header: 0,
    from: 0,
    to: 100,
    duration: 2000,
    startedAt: 0 as Instant,
    joins: false,
    ...more
  }
})

describe("what ffmpeg is told to read", () => {
  it("is each part for as long as it is, those that go on from one another as one", () => {
    const list = concatList([
      part({ from: 10 }),
      part({ joins: true }),
      { ...part({ header: 7, from: 50 }), place: "/r/it's.mp4" }
    ])
    assert.deepStrictEqual(list.split("\n"), [
      "ffconcat version 1.0",
      "file 'concat:subfile,,start,10,end,100,,:/r/a.ts|subfile,,start,0,end,100,,:/r/a.ts'",
      "duration 4.700000",
      "file 'concat:subfile,,start,0,end,7,,:/r/it'\\''s.mp4|subfile,,start,50,end,100,,:/r/it'\\''s.mp4'",
      "duration 2.000000",
      ""
    ])
  })

  it("opens no more files at once than a process may", () => {
    const list = concatList(Array.from({ length: 500 }, () => part({ joins: true })))
    assert.strictEqual(list.split("\n").filter((line) => line.startsWith("file ")).length, 3)
  })

  it("is no name that has its own meaning for it", () => {
    for (const place of ["/r/a|b.ts", "/r/a\nb.ts"]) assert.isFalse(isTellable(place))
    assert.isTrue(isTellable('/r/it\'s, 100 % mine; "a".ts'))
  })
})
