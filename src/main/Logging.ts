import { Logger, Predicate } from "effect"
import type { LogFormat } from "./Environment.ts"

type Entry = Readonly<Record<string, unknown>>

const shown = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""))

const together = (message: unknown): string => (Array.isArray(message) ? message.map(shown).join(" ") : shown(message))

const marks = (entry: Entry, name: string): ReadonlyArray<readonly [string, unknown]> => {
  const values = entry[name]
  return Predicate.isObject(values) ? Object.entries(values) : []
}

/** One line for people: time (UTC), level when it matters, message and annotations; a cause follows on lines of its own. */
const pretty = (entry: Entry): string => {
  const label = entry["level"] === "INFO" ? "" : ` ${shown(entry["level"])}`
  const notes = marks(entry, "annotations").map(([name, value]) => ` ${name}=${shown(value)}`)
  const cause = entry["cause"] === undefined ? "" : `\n${shown(entry["cause"])}`
  return `${shown(entry["timestamp"]).slice(11, 19)}${label} ${together(entry["message"])}${notes.join("")}${cause}`
}

const logfmt = (entry: Entry): string => {
  const pairs: ReadonlyArray<readonly [string, unknown]> = [
    ["timestamp", entry["timestamp"]],
    ["level", entry["level"]],
    ["message", together(entry["message"])],
    ...marks(entry, "annotations"),
    ...marks(entry, "spans").map(([name, ms]) => [name, `${shown(ms)}ms`] as const),
    ...(entry["cause"] === undefined ? [] : [["cause", entry["cause"]] as const])
  ]
  return pairs.map(([name, value]) => `${name.replace(/[\s="]/g, "_")}=${quoted(shown(value))}`).join(" ")
}

const quoted = (text: string): string => (/^[^\s="]+$/.test(text) ? text : JSON.stringify(text))

const formats = { pretty, logfmt, json: (entry: Entry) => JSON.stringify(entry) }

/** Writes each entry to standard output, after `clean` went over every text in it. */
export const logger = (format: LogFormat, clean: (value: unknown) => unknown) =>
  Logger.withConsoleLog(
    Logger.map(Logger.formatJson, (line) => {
      const entry = clean(JSON.parse(line))
      return formats[format](Predicate.isObject(entry) ? { ...entry } : { message: entry })
    })
  )
