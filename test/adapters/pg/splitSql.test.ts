import { assert, describe, it } from "@effect/vitest"
import { splitSql } from "../../../src/adapters/pg/splitSql.ts"

const texts = (sql: string) => splitSql(sql).map(({ text }) => text)

describe("splitSql", () => {
  it.each([
    ["nothing", "", []],
    ["blanks, semicolons and comments alone", " ;\n; -- nothing;\n/* none; /* nested; */ ; */ ;", []],
    ["the last one without a semicolon", "SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]],
    ["quotes", "SELECT ';', '''; ' ; SELECT \";\", \"\"\";\"", ["SELECT ';', '''; '", 'SELECT ";", """;"']],
    [
      "escapes",
      String.raw`SELECT E'\';', e'\\'; SELECT '\'`,
      [String.raw`SELECT E'\';', e'\\'`, String.raw`SELECT '\'`]
    ],
    ["a word that ends with e before a quote", "SELECT date';'; SELECT 2", ["SELECT date';'", "SELECT 2"]],
    [
      "dollar quotes",
      "DO $$ a; $b$ ; $$; DO $b$ $$; $b$; DO $ü_1$;$ü_1$",
      ["DO $$ a; $b$ ; $$", "DO $b$ $$; $b$", "DO $ü_1$;$ü_1$"]
    ],
    [
      "parameters and names with dollars",
      "SELECT $1; SELECT a$b$; SELECT c$b$",
      ["SELECT $1", "SELECT a$b$", "SELECT c$b$"]
    ],
    ["comments within", "SELECT -- a;\n 1 /* b; */ ; SELECT 2", ["SELECT -- a;\n 1 /* b; */", "SELECT 2"]],
    ["what never ends", "SELECT 'a;b", ["SELECT 'a;b"]],
    ["a dollar quote that never ends", "SELECT $$a;b", ["SELECT $$a;b"]],
    ["a comment that never ends", "SELECT 1; /* a;b", ["SELECT 1"]]
  ])("%s", (_, sql, expected) => {
    assert.deepStrictEqual(texts(sql), expected)
  })

  it("each statement has the line that it begins on", () => {
    assert.deepStrictEqual(splitSql("-- one\nSELECT\n1;\n\n/* \n */ SELECT 2; SELECT 3;\nSELECT 4"), [
      { text: "SELECT\n1", line: 2 },
      { text: "SELECT 2", line: 6 },
      { text: "SELECT 3", line: 6 },
      { text: "SELECT 4", line: 7 }
    ])
  })

  it.each([0, 1, 2])("a file of many statements is cut in time that grows with its length", () => {
    const sql = "INSERT INTO t VALUES ('a;b', $$c;d$$); -- e;\n".repeat(20_000)
    assert.strictEqual(splitSql(sql).length, 20_000)
  })
})
