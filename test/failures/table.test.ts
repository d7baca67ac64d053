import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { lines } from "./lines.ts"
import { files, namedIn, readme, written } from "./table.ts"

describe("the table of what must never happen", () => {
  it("joins each line with the tests that name it", () => {
    const text = readFileSync(readme, "utf8")
    assert.strictEqual(text, written(text), "it is out of date: run 'node test/failures/write.ts'")
  })

  it("knows every line that a test names", () => {
    const unknown = files.flatMap(({ file, named }) =>
      [...named].filter((line) => !(line in lines)).map((line) => `${file}: ${line}`)
    )
    assert.deepStrictEqual(unknown, [])
  })

  it("reads lines off the beginnings of names alone", () => {
    const source = 'it("R3, R8 and D6: one") describe(`S4: two`) it("a ratio of R5: 3") // R7: a comment'
    assert.deepStrictEqual(namedIn(source), ["R3", "R8", "D6", "S4"])
  })
})
