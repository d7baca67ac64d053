import { Cause, Context, DateTime, Effect, Layer, Logger } from "effect"
import type { Instant } from "../domain/values/Time.ts"
import { now } from "../runtime/Time.ts"
import * as Events from "./Events.ts"
import { type LogLevel, logLevels } from "./KnownFlags.ts"

/** Where a recorder tells what it does. */
export class Report extends Context.Service<
  Report,
  {
    readonly event: (event: Events.Event) => Effect.Effect<void>
    readonly log: (level: LogLevel, message: string) => Effect.Effect<void>
  }
>()("sticky-dvr/recorder/Report") {}

/** Writes one line to standard output or standard error. */
export type Write = (stream: "stdout" | "stderr", line: string) => void

/** How lines look and which are left out. */
export interface Style {
  readonly logLevel: LogLevel
  readonly outputFormat: "json" | "normal"
}

type Fields = { readonly [name: string]: string }

/**
 * Lines as the overseer's protocol wants them: events, debug and info on standard output, warn and up on standard
 * error; levels under `logLevel` are left out. Times are those of the local zone. What this program's own loops log takes the
 * same way.
 */
export const layer = ({ logLevel, outputFormat }: Style, write: Write) => {
  const format = outputFormat === "json" ? Events.json : Events.plain

  const make = Effect.map(DateTime.CurrentTimeZone, (zone) => {
    const print = (stream: "stdout" | "stderr", fields: Fields, at: Instant): void =>
      write(stream, format({ ...fields, time: Events.timeOf(DateTime.makeZonedUnsafe(at, { timeZone: zone })) }))
    const log = (level: LogLevel, message: string, at: Instant): void => {
      if (logLevels.indexOf(level) < logLevels.indexOf(logLevel)) return
      print(level === "debug" || level === "info" ? "stdout" : "stderr", { level, message }, at)
    }
    return { print, log }
  })

  const report = Effect.map(make, ({ log, print }) =>
    Report.of({
      event: (event) => Effect.map(now, (at) => print("stdout", event, at)),
      log: (level, message) => Effect.map(now, (at) => log(level, message, at))
    })
  )

  const logger = Effect.map(make, ({ log }) =>
    Logger.layer([
      Logger.make(({ cause, date, logLevel: level, message }) => {
        const words = [message].flat().map(String)
        if (cause.reasons.length > 0) words.push(Cause.pretty(cause))
        log(levels[level] ?? "debug", words.join(" "), date.getTime() as Instant)
      })
    ])
  )

  return Layer.merge(Layer.effect(Report, report), Layer.unwrap(logger))
}

const levels: { readonly [level: string]: LogLevel } = { Fatal: "fatal", Error: "error", Warn: "warn", Info: "info" }
