import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { csvLine, csvRows } from "../../../../src/domain/subscriptions/imports/Csv.ts"
import * as ImportLines from "../../../../src/domain/subscriptions/imports/ImportLines.ts"

const said = <A>(lines: Iterable<A | null>): ReadonlyArray<A> => [...lines].filter((line) => line !== null)
const fromCsv = (text: string) => said(ImportLines.fromCsv(text))
const fromText = (text: string) => said(ImportLines.fromText(text))
const parseCsv = (text: string) => said(csvRows(text))

const cell = Schema.Literals(["a", "b,c", 'say "x"', "two\nlines", "a\r\nb", "ü", "", " x "])
const rows = Schema.Array(Schema.Struct({ first: Schema.Literals(["x", "y"]), rest: Schema.Array(cell) }))

describe("CSV", () => {
  it.prop("what was written reads back, whatever its cells hold", [rows], ([told]) => {
    const cells = told.map(({ first, rest }) => [first, ...rest])
    assert.deepStrictEqual(
      parseCsv(cells.map(csvLine).join("")).map((row) => row.cells),
      cells
    )
  })

  it("keeps a spreadsheet from taking a name for a formula", () => {
    assert.strictEqual(csvLine(["=1+1", "@x", "-2", "ok"]), "'=1+1,'@x,'-2,ok\r\n")
  })

  it("gives a name that looks like a formula back as it was", () => {
    const owners = ["=1+1", "@x", "'@x", "''-1", "'x"]
    const text = [["driver", "username", "owner"], ...owners.map((owner) => ["hls", "carol", owner])]
      .map(csvLine)
      .join("")
    assert.deepStrictEqual(
      fromCsv(text).map(({ owner }) => owner),
      owners
    )
  })

  it.each([
    ['hls,"one\nhls,two\n', "a quote is never closed: close it, or take it away"],
    ['hls,"one"x,paused\nhls,two\n', "there is text after a closing quote: write a quote within a cell twice"],
    ['hls,"one\nhls,two,"paused"\n', "there is text after a closing quote: write a quote within a cell twice"]
  ])("refuses the line of a broken quote and goes on after it: %j", (text, why) => {
    const [first, second, ...more] = fromCsv(text)
    assert.deepStrictEqual(first, { line: 1, input: text.slice(0, text.indexOf("\n")), unreadable: why })
    assert.strictEqual(second?.line, 2)
    assert.strictEqual(second?.username, "two")
    assert.deepStrictEqual(more, [])
  })

  it("counts the lines of cells that span several", () => {
    assert.deepStrictEqual(
      parseCsv('a,"b\nc"\nd\n').map(({ line }) => line),
      [1, 3]
    )
  })

  it("takes columns in any order by its heading", () => {
    const [line] = fromCsv("\uFEFFPosture,Username,Driver\npaused,carol,hls\n")
    assert.deepStrictEqual(line, {
      line: 2,
      input: "paused,carol,hls",
      driver: "hls",
      username: "carol",
      posture: "paused"
    })
  })
})

describe("plain lines", () => {
  it("are addresses or driver/username, without blanks and remarks", () => {
    assert.deepStrictEqual(fromText("\n# x\r\nhttps://site.example/carol\r\n hls/dora "), [
      { line: 3, input: "https://site.example/carol", url: "https://site.example/carol" },
      { line: 4, input: "hls/dora", driver: "hls", username: "dora" }
    ])
  })
})

describe("entries of a JSON document", () => {
  it("that are none are told apart from those that are", () => {
    const told = said(
      ImportLines.fromEntries([
        { driver: "hls", username: "carol", created_at: "x" },
        5,
        null,
        [],
        { url: null },
        { user: "x" }
      ])
    )
    assert.deepStrictEqual(told[0], {
      line: 1,
      input: '{"driver":"hls","username":"carol"}',
      driver: "hls",
      username: "carol"
    })
    assert.deepStrictEqual(
      told.slice(1).map(({ input, line, unreadable }) => [line, input, unreadable]),
      [
        [2, "5", "an entry is an object with driver and username, or with url"],
        [3, "null", "an entry is an object with driver and username, or with url"],
        [4, "[]", "an entry is an object with driver and username, or with url"],
        [5, '{"url":null}', "url is a text"],
        [
          6,
          '{"user":"x"}',
          "an entry has no field 'user', only driver, username, url, posture, owner, address, created_at"
        ]
      ]
    )
  })
})
