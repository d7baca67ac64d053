import { Context, Effect, Layer, Random } from "effect"
import type { Action } from "../../../domain/supervision/Plan.ts"
import { type Run, sentRun } from "../../../domain/supervision/Run.ts"
import { end } from "../../../domain/supervision/RunReducer.ts"
import { type TaskId, taskId, ulid } from "../../../domain/supervision/TaskId.ts"
import { translatedRun } from "../../../domain/supervision/translated.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import { Installation } from "../../../ports/Installation.ts"
import { Journal } from "../../../ports/Journal.ts"
import type { StoredSource } from "../../../ports/Sources.ts"
import { timeline } from "../../../runtime/Timeline.ts"
import type { Assessment } from "../assessment/Assessment.ts"
import { LiveState } from "../live/LiveState.ts"

type Start = Extract<Action, { _tag: "start" }>
type Stop = Extract<Action, { _tag: "stop" }>

/** Stores what is about to be sent, so that no recorder ever runs, or is stopped, that the store does not know of. */
export class WriteAhead extends Context.Service<
  WriteAhead,
  {
    /**
     * Makes a run for each start and stores them. A store that did not answer may have stored them all the same: such a run is made
     * again under the same id, or ended once its start is not planned any more, or not with the same settings: those on record are the
     * ones it was stored with first. One that was found to have ended by then is not started.
     */
    readonly starts: (
      connection: number,
      actions: ReadonlyArray<Start>,
      assessment: Assessment
    ) => Effect.Effect<ReadonlyArray<Run>>
    /** These were stored and are not sent after all: each is made again, or ended, as one whose storing was not answered. */
    readonly unsent: (runs: ReadonlyArray<Run>) => Effect.Effect<void>
    /** Stores that these runs are stopped, and runs that were found rather than started as well. */
    readonly stops: (actions: ReadonlyArray<Stop>) => Effect.Effect<void>
    /** Leaves what was not answered to whoever leads from now on, and takes it from the store. */
    readonly forget: Effect.Effect<void>
  }
>()("sticky-dvr/app/supervision/reconciling/WriteAhead") {}

export const layer = Layer.effect(
  WriteAhead,
  Effect.gen(function* () {
    const live = yield* LiveState
    const journal = yield* Journal
    const installation = yield* (yield* Installation).id
    const { now, toWall } = yield* timeline
    const begin = (runs: ReadonlyArray<Run>) => journal.begin(runs.map((run) => translatedRun(run, toWall)))

    /** Runs that may be stored and were not started. */
    const unheard = new Map<SourceId, Run>()

    const newRun = Effect.fnUntraced(function* (connection: number, stored: StoredSource, assessment: Assessment) {
      const at = now()
      const digits = yield* Effect.replicateEffect(Random.nextIntBetween(0, 32), 16)
      const made = taskId(installation, stored.id, ulid(toWall(at), digits))
      const startedWith = assessment.startOf(stored)
      const left = unheard.get(stored.id)
      const isAsBefore = left?.settings === startedWith.settings && left.action === startedWith.action
      if (left !== undefined && !isAsBefore) live.apply(end(left, "unsent", at))
      // One that the store told of meanwhile, and a list showed never to have arrived, is over.
      const id = left === undefined || !isAsBefore || hasEnded(left.taskId) ? made : left.taskId
      return sentRun(id, stored.id, { at, connection, lostAt: null }, startedWith)
    })

    const hasEnded = (id: TaskId): boolean => live.run(id)?.phase === "ended"

    const endUnplanned = (actions: ReadonlyArray<Start>): void => {
      for (const [sourceId, run] of unheard) {
        if (actions.some((action) => action.sourceId === sourceId)) continue
        unheard.delete(sourceId)
        live.apply(end(run, "unsent", now()))
      }
    }

    return WriteAhead.of({
      forget: Effect.sync(() => unheard.clear()),
      unsent: (runs) =>
        Effect.sync(() => {
          for (const run of runs) unheard.set(run.sourceId, run)
        }),
      starts: Effect.fn("WriteAhead.starts")(function* (connection, actions, assessment) {
        endUnplanned(actions)
        const entries = actions.flatMap(({ sourceId }) => live.source(sourceId) ?? [])
        const runs = yield* Effect.forEach(entries, (stored) => newRun(connection, stored, assessment))
        for (const run of runs) unheard.set(run.sourceId, run)
        if (runs.length > 0) yield* begin(runs)
        for (const run of runs) unheard.delete(run.sourceId)
        return runs.filter(({ taskId }) => !hasEnded(taskId))
      }),
      stops: Effect.fn("WriteAhead.stops")(function* (actions) {
        if (actions.length === 0) return
        const found = actions
          .flatMap(({ taskId }) => live.run(taskId) ?? [])
          .filter((run) => run.start === null && live.source(run.sourceId) !== undefined)
        if (found.length > 0) yield* begin(found)
        yield* journal.stopping(
          actions.map(({ taskId, why }) => ({ taskId, why })),
          toWall(now())
        )
      })
    })
  })
)
