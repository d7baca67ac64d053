import { Context, Effect, Layer, Semaphore } from "effect"
import { applyListing, firstStart, isLive, type Proof } from "../../../domain/supervision/Listing.ts"
import type { Listing, TaskRow } from "../../../domain/supervision/OverseerEvent.ts"
import { foundRun, isOpen, type Run } from "../../../domain/supervision/Run.ts"
import { isOurs, sourceOf, type TaskId } from "../../../domain/supervision/TaskId.ts"
import { earliest, type Instant, later, type Millis } from "../../../domain/values/Time.ts"
import { Installation } from "../../../ports/Installation.ts"
import { type NoAnswer, type NotConnected, Overseer } from "../../../ports/Overseer.ts"
import { lived } from "../../../runtime/Timeline.ts"
import { LiveState } from "../live/LiveState.ts"
import { OverseerTime } from "./OverseerTime.ts"

/** What a list proves, and the live tasks on it that carry our prefix but name no source and were not asked to stop. */
export interface Synced {
  readonly list: Omit<Listing, "rows">
  readonly nameless: ReadonlyArray<TaskId>
}

/** Compares what is known of our runs with what the overseer lists. */
export class TaskSync extends Context.Service<
  TaskSync,
  {
    /** Asks for the events of these tasks on this connection, unless that was done; of those that run, first for what was missed. */
    readonly hear: (connection: number, taskIds: ReadonlyArray<TaskId>) => Effect.Effect<void, NotConnected>
    /**
     * Asks for the events of all open runs and for a list on this connection, and takes that in: runs found there are kept, runs
     * missing there end as far as the list proves it.
     */
    readonly sync: (connection: number) => Effect.Effect<Synced, NotConnected | NoAnswer>
  }
>()("sticky-dvr/app/supervision/overseer/TaskSync") {}

export const layer = Layer.effect(
  TaskSync,
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const live = yield* LiveState
    const installation = yield* (yield* Installation).id
    const oneAtATime = yield* Semaphore.make(1)
    const overseerTime = yield* OverseerTime
    /** When the last list was asked for: what our runs had said until then was heard before it came. */
    let heardUntil: Instant | null = null
    let asked = { connection: 0, heard: new Set<TaskId>(), replayed: new Set<TaskId>() }

    const runOf = (row: TaskRow): Run | undefined => {
      const run = live.run(row.taskId)
      if (run !== undefined || !isLive(row)) return run
      const sourceId = sourceOf(installation, row.taskId)
      if (sourceId === undefined) return undefined
      const { asked, runs } = live.source(sourceId) ?? { asked: 0, runs: [] }
      const stored = runs.find((one) => isOpen(one) && one.taskId === row.taskId)
      return stored ?? foundRun(row.taskId, sourceId, row.startedAt ?? (0 as Instant), asked)
    }

    const proofOf = (list: Listing): Proof => {
      const first = firstStart(list.rows)
      return {
        ...list,
        livesSince: first === null ? list.openedAt : earliest(list.openedAt, overseerTime.lived(first))
      }
    }

    /**
     * What a list shows to be there was there, even if nobody comes to ask again. How anything that is gone ended waits for what it said, which
     * is not heard yet: an ended run hears nothing any more.
     */
    const seeLive = (list: Listing, now: Instant): void => {
      const proof = proofOf(list)
      for (const listed of list.rows) {
        if (!isLive(listed) || !isOurs(installation, listed.taskId)) continue
        const row = dated(listed, overseerTime.lived)
        const run = runOf(row)
        if (run !== undefined) live.apply(applyListing(run, row, proof, now))
      }
    }

    const takeIn = (list: Listing, now: Instant): ReadonlyArray<TaskId> => {
      const proof = proofOf(list)
      const seen = new Set<TaskId>()
      const nameless: Array<TaskId> = []
      const foreign: Array<TaskRow> = []
      for (const listed of list.rows) {
        if (!isOurs(installation, listed.taskId)) {
          if (listed.workerState === "running") foreign.push(listed)
          continue
        }
        const row = dated(listed, overseerTime.lived)
        seen.add(row.taskId)
        const run = runOf(row)
        if (run !== undefined) live.apply(applyListing(run, row, proof, now))
        else if (isLive(row) && row.state !== "stopped" && sourceOf(installation, row.taskId) === undefined) {
          nameless.push(row.taskId)
        }
      }
      for (const run of live.openRuns()) {
        const isMissing = !seen.has(run.taskId) && (live.leading() || wasThere(run))
        if (isMissing) live.apply(applyListing(run, undefined, proof, now))
      }
      live.setForeign(foreign)
      return nameless
    }

    const open = (): ReadonlyArray<TaskId> => live.openRuns().map(({ taskId }) => taskId)

    /** What was asked for on this connection, as far as it concerns runs that are still open. */
    const askedOn = (connection: number): typeof asked => {
      const still = connection === asked.connection ? open() : []
      const ofThem = (tasks: ReadonlySet<TaskId>) => new Set(still.filter((taskId) => tasks.has(taskId)))
      asked = { connection, heard: ofThem(asked.heard), replayed: ofThem(asked.replayed) }
      return asked
    }

    /** What was heard of before this connection is asked for from then on, anything else from its first line on. */
    const catchUp = (connection: number, run: Run): Effect.Effect<void, NotConnected> => {
      asked.replayed.add(run.taskId)
      const since = isMute(run) || heardUntil === null ? undefined : overseerTime.itsTime(later(heardUntil, -overlap))
      return overseer.replay(connection, run.taskId, since)
    }

    const hear = Effect.fnUntraced(function* (connection: number, taskIds: ReadonlyArray<TaskId>) {
      const { heard, replayed } = asked.connection === connection ? asked : askedOn(connection)
      const unheard = taskIds.filter((taskId) => !heard.has(taskId))
      for (const taskId of unheard) {
        const run = live.run(taskId)
        // What was missed comes first, so that nothing that is new is taken for older.
        if (run?.phase === "running" && !replayed.has(taskId)) yield* catchUp(connection, run)
        yield* overseer.subscribe(connection, [taskId])
        heard.add(taskId)
      }
    })

    /** What is on record of beginnings tells how far the overseer's clock is off, before any other time that it tells is read. */
    const recallStarts = Effect.fnUntraced(function* (connection: number) {
      if (heardUntil !== null || overseerTime.isHeard() || live.openRuns().every(({ startedAt }) => startedAt === null))
        return
      const list = yield* overseer.list(connection)
      const starts = list.rows.flatMap(({ startedAt, taskId }) => {
        const { createdAt, startedAt: at = null } = live.run(taskId) ?? {}
        // Where nobody heard when it began, it is on record as begun when it was made.
        return startedAt === null || at === null || at === createdAt ? [] : [{ itsTime: startedAt, at }]
      })
      for (const { at, itsTime } of starts.sort((a, b) => a.at - b.at)) overseerTime.recall(itsTime, at)
      seeLive(list, yield* lived)
    })

    /** Runs that were just found are listened to; the list is then asked for again, for what happened in between. */
    const sync = Effect.fn("TaskSync.sync")(function* (
      connection: number
    ): Effect.fn.Return<Synced, NotConnected | NoAnswer> {
      const { heard, replayed } = askedOn(connection)
      yield* recallStarts(connection)
      for (;;) {
        yield* hear(connection, open())
        const { rows, ...list } = yield* overseer.list(connection)
        const now = yield* lived
        const link = live.link()
        if (link.connection === connection) live.setLink({ ...link, lastHeardAt: now })
        const nameless = takeIn({ ...list, rows }, now)
        const isComplete = open().every((taskId) => heard.has(taskId))
        yield* hear(connection, open())
        for (const run of live.openRuns()) {
          if (isMute(run) && !replayed.has(run.taskId)) yield* catchUp(connection, run)
        }
        if (!isComplete) continue
        heardUntil = list.askedAt
        return { list, nameless }
      }
    })

    return TaskSync.of({ hear, sync: (connection) => oneAtATime.withPermit(sync(connection)) })
  })
)

/** So much of what was heard is asked for again, since clocks are never quite the same; lines that were heard are no news. */
const overlap: Millis = 10_000

/** A running recorder that nothing was heard of by this process. */
const isMute = (run: Run): boolean => run.phase === "running" && run.capture.lastHeartbeatAt === null

/**
 * Whether a run is known to have been there. That a start never arrived only who leads concludes: another leader may still send what it
 * has stored.
 */
const wasThere = (run: Run): boolean => run.seenAt !== null || run.startedAt !== null

/** A row on the timeline of this process. */
const dated = (row: TaskRow, to: (at: Instant) => Instant): TaskRow => ({
  ...row,
  startedAt: row.startedAt === null ? null : to(row.startedAt),
  exitedAt: row.exitedAt === null ? null : to(row.exitedAt)
})
