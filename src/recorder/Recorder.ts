import { Cause, Data, Effect, Option, Random } from "effect"
import { type Hindrance, isRefusal } from "../domain/supervision/Cause.ts"
import type { Steady } from "../domain/values/Time.ts"
import * as Fatal from "../runtime/Fatal.ts"
import { steady } from "../runtime/Time.ts"
import { Engine, type Found, type NothingFound } from "./Engine.ts"
import * as Events from "./Events.ts"
import * as Heartbeats from "./Heartbeats.ts"
import { Happening } from "./Lifecycle.ts"
import type { Unrecordable } from "./Playlist.ts"
import { Progress } from "./Progress.ts"
import { Report } from "./Report.ts"
import { type NotWritable, SegmentFiles } from "./SegmentFiles.ts"
import type { Settings } from "./Settings.ts"
import { type Trouble, Troubles } from "./Troubles.ts"

/** What became of a run: 0 done or stopped, 1 can't go on, 2 offline, 3 blocked by the site. */
export type ExitCode = 0 | 1 | 2 | 3

/** The source can't be recorded now, or ever; `code` is what the process then exits with. Nothing is in the way of one that is off air. */
class Obstacle extends Data.TaggedError("Obstacle")<{
  readonly message: string
  readonly code: ExitCode
  readonly fatal: boolean
  readonly hindrance: Hindrance | undefined
}> {}

/** The longest wait between two looks at a site that refuses the recorder, in milliseconds. */
const rarest = 30 * 60_000

/**
 * Records a source until `stop`, or for ever, or for one session without a check interval. Whatever ends it, files are
 * closed and the end is told.
 */
export const run = Effect.fnUntraced(function* (settings: Settings, stop: Effect.Effect<void>) {
  const { source } = settings
  const report = yield* Report
  const progress = yield* Progress
  const files = yield* SegmentFiles
  const engine = yield* Engine
  const troubles = yield* Troubles

  /** What there is to record; fails fatally when looking again is no use. */
  const check = Effect.gen(function* () {
    const phase = yield* progress.phase
    return yield* Effect.mapError(engine.look, (error) => {
      const { _tag, message } = error
      const hindrance = hindranceOf(error)
      if (_tag === "Unrecordable") return fatal(`${source} can't be recorded: ${message}`, hindrance)
      if (_tag === "Blocked" && phase._tag === "Idle") return fatal(`${source} is blocked: ${message}`, hindrance, 3)
      const isOffline = hindrance === undefined || isRefusal(hindrance)
      return new Obstacle({ message, code: isOffline ? 2 : 1, fatal: false, hindrance })
    })
  })

  const record = Effect.fnUntraced(function* ({ about, capture, resolution }: Found) {
    yield* progress.note(Happening.Live({ resolution }))
    yield* files.describe(about)
    const title = about && Events.title(about)
    if (title !== undefined) yield* report.event(title)
    const ending = yield* capture
    yield* files.close(ending === "timeout" ? "error" : ending)
    const reason = ending === "stream_end" ? "off_air" : (yield* troubles.current)?.hindrance.kind
    yield* progress.note(Happening.Over({ trigger: ending, reason }))
  })

  /** Records what there is, or answers what stands in the way. */
  const turn = Effect.flatMap(check, record).pipe(
    Effect.scoped,
    Effect.as(undefined),
    Effect.catchTag("Obstacle", (obstacle) => Effect.succeed(obstacle))
  )

  const pause = Effect.fnUntraced(function* (since: Steady) {
    const waited = (yield* steady) - since
    const left = settings.recordingTimeout - waited
    const delay = lookAgain(settings, waited) + (yield* Random.next) * settings.retryJitter
    yield* Effect.sleep(Math.max(0, Math.min(left, delay)))
  })

  const sleep = Effect.gen(function* () {
    const trouble = yield* troubles.current
    const base = trouble === undefined ? settings.checkInterval : pace(trouble, settings.checkInterval)
    const interval = base + (yield* Random.next) * settings.sleepJitter
    yield* report.event(Events.sleep(settings, interval, trouble?.hindrance.kind ?? "off_air"))
    yield* Effect.sleep(interval)
  })

  const watch = Effect.gen(function* () {
    yield* Effect.mapError(engine.address, ({ message }) => fatal(message, { kind: "no_channel", message }))
    yield* report.event(Events.startup(settings, settings.cookies !== undefined))
    let code: ExitCode | undefined
    let said: string | undefined
    for (;;) {
      const obstacle = yield* turn
      if (obstacle === undefined) {
        code = 0
        said = undefined
      } else {
        if (obstacle.fatal) return yield* obstacle
        const { hindrance, message } = obstacle
        code ??= obstacle.code
        if (hindrance === undefined) yield* troubles.over
        else yield* troubles.failed(hindrance)
        yield* report.log(
          message === said ? "debug" : "warn",
          hindrance === undefined ? `${source} is offline: ${message}` : `${source} can't be reached: ${message}`
        )
        said = message
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

  const giveUp = Effect.fnUntraced(function* (cause: Cause.Cause<Obstacle | NotWritable | Unrecordable | Fatal.Fatal>) {
    yield* end("error")
    const error = Option.getOrUndefined(Cause.findErrorOption(cause))
    const hindrance = error === undefined ? undefined : hindranceOf(error)
    if (hindrance !== undefined) yield* troubles.failed(hindrance)
    const unrecordable = error?._tag === "Unrecordable" ? `${source} can't be recorded: ` : ""
    yield* report.log("fatal", error === undefined ? Cause.pretty(cause) : `${unrecordable}${error.message}`)
    return error?._tag === "Obstacle" ? error.code : 1
  })

  return yield* Heartbeats.run(settings).pipe(
    Effect.andThen(Effect.raceFirst(watch, Effect.as(stop, 0 as const))),
    Effect.scoped,
    Fatal.heeding,
    Effect.tap(() => end("cancelled")),
    Effect.catchCause(giveUp)
  )
})

/** What stands in the way, as the backend is told; nothing where nothing does. */
const hindranceOf = (error: Obstacle | NothingFound | NotWritable | Fatal.Fatal): Hindrance | undefined => {
  switch (error._tag) {
    case "Unrecordable":
      return error.protection !== undefined
        ? { kind: "encrypted", host: null }
        : { kind: "unsupported", message: error.message }
    case "NoAddress":
      return { kind: "no_channel", message: error.message }
    case "NotWritable":
      return { kind: "storage", message: error.message }
    case "Trouble":
    case "Blocked":
    case "Obstacle":
      return error.hindrance
    default:
      return undefined
  }
}

/** Milliseconds until the next look: a site that refuses us does not change its mind by being asked, so ever more of them. */
const pace = ({ hindrance, tries }: Trouble, interval: number): number =>
  isRefusal(hindrance) ? Math.max(interval, Math.min(rarest, interval * 2 ** Math.min(tries - 1, 20))) : interval

/** Milliseconds until the next look after a broadcast: the retry delay at first, twice as many each minute, at most the check interval. */
const lookAgain = ({ checkInterval, retryDelay }: Settings, waited: number): number =>
  Math.max(100, retryDelay, Math.min(checkInterval, retryDelay * 2 ** Math.min(20, Math.floor(waited / 60_000))))

const fatal = (message: string, hindrance: Hindrance | undefined, code: ExitCode = 1) =>
  new Obstacle({ message, code, fatal: true, hindrance })
