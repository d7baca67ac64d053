import { Context, DateTime, Effect, Layer } from "effect"
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

/**
 * Lines as the overseer's protocol wants them: events, debug and info on standard output, warn and up on standard
 * error; levels under `logLevel` are left out. Times are those of the local zone.
 */
export const layer = ({ logLevel, outputFormat }: Style, write: Write) =>
  Layer.effect(
    Report,
    Effect.gen(function* () {
      const zone = yield* DateTime.CurrentTimeZone
      const format = outputFormat === "json" ? Events.json : Events.plain
      const print = (stream: "stdout" | "stderr", fields: { readonly [name: string]: string }) =>
        Effect.map(DateTime.now, (now) => {
          const time = Events.timeOf(DateTime.setZone(now, zone))
          write(stream, format({ ...fields, time }))
        })
      return Report.of({
        event: (event) => print("stdout", event),
        log: (level, message) =>
          logLevels.indexOf(level) < logLevels.indexOf(logLevel)
            ? Effect.void
            : print(level === "debug" || level === "info" ? "stdout" : "stderr", { level, message })
      })
    })
  )
