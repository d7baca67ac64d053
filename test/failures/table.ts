import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { lines } from "./lines.ts"

const test = join(import.meta.dirname, "..")

/** Where the table stands. */
export const readme = join(test, "README.md")
const [begin, end] = ["<!-- written by test/failures/write.ts -->\n", "<!-- end -->\n"]

/** The lines that names of tests in this source begin with, as 'R3, R8: ...'. */
export const namedIn = (source: string): ReadonlyArray<string> =>
  [...source.matchAll(/["'`]((?:[A-Z]\d{1,2}(?:, | and )?)+): /g)].flatMap(([, named = ""]) => named.split(/, | and /))

/** Every file of tests, with the lines that it names. */
export const files: ReadonlyArray<{ readonly file: string; readonly named: ReadonlySet<string> }> = readdirSync(test, {
  recursive: true,
  withFileTypes: true
})
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !path.startsWith(import.meta.dirname))
  .map((path) => ({ file: relative(test, path), named: new Set(namedIn(readFileSync(path, "utf8"))) }))
  .sort((a, b) => (a.file < b.file ? -1 : 1))

const row = ([line, what]: readonly [string, string]): string => {
  const links = files.filter(({ named }) => named.has(line)).map(({ file }) => `[${file}](${file})`)
  return `| ${line} | ${what} | ${links.length === 0 ? "not named yet" : links.join(", ")} |\n`
}

/** The README with the table as it should be now. */
export const written = (text: string): string => {
  const [before = "", rest = ""] = text.split(begin)
  const after = rest.split(end)[1] ?? ""
  const heading = "| line | must not happen | tests |\n| --- | --- | --- |\n"
  return `${before}${begin}${heading}${Object.entries(lines).map(row).join("")}${end}${after}`
}
