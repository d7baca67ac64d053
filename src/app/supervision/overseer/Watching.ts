import { Effect, Layer, Metric, Queue } from "effect"
import type { OverseerEvent } from "../../../domain/supervision/OverseerEvent.ts"
import { toldAgain } from "../../../domain/supervision/Record.ts"
import { parseRecorderEvent } from "../../../domain/supervision/RecorderEvent.ts"
import { foundRun, type Run } from "../../../domain/supervision/Run.ts"
import { hasEnded } from "../../../domain/supervision/RunEvents.ts"
import { connectionLost, reduceRun } from "../../../domain/supervision/RunReducer.ts"
import { sourceOf } from "../../../domain/supervision/TaskId.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import { earliest, type Instant } from "../../../domain/values/Time.ts"
import { Installation } from "../../../ports/Installation.ts"
import { Overseer, type OverseerNews } from "../../../ports/Overseer.ts"
import * as Loop from "../../../runtime/Loop.ts"
import { lived } from "../../../runtime/Timeline.ts"
import { type Happening, LiveState } from "../live/LiveState.ts"
import { movedUp } from "./movedUp.ts"
import { OverseerTime } from "./OverseerTime.ts"
import { RoomSync } from "./RoomSync.ts"
import { SourceLogWriter } from "./SourceLog.ts"
import { secretMasks } from "./secretMasks.ts"
import { TaskSync } from "./TaskSync.ts"

const exits = Metric.counter("sticky_dvr_recorder_exits_total", {
  description: "Recorders that ended, asked for or not",
  incremental: true
})

/** A recording that a heartbeat told of is known since that was heard, and the heartbeat bears the time of its sending. */
const underWay = 30_000

/** Whether a replay tells of times before the recording that is known to go on. */
const isOfBefore = ({ at, line }: OverseerEvent & { readonly _tag: "output" }, { capture }: Run, upAt: number) => {
  const { recordingSince } = capture
  if (recordingSince === null || at >= Math.min(upAt, recordingSince)) return false
  const said = parseRecorderEvent(line)?._tag
  return at < recordingSince - underWay || (said !== "heartbeat" && said !== "recording start")
}

/**
 * Keeps the live state true to the overseer's news, at every backend whether it leads or not. Nothing here waits for the store or
 * for an answer, so the reader of the socket is never held up.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const live = yield* LiveState
    const taskSync = yield* TaskSync
    const roomSync = yield* RoomSync
    const log = yield* SourceLogWriter
    const installation = yield* (yield* Installation).id
    const maskOf = yield* secretMasks(live)
    const ups = yield* Queue.sliding<number>(1)
    const overseerTime = yield* OverseerTime
    let upAt = 0
    live.setMachine(overseer.machine)

    const runOf = (event: OverseerEvent, at: Instant): Run | undefined => {
      const known = live.run(event.taskId)
      // What is not known before the connection's list is left to the list, which comes with what the store knows.
      if (known !== undefined || !live.link().listed) return known
      const sourceId = sourceOf(installation, event.taskId)
      return sourceId === undefined || event._tag === "exited" || event._tag === "dequeued"
        ? undefined
        : // What it tells may be late, and then is older than runs that came after it.
          foundRun(event.taskId, sourceId, earliest(at, overseerTime.lived(event.at)), live.source(sourceId)?.asked)
    }

    const sourceName = (id: SourceId): string => {
      const stored = live.source(id)
      return stored === undefined ? `source ${id}` : `${stored.driver}/${stored.username}`
    }

    const hear = (raw: OverseerEvent, heardAt: Instant): Happening["run"] => {
      // Output and exits may be replayed; what else is told is new.
      if (raw._tag !== "output" && raw._tag !== "exited") overseerTime.hear(raw.at, heardAt)
      const run = runOf(raw, heardAt)
      if (run === undefined) return null
      // Nothing of a line is kept, as a status or in the log, before the secrets are out of it.
      const masked = raw._tag === "output" ? { ...raw, line: maskOf(run.sourceId)(raw.line) } : raw
      const event = { ...masked, at: overseerTime.lived(raw.at) }
      if (event._tag === "output" && isOfBefore(event, run, upAt)) return null
      // A line that is older than this connection is a replay: its own time tells how fresh it is. Later the local clock does, so that
      // an overseer whose clock is off does not make its recorders look stalled.
      const isReplay = event._tag === "output" && event.at < upAt
      const after = reduceRun(run, event, isReplay ? event.at : heardAt, overseerTime.lived)
      const happening = live.apply(isReplay ? toldAgain(run, after) : after)
      for (const moved of movedUp(live, happening)) live.apply(moved)
      if (masked._tag === "output") log.append(run.sourceId, masked)
      return happening.run
    }

    const take = (news: OverseerNews): Effect.Effect<void> => {
      switch (news._tag) {
        case "up":
          upAt = news.at
          live.setLink({
            connection: news.connection,
            since: news.at,
            upSince: news.at,
            lastHeardAt: news.at,
            listed: false,
            fault: null
          })
          Queue.offerUnsafe(ups, news.connection)
          return Effect.logInfo("the overseer is connected")
        case "down":
          if (live.link().connection === news.connection)
            live.setLink({ ...live.link(), connection: null, since: news.at, listed: false, fault: news.fault })
          for (const run of live.openRuns()) live.apply(connectionLost(run, news.connection, news.at))
          return Effect.logWarning("the overseer's connection is lost", news.why)
        case "away":
          live.setLink({ ...live.link(), fault: news.fault })
          return Effect.void
        case "offer":
          if (live.link().connection === news.connection && live.drivers() !== null) live.setOffer(news.offer)
          return Effect.void
        case "alive":
          live.setLink({ ...live.link(), lastHeardAt: news.at })
          return Effect.void
        case "missed": {
          const sourceId = sourceOf(installation, news.taskId)
          if (sourceId !== undefined) log.missed(sourceId, news.lines)
          return Effect.void
        }
        case "event": {
          live.setLink({ ...live.link(), lastHeardAt: news.heardAt })
          const run = hear(news.event, news.heardAt)
          return news.event._tag === "exited" && run !== null && hasEnded(run.before, run.after)
            ? Effect.andThen(Metric.update(exits, 1), tellExit(run.after))
            : Effect.void
        }
      }
    }

    const tellExit = (run: Run): Effect.Effect<void> => {
      const about = { source: sourceName(run.sourceId), exitCode: run.exitCode }
      return run.ending === "stopped"
        ? Effect.annotateLogs(Effect.logInfo("a recorder stopped as asked"), about)
        : Effect.annotateLogs(Effect.logWarning("a recorder ended by itself"), about)
    }

    /**
     * First what is known is subscribed to, then the list is taken in: nothing falls between. That earlier connections were lost
     * their ends have told; it is made sure of, for a command that waits for a witness which is gone would wait for ever.
     */
    const settleIn = Effect.fn("Watching.settleIn")(function* (connection: number) {
      const begun = yield* lived
      for (const run of live.openRuns()) live.apply(connectionLost(run, connection - 1, begun))
      yield* taskSync.sync(connection)
      live.setOffer(yield* overseer.describe(connection))
      yield* roomSync.look(connection)
      const now = yield* lived
      const link = live.link()
      if (link.connection === connection) live.setLink({ ...link, lastHeardAt: now, listed: true })
    })

    /** What a failure leaves unheard a list tells, so the connection of the moment is settled in again. */
    const listAgain = Effect.sync(() => {
      const { connection } = live.link()
      if (connection !== null) Queue.offerUnsafe(ups, connection)
    })

    yield* Loop.each("news of the overseer", overseer.news, (news) =>
      Effect.onError(
        Effect.suspend(() => take(news)),
        () => listAgain
      )
    )

    const settle = (connection: number) =>
      settleIn(connection).pipe(
        Effect.retry({
          while: (error) => error._tag === "NoAnswer" && live.link().connection === connection
        }),
        Effect.catch((error) => Effect.logWarning("the overseer's tasks could not be listed", error.message)),
        Effect.onError(() => listAgain)
      )

    yield* Loop.run("lists of the overseer", Effect.andThen(live.loaded, Effect.flatMap(Queue.take(ups), settle)))
  })
)
