import { fromRfc3339, type Instant } from "../values/Time.ts"

/** What a recorder says on its output, one JSON object a line, all values strings (the recorder's documented events). */
export type RecorderEvent =
  | { readonly _tag: "startup" }
  | { readonly _tag: "session start"; readonly at: Instant | null; readonly resolution: string | null }
  | { readonly _tag: "recording start"; readonly at: Instant | null; readonly recording: number }
  | { readonly _tag: "segment start"; readonly file: string; readonly segmented: boolean }
  | { readonly _tag: "heartbeat"; readonly file: string; readonly bytes: number }
  | { readonly _tag: "segment finish"; readonly file: string }
  | { readonly _tag: "recording end"; readonly at: Instant | null; readonly trigger: string }
  | { readonly _tag: "session end"; readonly at: Instant | null }
  | { readonly _tag: "sleep"; readonly interval: string }
  /** A log line; only `error` and `fatal` ones matter to the rules. */
  | { readonly _tag: "log"; readonly level: string; readonly message: string }

const text = (fields: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = fields[name]
  return typeof value === "string" ? value : null
}

const whole = (fields: Readonly<Record<string, unknown>>, name: string): number => {
  const value = Number(text(fields, name) ?? "0")
  return Number.isSafeInteger(value) && value >= 0 ? value : 0
}

const object = (line: string): Readonly<Record<string, unknown>> | undefined => {
  if (!line.startsWith("{")) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === "object" && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** The event on a line of output; `undefined` for anything that is none, whatever the line holds. */
export const parseRecorderEvent = (line: string): RecorderEvent | undefined => {
  const fields = object(line)
  if (fields === undefined) return undefined
  const time = text(fields, "time")
  const at = time === null ? null : (fromRfc3339(time) ?? null)
  const file = text(fields, "file")
  switch (text(fields, "event")) {
    case "STARTUP":
      return { _tag: "startup" }
    case "SESSION START":
      return { _tag: "session start", at, resolution: text(fields, "resolution") }
    case "RECORDING START":
      return { _tag: "recording start", at, recording: whole(fields, "recording") }
    case "SEGMENT START":
      return file === null
        ? undefined
        : { _tag: "segment start", file, segmented: text(fields, "target_duration") !== null }
    case "HEARTBEAT":
      return file === null ? undefined : { _tag: "heartbeat", file, bytes: whole(fields, "bytes_written") }
    case "SEGMENT FINISH":
      return file === null ? undefined : { _tag: "segment finish", file }
    case "RECORDING END":
      return { _tag: "recording end", at, trigger: text(fields, "trigger") ?? "stream_end" }
    case "SESSION END":
      return { _tag: "session end", at }
    case "SLEEP":
      return { _tag: "sleep", interval: text(fields, "interval") ?? "" }
    case null: {
      const level = text(fields, "level")
      const message = text(fields, "message")
      return level === null || message === null ? undefined : { _tag: "log", level, message }
    }
    default:
      return undefined
  }
}
