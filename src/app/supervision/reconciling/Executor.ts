import { Context, Effect, Layer, Metric } from "effect"
import type { RecorderSettings } from "../../../domain/settings/Settings.ts"
import { isOpen, isStopping, type Run } from "../../../domain/supervision/Run.ts"
import { end, reduceRun, refuse, stopSent } from "../../../domain/supervision/RunReducer.ts"
import type { Instant } from "../../../domain/values/Time.ts"
import type { Stopping } from "../../../ports/Journal.ts"
import { MediaFiles } from "../../../ports/MediaFiles.ts"
import { type NoAnswer, type NotConnected, Overseer, type StartAnswer } from "../../../ports/Overseer.ts"
import type { StoredSource } from "../../../ports/Sources.ts"
import { lived } from "../../../runtime/Timeline.ts"
import type { Assessment } from "../assessment/Assessment.ts"
import { startParameters } from "../assessment/startParameters.ts"
import { LiveState } from "../live/LiveState.ts"
import { OverseerTime } from "../overseer/OverseerTime.ts"
import { TaskSync } from "../overseer/TaskSync.ts"

const starts = Metric.counter("sticky_dvr_recorder_starts_total", { description: "Starts sent", incremental: true })
const stops = Metric.counter("sticky_dvr_recorder_stops_total", { description: "Stops sent", incremental: true })

/** Sends what was planned and stored, on one connection and no other. */
export class Executor extends Context.Service<
  Executor,
  {
    /** Gives the effects that send the starts of stored runs and take in the answers. */
    readonly start: (
      connection: number,
      runs: ReadonlyArray<Run>,
      assessment: Assessment
    ) => Effect.Effect<ReadonlyArray<Effect.Effect<void>>>
    /** Sends stops of those that a list just asked for shows to go on, and not to be stopped by anybody else. */
    readonly stop: (connection: number, stops: ReadonlyArray<Stopping>) => Effect.Effect<void, NotConnected | NoAnswer>
  }
>()("sticky-dvr/app/supervision/reconciling/Executor") {}

export const layer = Layer.effect(
  Executor,
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const live = yield* LiveState
    const media = yield* MediaFiles
    const taskSync = yield* TaskSync
    const overseerTime = yield* OverseerTime

    const answered = (run: Run, answer: StartAnswer, now: Instant): void => {
      const current = live.run(run.taskId) ?? run
      switch (answer._tag) {
        case "started":
        case "queued":
          overseerTime.hear(answer.at, now)
          live.apply(reduceRun(current, { ...answer, at: overseerTime.lived(answer.at), taskId: run.taskId }, now))
          break
        default:
          live.apply(refuse(current, answer._tag, answer.message, now))
      }
    }

    const send = (connection: number, run: Run, stored: StoredSource, settings: RecorderSettings) =>
      Effect.gen(function* () {
        yield* taskSync.hear(connection, [run.taskId])
        const answer = yield* overseer.start(connection, {
          taskId: run.taskId,
          action: stored.driver,
          params: startParameters(stored, settings, media.root, live.drivers()?.get(stored.driver))
        })
        yield* Metric.update(starts, 1)
        answered(run, answer, yield* lived)
        // A list tells of the task that stands in the way: our own is taken over, of another client's the end is waited for.
        if (answer._tag === "duplicate") yield* taskSync.sync(connection)
      }).pipe(
        Effect.catchTags({
          NotConnected: () =>
            Effect.map(lived, (now) => {
              const current = live.run(run.taskId)
              if (current?.phase === "sent") live.apply(end(current, "unsent", now))
            }),
          NoAnswer: (error) => Effect.logWarning(error.message)
        }),
        Effect.annotateLogs({ source: `${stored.driver}/${stored.username}` })
      )

    return Executor.of({
      start: Effect.fn("Executor.start")(function* (connection, runs, assessment) {
        // Storing may have taken long, and only from its sending on can a list be asked about a start.
        const at = yield* lived
        return runs.flatMap((run) => {
          const stored = live.source(run.sourceId)
          if (stored === undefined) return []
          const sent: Run = { ...run, start: { at, connection, lostAt: null } }
          live.apply(sent)
          return [send(connection, sent, stored, assessment.settingsOf(stored))]
        })
      }),
      stop: Effect.fn("Executor.stop")(function* (connection, asked) {
        if (asked.length === 0) return
        // A task that somebody else is stopping must not be stopped again (the overseer's protocol), and nobody is told of it.
        yield* taskSync.sync(connection)
        // As for a start: only from its sending on can a list be asked about a stop.
        const at = yield* lived
        for (const { taskId, why } of asked) {
          const run = live.run(taskId)
          if (run === undefined || !isOpen(run) || isStopping(run)) continue
          live.apply(stopSent(run, { at, connection, lostAt: null }, why))
          yield* overseer.stop(connection, taskId).pipe(
            Effect.andThen(Metric.update(stops, 1)),
            Effect.catchTag("NotConnected", () =>
              Effect.sync(() => {
                const now = live.run(taskId)
                if (now?.stop?.connection === connection && isOpen(now))
                  live.apply({ ...now, stop: null, stopReason: null })
              })
            )
          )
        }
      })
    })
  })
)
