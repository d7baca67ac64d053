import { Cause, Data, Effect, Option, Random, Result } from "effect"
import type { Steady } from "../domain/values/Time.ts"
import * as Fatal from "../runtime/Fatal.ts"
import { steady } from "../runtime/Time.ts"
import { Capturing } from "./Capturing.ts"
import * as Events from "./Events.ts"
import * as Heartbeats from "./Heartbeats.ts"
import { Happening } from "./Lifecycle.ts"
import type { Unrecordable } from "./Playlist.ts"
import { Progress } from "./Progress.ts"
import { Report } from "./Report.ts"
import { type NotWritable, SegmentFiles } from "./SegmentFiles.ts"
import type { Settings } from "./Settings.ts"
import { type Sighting, StreamFinder } from "./StreamFinder.ts"

/** What became of a run: 0 done or stopped, 1 can't go on, 2 offline, 3 blocked by the site. */
export type ExitCode = 0 | 1 | 2 | 3

/** The source can't be recorded now, or ever; `code` is what the process then exits with. */
class Hindrance extends Data.TaggedError("Hindrance")<{
  readonly message: string
  readonly code: ExitCode
  readonly fatal: boolean
}> {}

/**
 * Records a source until `stop`, or for ever, or for one session without a check interval. Whatever ends it, files are
 * closed and the end is told.
 */
export const run = Effect.fnUntraced(function* (settings: Settings, stop: Effect.Effect<void>) {
  const { source } = settings
  const report = yield* Report
  const progress = yield* Progress
  const files = yield* SegmentFiles
  const capture = yield* Capturing
  const finder = yield* StreamFinder

  /** What there is to record; fails fatally when looking again is no use. */
  const check = Effect.gen(function* () {
    const phase = yield* progress.phase
    const sighting = yield* Effect.mapError(finder.anew, ({ _tag, message }) => {
      if (_tag === "Unrecordable") return fatal(`${source} can't be recorded: ${message}`)
      if (_tag === "Blocked" && phase._tag === "Idle") return fatal(`${source} is blocked: ${message}`, 3)
      return new Hindrance({ message, code: _tag === "Offline" ? 2 : 1, fatal: false })
    })
    if (capture.offers(sighting.playlist)) return sighting
    const message = sighting.playlist.ended ? "the stream has ended" : "the stream stands still"
    return yield* new Hindrance({ message, code: 2, fatal: false })
  })

  const record = Effect.fnUntraced(function* (sighting: Sighting) {
    yield* progress.note(Happening.Live({ resolution: sighting.resolution }))
    const ending = yield* capture.run(sighting)
    yield* files.close(ending === "timeout" ? "error" : ending)
    yield* progress.note(Happening.Over({ trigger: ending }))
  })

  const pause = Effect.fnUntraced(function* (since: Steady) {
    const left = since + settings.recordingTimeout - (yield* steady)
    const delay = Math.max(100, settings.retryDelay) + (yield* Random.next) * settings.retryJitter
    yield* Effect.sleep(Math.max(0, Math.min(left, delay)))
  })

  const sleep = Effect.gen(function* () {
    const interval = settings.checkInterval + (yield* Random.next) * settings.sleepJitter
    yield* report.event(Events.sleep(settings, interval))
    yield* Effect.sleep(interval)
  })

  const watch = Effect.gen(function* () {
    yield* Effect.mapError(finder.address, ({ message }) => fatal(message))
    yield* report.event(Events.startup(settings, settings.cookies !== undefined))
    let code: ExitCode | undefined
    let said: string | undefined
    for (;;) {
      const seen = yield* Effect.result(check)
      if (Result.isSuccess(seen)) {
        code = 0
        said = undefined
        yield* record(seen.success)
      } else {
        if (seen.failure.fatal) return yield* seen.failure
        code ??= seen.failure.code
        yield* report.log(
          seen.failure.message === said ? "debug" : "warn",
          `${source} is offline: ${seen.failure.message}`
        )
        said = seen.failure.message
      }
      yield* progress.note(Happening.Quiet())
      const phase = yield* progress.phase
      if (phase._tag === "Waiting") yield* pause(phase.since)
      else if (settings.checkInterval === 0) return code
      else yield* sleep
    }
  })

  /** Closes what is open and tells the end of it; nothing when all has ended by itself. */
  const end = (trigger: "cancelled" | "error") =>
    Effect.andThen(files.close(trigger), progress.note(Happening.Cancelled()))

  const giveUp = Effect.fnUntraced(function* (
    cause: Cause.Cause<Hindrance | NotWritable | Unrecordable | Fatal.Fatal>
  ) {
    yield* end("error")
    const error = Option.getOrUndefined(Cause.findErrorOption(cause))
    const unrecordable = error?._tag === "Unrecordable" ? `${source} can't be recorded: ` : ""
    yield* report.log("fatal", error === undefined ? Cause.pretty(cause) : `${unrecordable}${error.message}`)
    return error?._tag === "Hindrance" ? error.code : 1
  })

  return yield* Heartbeats.run(settings).pipe(
    Effect.andThen(Effect.raceFirst(watch, Effect.as(stop, 0 as const))),
    Effect.scoped,
    Fatal.heeding,
    Effect.tap(() => end("cancelled")),
    Effect.catchCause(giveUp)
  )
})

const fatal = (message: string, code: ExitCode = 1) => new Hindrance({ message, code, fatal: true })
