/** A row of a CSV text, with the line that it begins on. */
export interface CsvRow {
  readonly line: number
  readonly cells: ReadonlyArray<string>
  /** Why the row can't be read; its cells are then the one line as it is. */
  readonly broken: string | null
}

type Read = { readonly cells: ReadonlyArray<string>; readonly end: number } | { readonly broken: string }

/** The row that begins at `start`, and where it ends: at its line feed, or at the end of the text. */
const readRow = (text: string, start: number): Read => {
  const cells: Array<string> = []
  let cell = ""
  let state: "open" | "quoted" | "closed" = "open"
  for (let i = start; i < text.length; i++) {
    const c = text.charAt(i)
    if (state === "quoted") {
      if (c !== '"') cell += c
      else if (text.charAt(i + 1) === '"') {
        cell += '"'
        i += 1
      } else state = "closed"
    } else if (c === "\n") return { cells: [...cells, cell], end: i }
    else if (c === ",") {
      cells.push(cell)
      cell = ""
      state = "open"
    } else if (state === "closed") {
      if (c !== "\r" && c !== " " && c !== "\t") return { broken: "there is text after a closing quote" }
    } else if (c === '"' && cell === "") state = "quoted"
    else if (c !== "\r") cell += c
  }
  return state === "quoted" ? { broken: "a quote is never closed" } : { cells: [...cells, cell], end: text.length }
}

/** The rows of a CSV text (RFC 4180); blank lines are left out. After a row that can't be read the next line begins another. */
export const parseCsv = (text: string): ReadonlyArray<CsvRow> => {
  const rows: Array<CsvRow> = []
  let line = 1
  let at = 0
  while (at < text.length) {
    const read = readRow(text, at)
    const lineEnd = text.indexOf("\n", at)
    const end = "end" in read ? read.end : lineEnd === -1 ? text.length : lineEnd
    const whole = text.slice(at, end)
    if ("broken" in read) rows.push({ line, cells: [whole.replace(/\r$/, "")], broken: read.broken })
    else if (read.cells.some((one) => one.trim() !== "")) rows.push({ line, cells: read.cells, broken: null })
    line += whole.split("\n").length
    at = end + 1
  }
  return rows
}

/** A cell as CSV. What a spreadsheet would take for a formula is kept a text by an apostrophe, and so is what looks like that. */
const cellText = (value: string): string => {
  const safe = /^'*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The value of a cell that `showCsv` may have kept a text. */
export const plainCell = (cell: string): string => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell)

/** A CSV text of rows of cells, with a line end after each. */
export const showCsv = (rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  rows.map((cells) => `${cells.map(cellText).join(",")}\r\n`).join("")
