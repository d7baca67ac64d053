import { Clock, Context, Effect, Layer, Semaphore } from "effect"
import { applyListing, isLive } from "../../domain/supervision/Listing.ts"
import type { Listing, TaskRow } from "../../domain/supervision/OverseerEvent.ts"
import { foundRun, type Run } from "../../domain/supervision/Run.ts"
import { isOurs, sourceOf, type TaskId } from "../../domain/supervision/TaskId.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { Installation } from "../../ports/Installation.ts"
import { type NoAnswer, type NotConnected, Overseer } from "../../ports/Overseer.ts"
import { LiveState } from "./LiveState.ts"

/** Compares what is known of our runs with what the overseer lists. */
export class TaskSync extends Context.Service<
  TaskSync,
  {
    /**
     * Asks for a list on this connection and takes it in: runs found there are kept, runs missing there end as far as the list
     * proves it. Answers the live tasks that carry our prefix but name no source.
     */
    readonly sync: (connection: number) => Effect.Effect<ReadonlyArray<TaskId>, NotConnected | NoAnswer>
  }
>()("sticky-dvr/app/supervision/TaskSync") {}

export const layer = Layer.effect(
  TaskSync,
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const live = yield* LiveState
    const installation = yield* (yield* Installation).id
    const oneAtATime = yield* Semaphore.make(1)
    let replayed = { connection: 0, tasks: new Set<TaskId>() }

    const known = (row: TaskRow): Run | undefined => {
      const run = live.run(row.taskId)
      if (run !== undefined || !isLive(row)) return run
      const sourceId = sourceOf(installation, row.taskId)
      if (sourceId === undefined) return undefined
      const stored = live.entry(sourceId)?.stored.openRuns.find((one) => one.taskId === row.taskId)
      return stored ?? foundRun(row.taskId, sourceId, row.startedAt ?? (0 as Instant))
    }

    const takeIn = (list: Listing, now: Instant): ReadonlyArray<TaskId> => {
      const seen = new Set<TaskId>()
      const nameless: Array<TaskId> = []
      for (const row of list.rows) {
        if (!isOurs(installation, row.taskId)) continue
        seen.add(row.taskId)
        const run = known(row)
        if (run !== undefined) live.apply(applyListing(run, row, list, now))
        else if (isLive(row) && sourceOf(installation, row.taskId) === undefined) nameless.push(row.taskId)
      }
      for (const run of live.openRuns()) if (!seen.has(run.taskId)) live.apply(applyListing(run, undefined, list, now))
      return nameless
    }

    const open = () => new Set(live.openRuns().map((run) => run.taskId))

    /** Runs that were just found are listened to; the list is then asked for again, for what happened in between. */
    const call = Effect.fn("TaskSync.call")(function* (connection: number) {
      if (connection !== replayed.connection) replayed = { connection, tasks: new Set() }
      for (;;) {
        const before = open()
        const list = yield* overseer.list(connection)
        const nameless = takeIn(list, (yield* Clock.currentTimeMillis) as Instant)
        const found = [...open()].filter((taskId) => !before.has(taskId))
        if (found.length > 0) yield* overseer.subscribe(connection, found)
        const mute = live.openRuns().filter((run) => isMute(run) && !replayed.tasks.has(run.taskId))
        for (const { taskId } of mute) {
          replayed.tasks.add(taskId)
          yield* overseer.replay(connection, taskId)
        }
        if (found.length === 0) return nameless
      }
    })

    return TaskSync.of({ sync: (connection) => oneAtATime.withPermit(call(connection)) })
  })
)

/** A running recorder that nothing was heard of by this process. */
const isMute = (run: Run): boolean => run.phase === "running" && run.capture.lastHeartbeatAt === null
