import { Effect } from "effect"
import { type CsvRow, csvRows, plainCell } from "./Csv.ts"
import { type ImportLine, importFields } from "./ImportLine.ts"
import { type Columns, columnsOf, isM3u, looksLikeTable, plainText, tableOf } from "./ListText.ts"

/** What a text says, line by line, read as it is asked for; null where a line says nothing. */
export type Lines = Iterable<ImportLine | null>

/** No address and no name is longer; nothing is looked for in a longer line. */
const longest = 2000

/** Of what was given so much is shown in the line's result. */
const shown = (input: string): string => (input.length > longest ? `${input.slice(0, longest)}…` : input)

/** An address may lack its scheme: then a host's name with a dot comes before the first slash. */
const isUrl = (text: string): boolean => {
  if (text.includes("://")) return true
  const host = text.slice(0, Math.max(0, text.indexOf("/")))
  return host.slice(1, -1).includes(".") && !/\s/.test(host)
}

const bare = (line: number, input: string): ImportLine => {
  if (isUrl(input)) return { line, input, url: input }
  const [driver = "", username = "", ...more] = input.split("/")
  if (more.length > 0) return { line, input, unreadable: "a source is driver/username, or an address" }
  return { line, input, driver, username }
}

const overlong = `a line has at most ${longest} characters`

/** The lines of a text with their numbers. */
function* numbered(text: string): Generator<readonly [number, string]> {
  let at = 0
  for (let line = 1; at <= text.length; line++) {
    const end = text.indexOf("\n", at)
    yield [line, text.slice(at, end === -1 ? text.length : end)]
    at = end === -1 ? text.length + 1 : end + 1
  }
}

/** Lines of addresses or `driver/username`. Blank lines and those that begin with # say nothing. */
export function* fromText(text: string): Generator<ImportLine | null> {
  for (const [line, whole] of numbered(plainText(text))) {
    const input = whole.length > longest ? whole : whole.trim()
    if (input.length > longest) yield { line, input: shown(input), unreadable: overlong }
    else yield input === "" || input.startsWith("#") ? null : bare(line, input)
  }
}

/** CSV or what spreadsheets make of it, with a heading that names its columns, or without one `driver,username,posture` or a single column. */
export function* fromCsv(text: string): Generator<ImportLine | null> {
  const { body, separator, skipped } = tableOf(plainText(text))
  let columns: Columns | null | undefined
  for (const row of csvRows(body, separator)) {
    if (row === null) yield null
    else if (columns === undefined) {
      columns = columnsOf(row.cells)
      yield columns === null ? fromRow(row, separator, skipped, null) : null
    } else yield fromRow(row, separator, skipped, columns)
  }
}

const fromRow = (row: CsvRow, separator: string, skipped: number, columns: Columns | null): ImportLine => {
  const place = { line: row.line + skipped, input: shown(row.cells.join(separator)) }
  if (row.broken !== null) return { ...place, unreadable: row.broken }
  const cells = row.cells.map((cell) => plainCell(cell.trim()))
  if (columns === null) {
    const [driver = "", username = "", posture = ""] = cells
    return cells.slice(1).every((cell) => cell === "")
      ? { ...bare(place.line, driver), ...place }
      : { ...place, driver, username, posture }
  }
  const told = Object.fromEntries(
    columns.flatMap((name, i) => (name === null ? [] : [[name, cells[i] ?? ""] as const]))
  )
  const { source = "", ...named } = told
  return source === "" ? { ...named, ...place } : { ...bare(place.line, source), ...named, ...place }
}

/** A player's list: the address of a stream a line, each with its title in the remark before it. */
export function* fromM3u(text: string): Generator<ImportLine | null> {
  let title = ""
  for (const [line, whole] of numbered(plainText(text))) {
    const input = whole.length > longest ? whole : whole.trim()
    if (input.length > longest) yield { line, input: shown(input), unreadable: overlong }
    else if (input.startsWith("#EXTINF:")) {
      title = input.slice(input.lastIndexOf(",") + 1).trim()
      yield null
    } else if (input === "" || input.startsWith("#")) yield null
    else {
      yield { line, input: title === "" ? input : `${title}: ${input}`, url: input, title }
      title = ""
    }
  }
}

/** A list in whatever form it has: what it looks like decides, unless it is said to be a table. */
export const fromList = (text: string, isTable: boolean): Lines => {
  const plain = plainText(text)
  if (isM3u(plain)) return fromM3u(plain)
  return isTable || looksLikeTable(plain) ? fromCsv(plain) : fromText(plain)
}

/** The names that an entry may have: what is read, and what an export adds. */
const known: ReadonlyArray<string> = [...importFields, "address", "created_at"]

const entryFault = (entry: object): string | undefined => {
  for (const [name, value] of Object.entries(entry)) {
    if (!known.includes(name)) return `an entry has no field '${name.slice(0, 64)}', only ${known.join(", ")}`
    if (typeof value !== "string") return `${name} is a text`
  }
  return undefined
}

/** Entries of a JSON document, each an object of texts. */
export function* fromEntries(entries: ReadonlyArray<unknown>): Generator<ImportLine> {
  for (const [i, entry] of entries.entries()) yield fromEntry(entry, i + 1)
}

const fromEntry = (entry: unknown, line: number): ImportLine => {
  const place = { line, input: shown(JSON.stringify(entry)) }
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return { ...place, unreadable: "an entry is an object with driver and username, or with url" }
  }
  const unreadable = entryFault(entry)
  if (unreadable !== undefined) return { ...place, unreadable }
  const {
    address,
    created_at: _at,
    ...told
  }: Readonly<Record<string, string>> = Object.fromEntries(Object.entries(entry))
  const input = shown(JSON.stringify(address === undefined ? told : { ...told, address }))
  return { line, input, ...told, ...(address === undefined || address === "" ? {} : { url: address }) }
}

/** So many lines are read before others have their turn. */
const atATime = 100

/** All lines that say anything, as far as there are no more than `most`; how many there are beyond that is counted. */
export const readLines = Effect.fnUntraced(function* (lines: Lines, most: number) {
  const read: Array<ImportLine> = []
  let count = 0
  let taken = 0
  for (const line of lines) {
    if (line !== null) {
      count += 1
      if (count <= most) read.push(line)
    }
    taken += 1
    if (taken % atATime === 0) yield* Effect.yieldNow
  }
  return { read, count }
})
