import { parseCsv } from "./Csv.ts"
import type { ImportLine } from "./Importing.ts"

const isUrl = (text: string): boolean => text.includes("://") || /^[^/\s]+\.[^/\s]+\//.test(text)

const headings = ["driver", "username", "url", "posture"] as const

const bare = (line: number, input: string): ImportLine => {
  if (isUrl(input)) return { line, input, url: input }
  const [driver = "", username = ""] = input.split("/")
  return { line, input, driver, username }
}

/** Lines of addresses or `driver/username`. Blank lines and those that begin with # are left out. */
export const fromText = (text: string): ReadonlyArray<ImportLine> =>
  text
    .split("\n")
    .map((line, i) => bare(i + 1, line.trim()))
    .filter(({ input }) => input !== "" && !input.startsWith("#"))

/** CSV with a heading that names its columns, or without one `driver,username,posture` or a single column. */
export const fromCsv = (text: string): ReadonlyArray<ImportLine> => {
  const rows = parseCsv(text.replace(/^\uFEFF/, ""))
  const first = rows[0]?.cells.map((cell) => cell.trim().toLowerCase()) ?? []
  const headed = first.includes("driver") || first.includes("url")
  return rows.slice(headed ? 1 : 0).map(({ cells, line }) => {
    const input = cells.join(",")
    const trimmed = cells.map((cell) => cell.trim())
    if (!headed && trimmed.length === 1) return { ...bare(line, trimmed[0] ?? ""), input }
    if (!headed) {
      const [driver = "", username = "", posture = ""] = trimmed
      return { line, input, driver, username, posture }
    }
    const named = headings.flatMap((heading) => {
      const value = trimmed[first.indexOf(heading)]
      return value === undefined ? [] : [[heading, value] as const]
    })
    return { line, input, ...Object.fromEntries(named) }
  })
}
