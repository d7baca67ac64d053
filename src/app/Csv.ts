/** The rows of a CSV text (RFC 4180), each with the line that it begins on; blank lines are left out. */
export const parseCsv = (
  text: string
): ReadonlyArray<{ readonly line: number; readonly cells: ReadonlyArray<string> }> => {
  const rows: Array<{ line: number; cells: Array<string> }> = []
  let cells: Array<string> = []
  let cell = ""
  let quoted = false
  let line = 1
  let began = 1
  const finishRow = () => {
    cells.push(cell)
    if (cells.some((one) => one.trim() !== "")) rows.push({ line: began, cells })
    cells = []
    cell = ""
  }
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i)
    if (c === "\n") line += 1
    if (quoted) {
      if (c !== '"') cell += c
      else if (text.charAt(i + 1) === '"') {
        cell += '"'
        i += 1
      } else quoted = false
    } else if (c === '"' && cell === "") quoted = true
    else if (c === ",") {
      cells.push(cell)
      cell = ""
    } else if (c === "\n") {
      finishRow()
      began = line
    } else if (c !== "\r") cell += c
  }
  finishRow()
  return rows
}

/** A cell as CSV. What a spreadsheet would take for a formula is kept a text. */
const cellText = (value: string): string => {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A CSV text of rows of cells, with a line end after each. */
export const showCsv = (rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  rows.map((cells) => `${cells.map(cellText).join(",")}\r\n`).join("")
