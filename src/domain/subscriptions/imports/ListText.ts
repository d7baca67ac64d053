import type { importFields } from "./ImportLine.ts"

/** A text without the mark that some programs put in front, and with one kind of line end. */
export const plainText = (text: string): string => {
  const unmarked = text.startsWith("\uFEFF") ? text.slice(1) : text
  return unmarked.includes("\r") ? unmarked.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : unmarked
}

/** Whether a text was read as UTF-8 that is none: it then holds what no list does. */
export const isGarbled = (text: string): boolean => text.startsWith("\uFFFD") || text.slice(0, 1000).includes("\0")

export const isM3u = (text: string): boolean => text.trimStart().startsWith("#EXTM3U")

const separators = [",", ";", "\t"]

/** No heading is longer. */
const longest = 4000

const firstLine = (text: string): string => {
  const begun = text.slice(0, longest).trimStart()
  const end = begun.indexOf("\n")
  return end === -1 ? begun : begun.slice(0, end)
}

/** How often a separator stands in a line outside of quotes. */
const countOf = (line: string, separator: string): number =>
  line
    .split('"')
    .filter((_, i) => i % 2 === 0)
    .join("")
    .split(separator).length - 1

const separatorOf = (line: string): string =>
  separators.reduce((best, one) => (countOf(line, one) > countOf(line, best) ? one : best))

/** Whether a text is a table: it has a heading, or its first line a separator, which names have not. */
export const looksLikeTable = (text: string): boolean => {
  const first = firstLine(text)
  if (first.startsWith("sep=") || columnsOf([first]) !== null) return true
  const separator = separatorOf(first)
  const [cell = ""] = first.split(separator)
  return countOf(first, separator) > 0 && !cell.includes("/") && !cell.includes(":")
}

/** A table's text, by what its cells are kept apart, and how many lines were taken from its top. */
export const tableOf = (
  text: string
): { readonly body: string; readonly separator: string; readonly skipped: number } => {
  if (!text.startsWith("sep=")) return { body: text, separator: separatorOf(firstLine(text)), skipped: 0 }
  const end = text.indexOf("\n")
  const separator = text.charAt("sep=".length)
  return {
    body: end === -1 ? "" : text.slice(end + 1),
    separator: separator === "" || separator === "\n" ? "," : separator,
    skipped: 1
  }
}

type Column = (typeof importFields)[number] | "source"

/** What the columns of a table hold; null where that is nothing of ours. */
export type Columns = ReadonlyArray<Column | null>

const headings: Readonly<Record<Column, ReadonlyArray<string>>> = {
  driver: ["driver", "site", "platform", "service"],
  username: ["username", "user name", "name", "channel", "streamer", "account"],
  url: ["url", "address", "link", "page"],
  posture: ["posture", "state", "status"],
  owner: ["owner", "subscriber"],
  source: ["source"]
}

const columnOf = (cell: string): Column | null => {
  const words = cell.trim().toLowerCase().replaceAll("_", " ")
  for (const [column, names] of Object.entries(headings)) {
    if (names.includes(words) && isColumn(column)) return column
  }
  return null
}

const isColumn = (name: string): name is Column => Object.hasOwn(headings, name)

/** The columns that a first row names; null where it is no heading but the first of the rows. */
export const columnsOf = (cells: ReadonlyArray<string>): Columns | null => {
  const filled = cells.filter((cell) => cell.trim() !== "")
  const columns = cells.map((cell) => (cell.length > 40 ? null : columnOf(cell)))
  const known = columns.filter((column) => column !== null)
  const first = (column: Column | null, i: number) => (columns.indexOf(column) === i ? column : null)
  const names = cells.map((cell) => cell.trim().toLowerCase())
  const isHeading =
    names.includes("driver") || names.includes("url") || known.length > 1 || known.length === filled.length
  return isHeading ? columns.map(first) : null
}
