import { parseCsv, plainCell } from "./Csv.ts"
import { type ImportLine, importFields } from "./ImportLine.ts"

const isUrl = (text: string): boolean => text.includes("://") || /^[^/\s]+\.[^/\s]+\//.test(text)

const bare = (line: number, input: string): ImportLine => {
  if (isUrl(input)) return { line, input, url: input }
  const [driver = "", username = "", ...more] = input.split("/")
  if (more.length > 0) return { line, input, unreadable: "a source is driver/username, or an address" }
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
  return rows.slice(headed ? 1 : 0).map(({ broken, cells, line }) => {
    const input = cells.join(",")
    if (broken !== null) return { line, input, unreadable: broken }
    const trimmed = cells.map((cell) => plainCell(cell.trim()))
    if (!headed && trimmed.length === 1) return { ...bare(line, trimmed[0] ?? ""), input }
    if (!headed) {
      const [driver = "", username = "", posture = ""] = trimmed
      return { line, input, driver, username, posture }
    }
    const named = importFields.flatMap((heading) => {
      const value = trimmed[first.indexOf(heading)]
      return value === undefined ? [] : [[heading, value] as const]
    })
    return { line, input, ...Object.fromEntries(named) }
  })
}

/** The names that an entry may have: what is read, and what an export adds. */
const known: ReadonlyArray<string> = [...importFields, "created_at"]

const entryFault = (entry: object): string | undefined => {
  for (const [name, value] of Object.entries(entry)) {
    if (!known.includes(name)) return `an entry has no field '${name.slice(0, 64)}', only ${known.join(", ")}`
    if (typeof value !== "string") return `${name} is a text`
  }
  return undefined
}

/** Entries of a JSON document, each an object of texts. */
export const fromEntries = (entries: ReadonlyArray<unknown>): ReadonlyArray<ImportLine> =>
  entries.map((entry, i) => {
    const place = { line: i + 1, input: JSON.stringify(entry) }
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
      return { ...place, unreadable: "an entry is an object with driver and username, or with url" }
    }
    const unreadable = entryFault(entry)
    if (unreadable !== undefined) return { ...place, unreadable }
    const { created_at: _at, ...told }: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(entry))
    return { line: place.line, input: JSON.stringify(told), ...told }
  })
