import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { assert, describe, it } from "@effect/vitest"

const root = join(import.meta.dirname, "..")

/** Fields whose values are sentences or words for people; `text`, `detail` and `message` alone may be any text. */
const fields = "(?:\\b(?:reason|errorMessage|error_message)|\\.(?:text|detail|message))"

/** What takes a text apart, or decides by what it holds. */
const reading =
  "(?:replace|replaceAll|match|matchAll|includes|startsWith|endsWith|split|slice|search|indexOf|test|exec)"

const offences = [
  // `one.reason.startsWith(...)`, `reason?.replace(...)`, `(error.message ?? "").split(...)`
  new RegExp(`${fields}(?:\\s*\\?\\?[^)]*)?\\)?\\??\\.${reading}\\(`),
  // `withoutFolders(one.reason)`, `withoutFolders(causeWords(cause))`: it is for others' words
  new RegExp(`\\bwithoutFolders\\((?:[\\w$?.]*${fields}|\\w*(?:[sS]entence|Words)\\()`),
  // `/^The disk/.test(one.reason)`
  new RegExp(`\\.(?:test|exec)\\([\\w$?.]*?${fields}\\)`)
]

/** What may, each for its reason. */
const allowed: ReadonlySet<string> = new Set([
  // Decide nothing by it: one shows the moments in a sentence as people say them, the other ends a refusal of a form's field with a
  // full stop where it has none.
  "public/components/when.js",
  "public/lib/refused.js",
  // The one place that takes folders out of others' words.
  "src/app/lists/withoutFolders.ts",
  // Others tell in words alone: the overseer why it did not start a task, Node what is wrong with a command line.
  "src/adapters/overseer/startAnswer.ts",
  "src/overseer/CommandLine.ts",
  // By which signal a process ended, the library tells in words alone.
  "src/local/launcher/Child.ts",
  // Their `text` is a document: a playlist, a migration.
  "src/recorder/Playlist.ts",
  "src/adapters/pg/MigrationFiles.ts"
])

const readsSentence = (line: string): boolean => offences.some((offence) => offence.test(line))

const filesBelow = (folder: string, ending: string): ReadonlyArray<string> =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))

describe("no program reads a sentence", () => {
  it("made for people: what it says is sent beside it, as data", () => {
    const found = [...filesBelow("src", ".ts"), ...filesBelow("public", ".js"), ...filesBelow("proxy", ".js")]
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
    "event.detail.split(' ')",
    "error.message.split('\\n')[0]",
    "(error.message.split('\\n')[0] ?? '').replace(/\\.$/, '')",
    "(one.message ?? '').includes('disk')",
    "withoutFolders(told.reason)",
    "withoutFolders(causeWords(hindrance))"
  ])("is told of `%s`", (line) => {
    assert.isTrue(readsSentence(line))
  })

  it.each([
    'cause.kind === "disk"',
    "sentence(one.reason)",
    "why(one.reason)",
    "text.length > short",
    "text.slice(1)",
    "reasons.slice(1)",
    "withoutFolders(detail)"
  ])("lets `%s` be", (line) => {
    assert.isFalse(readsSentence(line))
  })
})
