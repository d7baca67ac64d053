import { Clock, Context, Effect, Layer, Metric, Random } from "effect"
import { end, observe, refuse, stopSent } from "../domain/Fold.ts"
import { parseDuration } from "../domain/GoDuration.ts"
import type { Action } from "../domain/Plan.ts"
import { isOpen, type Run, sentRun } from "../domain/Run.ts"
import type { RecorderSettings } from "../domain/Settings.ts"
import { isOurs, taskId, ulid } from "../domain/TaskId.ts"
import { type Instant, later } from "../domain/Time.ts"
import { Installation } from "../ports/Installation.ts"
import { Journal } from "../ports/Journal.ts"
import { MediaFiles } from "../ports/MediaFiles.ts"
import { Overseer, type StartAnswer } from "../ports/Overseer.ts"
import { Chronicle } from "./Chronicle.ts"
import type { judge } from "./Judging.ts"
import { Picture, type SourceEntry } from "./Picture.ts"
import { Roster } from "./Roster.ts"

type Start = Extract<Action, { _tag: "start" }>
type Stop = Extract<Action, { _tag: "stop" }>

/** What is waited for after a start that found no room. */
const fullDelay = 30_000
/** What is waited for after a start that met an older task of the same source. */
const duplicateDelay = 5_000

const starts = Metric.counter("sticky_dvr_recorder_starts_total", { description: "Starts sent", incremental: true })
const stops = Metric.counter("sticky_dvr_recorder_stops_total", { description: "Stops sent", incremental: true })

/** Carries out what was planned: stored first, then sent, on one connection and no other. */
export class Carrying extends Context.Service<
  Carrying,
  {
    /** Stores the runs and gives the effects that send their starts and take in the answers. */
    readonly start: (
      connection: number,
      actions: ReadonlyArray<Start>,
      judged: ReturnType<typeof judge>
    ) => Effect.Effect<ReadonlyArray<Effect.Effect<void>>>
    readonly stop: (connection: number, actions: ReadonlyArray<Stop>) => Effect.Effect<void>
  }
>()("sticky-dvr/app/Carrying") {}

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
  Carrying,
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const picture = yield* Picture
    const chronicle = yield* Chronicle
    const journal = yield* Journal
    const media = yield* MediaFiles
    const roster = yield* Roster
    const installation = yield* (yield* Installation).id

    const newRun = Effect.fnUntraced(function* (
      connection: number,
      entry: SourceEntry,
      judged: ReturnType<typeof judge>
    ) {
      const at = (yield* Clock.currentTimeMillis) as Instant
      const digits = yield* Effect.replicateEffect(Random.nextIntBetween(0, 32), 16)
      const id = taskId(installation, entry.stored.id, ulid(at, digits))
      const interval = parseDuration(judged.settingsOf(entry).heartbeat_interval) ?? null
      return sentRun(id, entry.stored.id, { at, connection, lostAt: null }, judged.fingerprintOf(entry), interval)
    })

    const answered = (run: Run, answer: StartAnswer, now: Instant): void => {
      const current = picture.run(run.taskId) ?? run
      switch (answer._tag) {
        case "started":
        case "queued":
          chronicle.set(observe(current, { ...answer, taskId: run.taskId }, now))
          break
        case "refused":
          picture.setRefusal(run.sourceId, { _tag: "refused", message: answer.message, at: now })
          chronicle.set(refuse(current, answer.message, now))
          break
        case "full":
        case "known":
        case "duplicate": {
          const until = later(now, answer._tag === "full" ? fullDelay : duplicateDelay)
          picture.setRefusal(run.sourceId, { _tag: "full", until, message: answer.message })
          chronicle.set(refuse(current, answer.message, now))
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
        // Our own older task stands in the way and the picture lacks it: a list brings it in.
        if (answer._tag === "duplicate" && isOurs(installation, answer.existing)) yield* roster.call(connection)
      }).pipe(
        Effect.catchTags({
          NotConnected: () =>
            Effect.map(Clock.currentTimeMillis, (now) => {
              const current = picture.run(run.taskId)
              if (current?.phase === "sent") chronicle.set(end(current, "unsent", now as Instant))
            }),
          NoAnswer: (error) => Effect.logWarning(error.message)
        }),
        Effect.annotateLogs({ source: `${entry.stored.driver}/${entry.stored.username}` })
      )

    return Carrying.of({
      start: Effect.fn("Carrying.start")(function* (connection, actions, judged) {
        const planned: Array<{ readonly run: Run; readonly entry: SourceEntry }> = []
        for (const action of actions) {
          const entry = picture.entry(action.sourceId)
          if (entry === undefined) continue
          planned.push({ entry, run: yield* newRun(connection, entry, judged) })
        }
        if (planned.length === 0) return []
        yield* journal.begin(planned.map(({ run }) => run))
        // Storing may have taken long, and only from its sending on can a list be asked about a start.
        const at = (yield* Clock.currentTimeMillis) as Instant
        return planned.map(({ entry, run }) => {
          const sent: Run = { ...run, start: { at, connection, lostAt: null } }
          picture.setRun(sent)
          return send(connection, sent, entry, judged.settingsOf(entry))
        })
      }),
      stop: Effect.fn("Carrying.stop")(function* (connection, actions) {
        const at = (yield* Clock.currentTimeMillis) as Instant
        const found = actions
          .flatMap(({ taskId }) => picture.run(taskId) ?? [])
          .filter((run) => run.start === null && picture.entry(run.sourceId) !== undefined)
        if (found.length > 0) yield* journal.begin(found)
        yield* journal.stopping(
          actions.map(({ taskId, why }) => ({ taskId, why })),
          at
        )
        // As for a start: only from its sending on can a list be asked about a stop.
        const sentAt = (yield* Clock.currentTimeMillis) as Instant
        for (const action of actions) {
          const run = picture.run(action.taskId)
          if (run === undefined || !isOpen(run)) continue
          picture.setRun(stopSent(run, { at: sentAt, connection, lostAt: null }, action.why))
          yield* overseer.stop(connection, action.taskId).pipe(
            Effect.andThen(Metric.update(stops, 1)),
            Effect.catchTag("NotConnected", () =>
              Effect.sync(() => {
                const now = picture.run(action.taskId)
                if (now?.stop?.connection === connection && isOpen(now))
                  picture.setRun({ ...now, stop: null, stopReason: null })
              })
            )
          )
        }
      })
    })
  })
)
