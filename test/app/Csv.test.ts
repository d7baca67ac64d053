import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { parseCsv, showCsv } from "../../src/app/Csv.ts"
import { fromCsv, fromText } from "../../src/app/ImportLines.ts"

const cell = Schema.Literals(["a", "b,c", 'say "x"', "two\nlines", "a\r\nb", "ü", "", " x "])
const rows = Schema.Array(Schema.Struct({ first: Schema.Literals(["x", "y"]), rest: Schema.Array(cell) }))

describe("CSV", () => {
  it.prop("what was written reads back, whatever its cells hold", [rows], ([told]) => {
    const cells = told.map(({ first, rest }) => [first, ...rest])
    assert.deepStrictEqual(
      parseCsv(showCsv(cells)).map((row) => row.cells),
      cells
    )
  })

  it("keeps a spreadsheet from taking a name for a formula", () => {
    assert.strictEqual(showCsv([["=1+1", "@x", "-2", "ok"]]), "'=1+1,'@x,'-2,ok\r\n")
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
