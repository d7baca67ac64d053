/** A playlist's text made ready for the reader, and what it says that the reader does not know. */
export interface CleanText {
  readonly text: string
  /** Variables (EXT-X-DEFINE) by name. */
  readonly variables: ReadonlyMap<string, string>
  /** The last line is an address without a line end: it may have been cut off. */
  readonly torn: boolean
  /** Segments are left out (EXT-X-SKIP), which nobody asked for. */
  readonly skips: boolean
}

const used =
  /^#EXT(M3U|INF|-X-(VERSION|BYTERANGE|DISCONTINUITY(-SEQUENCE)?|KEY|MAP|GAP|PROGRAM-DATE-TIME|TARGETDURATION|MEDIA-SEQUENCE|ENDLIST|MEDIA|STREAM-INF))\b/

/** Characters that variables put into a playlist at most: one that names others over and over is no playlist. */
const longestFilling = 16 * 1024 * 1024

const defines = "#EXT-X-DEFINE:"

const attributes = {
  NAME: /[:,]\s*NAME="([^"]*)"/,
  VALUE: /[:,]\s*VALUE="([^"]*)"/,
  IMPORT: /[:,]\s*IMPORT="([^"]*)"/,
  QUERYPARAM: /[:,]\s*QUERYPARAM="([^"]*)"/
}

const attribute = (line: string, name: keyof typeof attributes): string | undefined => attributes[name].exec(line)?.[1]

/** What a definition gives (RFC 8216bis, 4.4.2.3): a value, what the master playlist calls so, or a parameter of the playlist's address. */
const valueOf = (line: string, imported: ReadonlyMap<string, string>, base: string) => {
  const taken = attribute(line, "IMPORT")
  if (taken !== undefined) return [taken, imported.get(taken) ?? ""] as const
  const parameter = attribute(line, "QUERYPARAM")
  if (parameter !== undefined) return [parameter, URL.parse(base)?.searchParams.get(parameter) ?? ""] as const
  return [attribute(line, "NAME") ?? "", attribute(line, "VALUE") ?? ""] as const
}

/** A segment's length as it may be found: blanks before it, a title behind it that no reader is safe from. */
const plainLength = (line: string): string => {
  const length = /^#EXTINF:\s*([\d.]*)/.exec(line)
  return length === null ? line : `#EXTINF:${length[1]},`
}

const isDate = (line: string): boolean => {
  const date = /^#EXT-X-PROGRAM-DATE-TIME:(.*)$/.exec(line)
  return date === null || !Number.isNaN(Date.parse(date[1] ?? ""))
}

/**
 * Makes a playlist as it is found in the wild one that the reader can read: the lines that matter here alone, without titles, with
 * variables put in. `imported` are the variables of the master playlist, `base` is where the text came from.
 */
export const clean = (text: string, base: string, imported: ReadonlyMap<string, string>): CleanText => {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
  const variables = new Map(
    lines.filter((line) => line.startsWith(defines)).map((line) => valueOf(line, imported, base))
  )
  let room = longestFilling
  const fill = (whole: string, name: string): string => {
    const value = variables.get(name)
    if (value === undefined || value.length > room) return whole
    room -= value.length
    return value
  }
  const filled = (line: string): string =>
    variables.size === 0 ? line : line.replaceAll(/\{\$([A-Za-z0-9_-]+)\}/g, fill)
  const last = lines.at(-1) ?? ""
  return {
    text: lines
      .filter((line) => line !== "" && (!line.startsWith("#") || (used.test(line) && isDate(line))))
      .map((line) => plainLength(filled(line)))
      .join("\n"),
    variables,
    torn: last !== "" && !last.startsWith("#"),
    skips: lines.some((line) => line.startsWith("#EXT-X-SKIP"))
  }
}
