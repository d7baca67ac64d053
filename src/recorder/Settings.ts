import { Redacted, Result } from "effect"
import { badCookies, badHeaderText } from "../domain/settings/HeaderText.ts"
import * as Durations from "./Durations.ts"
import * as Flags from "./Flags.ts"
import { flags, type LogLevel, logLevels, switches } from "./KnownFlags.ts"
import * as OutputPath from "./OutputPath.ts"

/** How to record one source. Times are milliseconds. */
export interface Settings {
  readonly driver: string
  readonly source: string
  readonly out: OutputPath.Template
  readonly resolution: number
  readonly framerate: number
  /** 0 makes one file of a recording. */
  readonly segmentLength: number
  /** 0 ends after one session; else the time between two looks at a source that is not live. */
  readonly checkInterval: number
  readonly sleepJitter: number
  readonly retryDelay: number
  readonly retryJitter: number
  /** How long a recording goes on without a byte. */
  readonly segmentTimeout: number
  /** How long a session waits for its next recording. */
  readonly recordingTimeout: number
  /** 0 sends none. */
  readonly heartbeatInterval: number
  readonly cookies: Redacted.Redacted | undefined
  readonly userAgent: string | undefined
  /** Hosts of this domain get the cookies too. */
  readonly domain: string | undefined
  /** YAML files of `name: url` lines; a later one wins. */
  readonly channelFiles: ReadonlyArray<string>
  /** Bytes; with fewer free a recording ends. 0 doesn't look. */
  readonly minFreeSpace: number
  readonly logLevel: LogLevel
  readonly outputFormat: "json" | "normal"
}

export type Environment = { readonly [name: string]: string | undefined }

/** The command line can't be followed; `code` is the process's exit code. */
export interface Misuse {
  readonly message: string
  readonly code: 1 | 2
}

export type Command =
  | { readonly _tag: "Record"; readonly settings: Settings }
  | { readonly _tag: "Help" }
  | { readonly _tag: "Version" }

const driverName = /^[a-z0-9][a-z0-9_-]{0,31}$/
const sourceName = /^[A-Za-z0-9_](?!.*\.\.)[A-Za-z0-9_.-]{0,63}$/

/** Reads the command line; a flag beats its variable, which beats the default, and an empty text counts as not given. */
export const read = (
  argv: ReadonlyArray<string>,
  env: Environment,
  pathDelimiter: string
): Result.Result<Command, Misuse> => {
  const parsed = Flags.parse(argv, flags, switches)
  if (Result.isFailure(parsed)) return Result.fail({ message: parsed.failure, code: 2 })
  if (parsed.success.switches.has("help")) return Result.succeed({ _tag: "Help" })
  if (parsed.success.switches.has("version")) return Result.succeed({ _tag: "Version" })
  const faults: Array<string> = []
  const settings = settingsOf(parsed.success, env, pathDelimiter, (sentence) => faults.push(sentence))
  const [fault] = faults
  return fault === undefined ? Result.succeed({ _tag: "Record", settings }) : Result.fail({ message: fault, code: 1 })
}

const settingsOf = (
  { values, words }: Flags.Parsed,
  env: Environment,
  pathDelimiter: string,
  fault: (sentence: string) => void
): Settings => {
  const [source = "", out = "", surplus] = words
  if (surplus !== undefined)
    fault(`"${surplus}" is one word too many; after the flags come a source and a path template`)
  const positional: { readonly [name: string]: string } = { source, out }
  const text = (name: string): string | undefined => {
    const flag = flags.find((f) => f.name === name)
    const variable = flag?.env === undefined ? undefined : env[flag.env]
    return [values.get(name)?.at(-1), positional[name], variable, flag?.fallback].find(
      (t) => t !== undefined && t !== ""
    )
  }
  const checked = (name: string, allowed: RegExp, sentence: string): string => {
    const given = text(name) ?? ""
    if (!allowed.test(given)) fault(given === "" ? `--${name} is missing` : `--${name} "${given}" ${sentence}`)
    return given
  }
  const number = (name: string): number => Number(checked(name, /^\d{1,15}$/, "is no whole number"))
  const duration = (name: string): number => {
    const millis = Durations.parse(text(name) ?? "")
    if (millis === undefined)
      fault(`--${name} "${text(name)}" is no duration; write 90s, 1m30s, 00:01:30 or a number of minutes`)
    return millis ?? 0
  }
  const positive = (name: string): number => {
    const millis = duration(name)
    if (millis === 0) fault(`--${name} must be longer than nothing`)
    return millis
  }
  const header = (name: string, bad: (text: string) => string | undefined): string | undefined => {
    const given = text(name)
    const why = bad(given ?? "")
    if (why !== undefined) fault(`--${name} ${why}`)
    return given
  }
  const oneOf = <A extends string>(name: string, allowed: ReadonlyArray<A>, otherwise: A): A => {
    const found = allowed.find((value) => value === text(name))
    if (found === undefined) fault(`--${name} "${text(name)}" is none of ${allowed.join(", ")}`)
    return found ?? otherwise
  }
  const driver = checked("driver", driverName, "is no driver name: lower case letters, digits, - and _")
  const name = checked("source", sourceName, "is no source name: letters, digits, _, - and single dots")
  const out_ = text("out")
  if (out_ === undefined) fault("--out is missing")
  const template = OutputPath.parse(out_ ?? "", env["HOME"] ?? "")
  if (Result.isFailure(template)) fault(template.failure)
  const cookies = header("cookies", badCookies)
  return {
    driver,
    source: name,
    out: Result.getOrElse(template, () => () => ""),
    resolution: number("resolution"),
    framerate: number("framerate"),
    segmentLength: duration("segment-length"),
    checkInterval: duration("check-interval"),
    sleepJitter: duration("sleep-jitter"),
    retryDelay: duration("retry-delay"),
    retryJitter: duration("retry-jitter"),
    segmentTimeout: positive("segment-timeout"),
    recordingTimeout: duration("recording-timeout"),
    heartbeatInterval: duration("heartbeat-interval"),
    cookies: cookies === undefined ? undefined : Redacted.make(cookies),
    userAgent: header("user-agent", badHeaderText),
    domain: text("domain"),
    channelFiles: [...(env["STICKY_CHANNELS"] ?? "").split(pathDelimiter), ...(values.get("channels") ?? [])].filter(
      (f) => f !== ""
    ),
    minFreeSpace: number("min-free-space"),
    logLevel: oneOf("log-level", logLevels, "info"),
    outputFormat: oneOf("output-format", ["json", "normal"], "normal")
  }
}
