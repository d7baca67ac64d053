import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const root = join(import.meta.dirname, "..")

/** Fields whose values are sentences or words for people; `text` and `detail` alone may be any text. */
const fields = "(?:\\b(?:reason|errorMessage|error_message)|\\.(?:text|detail))"

/** What takes a text apart, or decides by what it holds. */
const reading =
  "(?:replace|replaceAll|match|matchAll|includes|startsWith|endsWith|split|slice|search|indexOf|test|exec)"

const offences = [
  // `one.reason.startsWith(...)`, `reason?.replace(...)`
  new RegExp(`${fields}\\??\\.${reading}\\(`),
  // `/^The disk/.test(one.reason)`
  new RegExp(`\\.(?:test|exec)\\([\\w$?.]*?${fields}\\)`)
]

/**
 * What may, because it decides nothing by it: one shows the moments in a sentence as people say them, the other ends a refusal of
 * a form's field with a full stop where it has none.
 */
const allowed: ReadonlySet<string> = new Set(["public/components/when.js", "public/lib/refused.js"])

const readsSentence = (line: string): boolean => offences.some((offence) => offence.test(line))

const filesBelow = (folder: string, ending: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

describe("no program reads a sentence", () => {
  it("made for people: what it says is sent beside it, as data", () => {
    const found = [...filesBelow("src/app", ".ts"), ...filesBelow("src/http", ".ts"), ...filesBelow("public", ".js")]
      .filter((file) => !allowed.has(file) && !file.includes("/vendor/"))
      .flatMap((file) =>
        readFileSync(join(root, file), "utf8")
          .split("\n")
          .flatMap((line, i) => (readsSentence(line) ? [`${file}:${i + 1}: ${line.trim()}`] : []))
      )
    assert.deepStrictEqual(found, [])
  })

  it.each([
    'reason.startsWith("The disk")',
    "one.reason.replace(/^Recording was given up/, '')",
    "shared.errorMessage?.includes('disk')",
    "/^no channel/.test(row.error_message)",
    "event.detail.split(' ')"
  ])("is told of `%s`", (line) => {
    assert.isTrue(readsSentence(line))
  })

  it.each([
    'cause.kind === "disk"',
    "sentence(one.reason)",
    "why(one.reason)",
    "text.length > short",
    "text.slice(1)",
    "reasons.slice(1)"
  ])("lets `%s` be", (line) => {
    assert.isFalse(readsSentence(line))
  })
})
