import { Option, Schema } from "effect"
import { fromRfc3339, type Instant, later, type Millis } from "../values/Time.ts"
import { Hindrance } from "./Cause.ts"

/**
 * What a recorder says on its output, one JSON object a line, all values strings (the recorder's documented events). Beyond those,
 * where a recorder tells them: `TROUBLE {cause, http_status, host, message, tries, since}` whenever it tried in vain, with `cause`
 * the kind of a hindrance, and `TROUBLE {cause: "none"}` when it gets through again; `reason` on SLEEP and RECORDING END, `off_air` or
 * such a kind; `LOST {segments, seconds, cause, ...}` for what is lost of the stream, by such a kind where one is known; `longest_segment` on HEARTBEAT, the longest part that the stream comes in;
 * `TITLE {title, author}` for what the recording that goes on is of; `silence` on RECORDING END, how long ago its files were last written to.
 */
export type RecorderEvent =
  | { readonly _tag: "startup" }
  | { readonly _tag: "session start"; readonly at: Instant | null; readonly resolution: string | null }
  | { readonly _tag: "recording start"; readonly at: Instant | null; readonly recording: number }
  | { readonly _tag: "segment start"; readonly file: string; readonly segmented: boolean }
  | { readonly _tag: "heartbeat"; readonly file: string; readonly bytes: number; readonly longest: Millis }
  | { readonly _tag: "segment finish"; readonly file: string }
  | {
      readonly _tag: "recording end"
      /** When the last of it was written, where the stream ended. */
      readonly at: Instant | null
      readonly trigger: string
      readonly reason: string | null
    }
  | { readonly _tag: "session end"; readonly at: Instant | null }
  | { readonly _tag: "sleep"; readonly interval: Millis; readonly reason: string | null }
  /** What stands in its way since when, and how often it tried; `hindrance` is null when it got through again. */
  | {
      readonly _tag: "trouble"
      readonly hindrance: Hindrance | null
      readonly tries: number
      readonly since: Instant | null
    }
  /** Parts of the stream that are lost, and what stood in the way of the last of them. */
  | { readonly _tag: "lost"; readonly segments: number; readonly ms: Millis; readonly hindrance: Hindrance | null }
  | { readonly _tag: "title"; readonly title: string | null; readonly author: string | null }
  /** A log line; only `error` and `fatal` ones matter to the rules. */
  | { readonly _tag: "log"; readonly level: string; readonly message: string }

const text = (fields: Readonly<Record<string, unknown>>, name: string): string | null => {
  const value = fields[name]
  return typeof value === "string" ? value : null
}

/** Characters; what people call things is shorter. */
const longestName = 200

/** A text of a site as people read it: on one line, and of a bounded length. */
const name = (fields: Readonly<Record<string, unknown>>, field: string): string | null => {
  const line = (text(fields, field) ?? "")
    .slice(0, 4 * longestName)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
    .trim()
  return line === "" ? null : [...line].slice(0, longestName).join("")
}

const whole = (fields: Readonly<Record<string, unknown>>, name: string): number => {
  const value = Number(text(fields, name) ?? "0")
  return Number.isSafeInteger(value) && value >= 0 ? value : 0
}

/** The milliseconds of `hh:mm:ss`; 0 for any other text. */
const length = (fields: Readonly<Record<string, unknown>>, name: string): Millis => {
  const [hours, minutes, seconds] = (text(fields, name) ?? "").split(":").map(Number)
  const total = 3600 * (hours ?? 0) + 60 * (minutes ?? 0) + (seconds ?? 0)
  return Number.isFinite(total) && total > 0 ? 1000 * total : 0
}

const decode = Schema.decodeUnknownOption(Hindrance)

/** The hindrance that a recorder names; one of a kind that is not known here keeps the recorder's word for it. */
const hindrance = (fields: Readonly<Record<string, unknown>>, kind: string): Hindrance => {
  const message = text(fields, "message")
  const status = whole(fields, "http_status")
  const told = {
    kind,
    host: text(fields, "host"),
    ...(message === null ? {} : { message }),
    ...(status === 0 ? {} : { status })
  }
  return decode(told).pipe(
    Option.orElse(() => decode({ message: kind, ...told })),
    Option.getOrElse((): Hindrance => ({ kind: "other", message: message ?? kind }))
  )
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
      return file === null
        ? undefined
        : {
            _tag: "heartbeat",
            file,
            bytes: whole(fields, "bytes_written"),
            longest: length(fields, "longest_segment")
          }
    case "SEGMENT FINISH":
      return file === null ? undefined : { _tag: "segment finish", file }
    case "RECORDING END": {
      const trigger = text(fields, "trigger") ?? "stream_end"
      // A stall before a time-out is on record by itself.
      const silence = trigger === "stream_end" ? length(fields, "silence") : 0
      return {
        _tag: "recording end",
        at: at === null ? null : later(at, -silence),
        trigger,
        reason: text(fields, "reason")
      }
    }
    case "SESSION END":
      return { _tag: "session end", at }
    case "SLEEP":
      return { _tag: "sleep", interval: length(fields, "interval"), reason: text(fields, "reason") }
    case "TROUBLE": {
      const kind = text(fields, "cause")
      if (kind === null) return undefined
      const since = fromRfc3339(text(fields, "since") ?? "") ?? null
      return {
        _tag: "trouble",
        hindrance: kind === "none" ? null : hindrance(fields, kind),
        tries: whole(fields, "tries"),
        since
      }
    }
    case "LOST": {
      const kind = text(fields, "cause")
      const seconds = Number(text(fields, "seconds") ?? "0")
      return {
        _tag: "lost",
        segments: whole(fields, "segments"),
        ms: Number.isFinite(seconds) && seconds > 0 ? Math.round(1000 * seconds) : 0,
        hindrance: kind === null ? null : hindrance(fields, kind)
      }
    }
    case "TITLE":
      return { _tag: "title", title: name(fields, "title"), author: name(fields, "author") }
    case null: {
      const level = text(fields, "level")
      const message = text(fields, "message")
      return level === null || message === null ? undefined : { _tag: "log", level, message }
    }
    default:
      return undefined
  }
}
