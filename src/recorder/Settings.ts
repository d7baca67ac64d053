import { Redacted, Result } from "effect"
import {
  badCookies,
  badHeaders,
  badHeaderText,
  badLogin,
  badProxy,
  type HeaderLine,
  headerLines
} from "../domain/settings/HeaderText.ts"
import { addressText, parseAddress } from "../domain/subscriptions/Address.ts"
import * as Durations from "./Durations.ts"
import * as Flags from "./Flags.ts"
import { engines, flags, type LogLevel, logLevels, switches } from "./KnownFlags.ts"
import * as OutputPath from "./OutputPath.ts"

/** How to record one source. Times are milliseconds. */
export interface Settings {
  readonly driver: string
  readonly engine: (typeof engines)[number]
  readonly source: string
  /** Where it is; undefined where nobody said that. */
  readonly url: string | undefined
  /** Whether that may be on this machine or its link. */
  readonly mayBeInward: boolean
  readonly out: OutputPath.Template
  /** Lines; infinite for the best there is. */
  readonly resolution: number
  readonly framerate: number
  /** Whether a stream is recorded from the beginning of what is listed, where more than its end is. */
  readonly fromStart: boolean
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
  readonly headers: Redacted.Redacted<ReadonlyArray<HeaderLine>> | undefined
  /** `name:password`. */
  readonly login: Redacted.Redacted | undefined
  readonly proxy: Redacted.Redacted | undefined
  readonly userAgent: string | undefined
  /** Hosts of this domain get the cookies too. */
  readonly domain: string | undefined
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
export const read = (argv: ReadonlyArray<string>, env: Environment): Result.Result<Command, Misuse> => {
  const parsed = Flags.parse(argv, flags, switches)
  if (Result.isFailure(parsed)) return Result.fail({ message: parsed.failure, code: 2 })
  if (parsed.success.switches.has("help")) return Result.succeed({ _tag: "Help" })
  if (parsed.success.switches.has("version")) return Result.succeed({ _tag: "Version" })
  const faults: Array<string> = []
  const settings = settingsOf(parsed.success, env, (sentence) => faults.push(sentence))
  const [fault] = faults
  return fault === undefined ? Result.succeed({ _tag: "Record", settings }) : Result.fail({ message: fault, code: 1 })
}

const settingsOf = ({ values, words }: Flags.Parsed, env: Environment, fault: (sentence: string) => void): Settings => {
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
  const secret = (name: string, bad: (text: string) => string | undefined): Redacted.Redacted | undefined => {
    const given = header(name, bad)
    return given === undefined ? undefined : Redacted.make(given)
  }
  const url = text("url")
  const place = url === undefined ? undefined : parseAddress(url)
  const [address, within] =
    place === undefined || Result.isFailure(place) ? [undefined, ""] : [addressText(place.success), place.success.login]
  if (place !== undefined && Result.isFailure(place)) fault(`--url can't be used. ${place.failure}`)
  const headers = header("headers", badHeaders)
  return {
    driver,
    engine: oneOf("engine", engines, "hls"),
    source: name,
    url: address,
    mayBeInward: oneOf("inward", ["yes", "no"], "yes") === "yes",
    out: Result.getOrElse(template, () => () => ""),
    resolution: text("resolution") === "best" ? Number.POSITIVE_INFINITY : number("resolution"),
    framerate: number("framerate"),
    fromStart: oneOf("from-start", ["true", "false"], "false") === "true",
    segmentLength: duration("segment-length"),
    checkInterval: duration("check-interval"),
    sleepJitter: duration("sleep-jitter"),
    retryDelay: duration("retry-delay"),
    retryJitter: duration("retry-jitter"),
    segmentTimeout: positive("segment-timeout"),
    recordingTimeout: duration("recording-timeout"),
    heartbeatInterval: duration("heartbeat-interval"),
    cookies: secret("cookies", badCookies),
    headers: headers === undefined ? undefined : Redacted.make(headerLines(headers)),
    login: secret("login", badLogin) ?? (within === "" ? undefined : Redacted.make(within)),
    proxy: secret("proxy", badProxy),
    userAgent: header("user-agent", badHeaderText),
    domain: text("domain"),
    minFreeSpace: number("min-free-space"),
    logLevel: oneOf("log-level", logLevels, "info"),
    outputFormat: oneOf("output-format", ["json", "normal"], "normal")
  }
}
