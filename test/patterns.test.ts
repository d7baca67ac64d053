import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { ambiguity } from "./patterns/ambiguity.ts"
import { patternsIn } from "./patterns/literals.ts"

const root = join(import.meta.dirname, "..")

const files: ReadonlyArray<string> = ["src", "public", "proxy"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes("/vendor/"))
)

const found = files.map((file) => ({
  file,
  ...patternsIn(readFileSync(join(root, file), "utf8"), file.endsWith(".ts") ? "ts" : "js")
}))

/** Begins only where a word begins, which what comes before it must not be a part of: one pass, though that is not seen here. */
const allowed = new Set(["(?<![\\w-])eyJ[\\w-]{5,}\\.[\\w-]{5,}\\.[\\w-]*"])

describe("S18: no regular expression takes more than one pass over a text, however hostile", () => {
  it("in src, public and proxy", () => {
    assert.isAbove(found.flatMap(({ literals }) => literals).length, 100)
    assert.deepStrictEqual(
      found.flatMap(({ file, literals }) =>
        literals.flatMap(({ flags, line, pattern }) => {
          const why = allowed.has(pattern) ? undefined : ambiguity(pattern, flags)
          return why === undefined ? [] : [`${file}:${line}: /${pattern}/${flags}: ${why}`]
        })
      ),
      []
    )
  })

  it("and none is made of a text while the product runs", () => {
    assert.deepStrictEqual(
      found.flatMap(({ file, made }) => made.map((line) => `${file}:${line}`)),
      []
    )
  })

  it.each([
    ["two repeats side by side", "^\\s*\\s*q="],
    ["two with what may be absent between them", "^\\d+\\.?\\d+$"],
    ["two with what both take between them", "^.*a.*b"],
    ["a repeat behind the search for it", "\\/+$"],
    ["one that a line end stops", "[?&#].*$"],
    ["one behind a first character that it takes too", "^x|a.*b"],
    ["a bounded one that is long", "\\s{0,8000};"],
    ["one in a look ahead", "a(?=.*b)"],
    ["a repeat in a repeat", "^(?:a+)+$"],
    ["one in a repeat that may be empty", "^(?:a*)*$"],
    ["alternatives of a repeat that overlap", "^(?:a|[ab])*$"],
    ["a longer alternative that is two of a shorter one", "^(?:a|aa)*$"]
  ])("finds %s: /%s/", (_, pattern) => {
    assert.isString(ambiguity(pattern))
  })

  it.each([
    "^[a-z0-9][a-z0-9_-]{0,31}$",
    "^(?!.*\\.\\.)[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$",
    "^[a-z]+(?:\\.[a-z]+)*$",
    '^(?:[^"\\\\]|\\\\.)*"$',
    "\\s+",
    "[^a-z]",
    '^(?:W\\/)?"(\\d{1,15})"$',
    "^(?:one|other|third)+$"
  ])("and nothing in /%s/", (pattern) => {
    assert.isUndefined(ambiguity(pattern))
  })

  it("looks into every file for them", () => {
    const lines = [
      "const a: RegExp = /x+/u",
      "const b = 4 / 2 / 1",
      'const c = "y"',
      `new RegExp(\`\${c}+\`)`,
      "RegExp(b)"
    ]
    const { literals, made } = patternsIn(lines.join("\n"), "ts")
    assert.deepStrictEqual(literals, [
      { line: 1, pattern: "x+", flags: "u" },
      { line: 4, pattern: "y+", flags: "" }
    ])
    assert.deepStrictEqual(made, [5])
  })
})
