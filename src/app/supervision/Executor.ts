import { Clock, Context, Effect, Layer, Metric, Random } from "effect"
import type { RecorderSettings } from "../../domain/settings/Settings.ts"
import type { Action } from "../../domain/supervision/Plan.ts"
import { isOpen, type Run, sentRun } from "../../domain/supervision/Run.ts"
import { end, reduceRun, refuse, stopSent } from "../../domain/supervision/RunReducer.ts"
import { isOurs, taskId, ulid } from "../../domain/supervision/TaskId.ts"
import { parseDuration } from "../../domain/values/Durations.ts"
import { type Instant, later } from "../../domain/values/Time.ts"
import { Installation } from "../../ports/Installation.ts"
import { Journal } from "../../ports/Journal.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import { Overseer, type StartAnswer } from "../../ports/Overseer.ts"
import type { Assessment } from "./Assessment.ts"
import { LiveState, type SourceEntry } from "./LiveState.ts"
import { RunJournal } from "./RunJournal.ts"
import { TaskSync } from "./TaskSync.ts"

type Start = Extract<Action, { _tag: "start" }>
type Stop = Extract<Action, { _tag: "stop" }>

/** What is waited for after a start that found no room. */
const fullDelay = 30_000
/** What is waited for after a start that met an older task of the same source. */
const duplicateDelay = 5_000

const starts = Metric.counter("sticky_dvr_recorder_starts_total", { description: "Starts sent", incremental: true })
const stops = Metric.counter("sticky_dvr_recorder_stops_total", { description: "Stops sent", incremental: true })

/** Carries out what was planned: stored first, then sent, on one connection and no other. */
export class Executor extends Context.Service<
  Executor,
  {
    /** Stores the runs and gives the effects that send their starts and take in the answers. */
    readonly start: (
      connection: number,
      actions: ReadonlyArray<Start>,
      assessment: Assessment
    ) => Effect.Effect<ReadonlyArray<Effect.Effect<void>>>
    readonly stop: (connection: number, actions: ReadonlyArray<Stop>) => Effect.Effect<void>
  }
>()("sticky-dvr/app/supervision/Executor") {}

/** The parameters of a start, by the names that recorders' actions use; a relative pattern lies below the recordings' folder. */
export const parameters = (
  entry: SourceEntry,
  settings: RecorderSettings,
  mediaRoot: string
): Readonly<Record<string, string>> => {
  const { out_pattern, ...rest } = settings
  const out = out_pattern.startsWith("/") ? out_pattern : `${mediaRoot}/${out_pattern}`
  return { source: entry.stored.username, out, ...rest }
}

export const layer = Layer.effect(
  Executor,
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const live = yield* LiveState
    const runJournal = yield* RunJournal
    const journal = yield* Journal
    const media = yield* MediaFiles
    const taskSync = yield* TaskSync
    const installation = yield* (yield* Installation).id

    const newRun = Effect.fnUntraced(function* (connection: number, entry: SourceEntry, assessment: Assessment) {
      const at = (yield* Clock.currentTimeMillis) as Instant
      const digits = yield* Effect.replicateEffect(Random.nextIntBetween(0, 32), 16)
      const id = taskId(installation, entry.stored.id, ulid(at, digits))
      const interval = parseDuration(assessment.settingsOf(entry).heartbeat_interval) ?? null
      return sentRun(id, entry.stored.id, { at, connection, lostAt: null }, assessment.fingerprintOf(entry), interval)
    })

    const answered = (run: Run, answer: StartAnswer, now: Instant): void => {
      const current = live.run(run.taskId) ?? run
      switch (answer._tag) {
        case "started":
        case "queued":
          runJournal.apply(reduceRun(current, { ...answer, taskId: run.taskId }, now))
          break
        case "refused":
          live.setRefusal(run.sourceId, { _tag: "refused", message: answer.message, at: now })
          runJournal.apply(refuse(current, answer.message, now))
          break
        case "full":
        case "known":
        case "duplicate": {
          const until = later(now, answer._tag === "full" ? fullDelay : duplicateDelay)
          live.setRefusal(run.sourceId, { _tag: "full", until, message: answer.message })
          runJournal.apply(refuse(current, answer.message, now))
        }
      }
    }

    const send = (connection: number, run: Run, entry: SourceEntry, settings: RecorderSettings) =>
      Effect.gen(function* () {
        yield* overseer.subscribe(connection, [run.taskId])
        const answer = yield* overseer.start(connection, {
          taskId: run.taskId,
          action: entry.stored.driver,
          params: parameters(entry, settings, media.root)
        })
        yield* Metric.update(starts, 1)
        answered(run, answer, (yield* Clock.currentTimeMillis) as Instant)
        // Our own older task stands in the way and the live state lacks it: a list brings it in.
        if (answer._tag === "duplicate" && isOurs(installation, answer.existing)) yield* taskSync.sync(connection)
      }).pipe(
        Effect.catchTags({
          NotConnected: () =>
            Effect.map(Clock.currentTimeMillis, (now) => {
              const current = live.run(run.taskId)
              if (current?.phase === "sent") runJournal.apply(end(current, "unsent", now as Instant))
            }),
          NoAnswer: (error) => Effect.logWarning(error.message)
        }),
        Effect.annotateLogs({ source: `${entry.stored.driver}/${entry.stored.username}` })
      )

    return Executor.of({
      start: Effect.fn("Executor.start")(function* (connection, actions, assessment) {
        const planned: Array<{ readonly run: Run; readonly entry: SourceEntry }> = []
        for (const action of actions) {
          const entry = live.entry(action.sourceId)
          if (entry === undefined) continue
          planned.push({ entry, run: yield* newRun(connection, entry, assessment) })
        }
        if (planned.length === 0) return []
        yield* journal.begin(planned.map(({ run }) => run))
        // Storing may have taken long, and only from its sending on can a list be asked about a start.
        const at = (yield* Clock.currentTimeMillis) as Instant
        return planned.map(({ entry, run }) => {
          const sent: Run = { ...run, start: { at, connection, lostAt: null } }
          live.setRun(sent)
          return send(connection, sent, entry, assessment.settingsOf(entry))
        })
      }),
      stop: Effect.fn("Executor.stop")(function* (connection, actions) {
        const at = (yield* Clock.currentTimeMillis) as Instant
        const found = actions
          .flatMap(({ taskId }) => live.run(taskId) ?? [])
          .filter((run) => run.start === null && live.entry(run.sourceId) !== undefined)
        if (found.length > 0) yield* journal.begin(found)
        yield* journal.stopping(
          actions.map(({ taskId, why }) => ({ taskId, why })),
          at
        )
        // As for a start: only from its sending on can a list be asked about a stop.
        const sentAt = (yield* Clock.currentTimeMillis) as Instant
        for (const action of actions) {
          const run = live.run(action.taskId)
          if (run === undefined || !isOpen(run)) continue
          live.setRun(stopSent(run, { at: sentAt, connection, lostAt: null }, action.why))
          yield* overseer.stop(connection, action.taskId).pipe(
            Effect.andThen(Metric.update(stops, 1)),
            Effect.catchTag("NotConnected", () =>
              Effect.sync(() => {
                const now = live.run(action.taskId)
                if (now?.stop?.connection === connection && isOpen(now))
                  live.setRun({ ...now, stop: null, stopReason: null })
              })
            )
          )
        }
      })
    })
  })
)
