/** A row of a CSV text, with the line that it begins on. */
export interface CsvRow {
  readonly line: number
  readonly cells: ReadonlyArray<string>
  /** Why the row can't be read; its cells are then the one line as it is. */
  readonly broken: string | null
}

/** No row that is meant is longer; a longer one is read no further. */
const longest = 4000

type Read = { readonly cells: ReadonlyArray<string>; readonly end: number } | { readonly broken: string }

/** The row that begins at `start`, and where it ends: at its line feed, or at the end of the text. */
const readRow = (text: string, start: number, separator: string): Read => {
  const limit = Math.min(text.length, start + longest)
  const cells: Array<string> = []
  let cell = ""
  let state: "open" | "quoted" | "closed" = "open"
  for (let i = start; i < limit; i++) {
    const c = text.charAt(i)
    if (state === "quoted") {
      if (c !== '"') cell += c
      else if (text.charAt(i + 1) === '"') {
        cell += '"'
        i += 1
      } else state = "closed"
    } else if (c === "\n") return { cells: [...cells, cell], end: i }
    else if (c === separator) {
      cells.push(cell)
      cell = ""
      state = "open"
    } else if (state === "closed") {
      if (c !== "\r" && c !== " " && c !== "\t")
        return { broken: "there is text after a closing quote: write a quote within a cell twice" }
    } else if (c === '"' && cell === "") state = "quoted"
    else if (c !== "\r") cell += c
  }
  if (limit < text.length) return { broken: `a row has at most ${longest} characters` }
  return state === "quoted"
    ? { broken: "a quote is never closed: close it, or take it away" }
    : { cells: [...cells, cell], end: text.length }
}

const lineFeeds = (text: string, from: number, to: number): number => {
  let count = 0
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) count += 1
  return count
}

/**
 * The rows of a CSV text (RFC 4180, or with another separator), read as they are asked for; null for a blank line. After a row that can't be read the next
 * line begins another.
 */
export function* csvRows(text: string, separator = ","): Generator<CsvRow | null> {
  let line = 1
  let at = 0
  while (at < text.length) {
    const read = readRow(text, at, separator)
    const lineEnd = text.indexOf("\n", at)
    const end = "end" in read ? read.end : lineEnd === -1 ? text.length : lineEnd
    if ("broken" in read) {
      const whole = text.slice(at, Math.min(end, at + longest))
      yield { line, cells: [whole.replace(/\r$/, "")], broken: read.broken }
    } else yield read.cells.some((one) => one.trim() !== "") ? { line, cells: read.cells, broken: null } : null
    line += lineFeeds(text, at, end) + 1
    at = end + 1
  }
}

/** A cell as CSV. What a spreadsheet would take for a formula is kept a text by an apostrophe, and so is what looks like that. */
const cellText = (value: string): string => {
  const safe = /^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The value of a cell that `csvLine` may have kept a text. */
export const plainCell = (cell: string): string => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell)

/** A row of a CSV text, with its line end. */
export const csvLine = (cells: ReadonlyArray<string>): string => `${cells.map(cellText).join(",")}\r\n`
