import { Effect, FiberSet, Layer, Metric, Queue } from "effect"
import { shouldTrip, trip } from "../../../domain/supervision/ErrorWindow.ts"
import { type Action, plan } from "../../../domain/supervision/Plan.ts"
import { isBounded } from "../../../domain/supervision/Room.ts"
import { isOpen, type Run } from "../../../domain/supervision/Run.ts"
import { runEvents } from "../../../domain/supervision/RunEvents.ts"
import { deliveryGrace } from "../../../domain/supervision/RunReducer.ts"
import { stalling } from "../../../domain/supervision/Stalling.ts"
import { tripEvent } from "../../../domain/supervision/TripEvent.ts"
import { parseDuration } from "../../../domain/values/Durations.ts"
import { type Instant, later } from "../../../domain/values/Time.ts"
import { Leadership } from "../../../ports/Leadership.ts"
import { Overseer } from "../../../ports/Overseer.ts"
import type { StoredSource } from "../../../ports/Sources.ts"
import { awayAsError, untilBack } from "../../../ports/storeAway.ts"
import * as Loop from "../../../runtime/Loop.ts"
import { lived } from "../../../runtime/Timeline.ts"
import { StorageWatch } from "../../recordings/StorageWatch.ts"
import { type Assessment, assess } from "../assessment/Assessment.ts"
import { journalEntries } from "../journal/journalEntries.ts"
import { RunJournal } from "../journal/RunJournal.ts"
import { LiveState } from "../live/LiveState.ts"
import { Reading } from "../live/Reading.ts"
import { RoomSync } from "../overseer/RoomSync.ts"
import { type Synced, TaskSync } from "../overseer/TaskSync.ts"
import { Executor } from "./Executor.ts"
import { hardlyAway, holdsFor, outageWatch } from "./Outages.ts"
import { situations } from "./situations.ts"
import { strays } from "./strays.ts"
import { WriteAhead } from "./WriteAhead.ts"

const passes = Metric.counter("sticky_dvr_supervisor_passes_total", {
  description: "Comparisons of what should run with what does",
  incremental: true
})

/** A leader that lost its lead without noticing leaves the overseer no later than this many milliseconds after the next one leads. */
const handingOver = 5_000

/** Changes that come close together are acted on together, after this many milliseconds. */
const gathering = 50

/**
 * Keeps what the overseer runs equal to what the subscriptions want, at the one backend that leads. Level-triggered: each pass
 * compares everything anew; events only make it run sooner.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const overseer = yield* Overseer
    const live = yield* LiveState
    const runJournal = yield* RunJournal
    const writeAhead = yield* WriteAhead
    const executor = yield* Executor
    const taskSync = yield* TaskSync
    const roomSync = yield* RoomSync
    const reading = yield* Reading
    const leadership = yield* Leadership
    const storage = yield* StorageWatch
    const nudges = yield* Queue.sliding<void>(1)
    const stray = strays()
    let listedAt = Number.NEGATIVE_INFINITY
    let ledSince = yield* lived

    const unlisten = live.listen((what, news) => {
      // A sign of life changes nothing, unless the recorder was taken for stalled.
      const isStalled = what !== "all" && live.runsOf(what).some((run) => isOpen(run) && run.stalledAt !== null)
      if (news === "change" || isStalled) Queue.offerUnsafe(nudges, undefined)
    })
    yield* Effect.addFinalizer(() => Effect.sync(unlisten))

    const tripIfDue = (stored: StoredSource, assessment: Assessment, now: Instant): void => {
      const { id } = stored
      const history = assessment.historyOf(stored)
      const last = history.failures.at(-1)
      if (last === undefined || !shouldTrip(history, assessment.policy, now)) return
      // Whether it is the storage's failure the next probe tells.
      if (last > (live.storage().checkedAt ?? 0)) return
      live.record({ sourceId: id, ...tripEvent(trip(history, assessment.policy, now)) })
    }

    /** Whether nothing that an earlier leader sent still arrives: of a stop of what is on no record nobody else knows. */
    const isAlone = (now: Instant): boolean => now >= later(ledSince, deliveryGrace + handingOver)

    /** Tasks that carry our prefix but name no source can only be strays. */
    const stopStrays = (connection: number, { list, nameless }: Synced) =>
      Effect.forEach(
        stray.due(list, nameless),
        (taskId) =>
          Effect.logWarning("stopping a stray task of ours", taskId).pipe(
            Effect.andThen(lived),
            Effect.tap((at) => Effect.sync(() => stray.sent(taskId, { at, connection, lostAt: null }))),
            Effect.andThen(Effect.ignore(overseer.stop(connection, taskId)))
          ),
        { discard: true }
      )

    const tell = (action: Action) => {
      const stored = live.source(action.sourceId)
      const source = stored === undefined ? `source ${action.sourceId}` : `${stored.driver}/${stored.username}`
      return action._tag === "start"
        ? Effect.annotateLogs(Effect.logInfo("starting a recorder"), { source })
        : Effect.annotateLogs(Effect.logInfo("stopping a recorder"), { source, why: action.why })
    }

    /** What the recorders of a source were seen to do, or not to do, goes on record. */
    const noteStalls = (stored: StoredSource, assessment: Assessment): void => {
      for (const run of live.runsOf(stored.id)) {
        if (run.phase === "running") live.apply(stalling(run, assessment.hearingOf(stored)))
      }
    }

    /** What stands in the way of many sources goes on record as soon as that changes, however long a pass waits for the overseer. */
    const keepTelling = Effect.fnUntraced(function* (outages: Effect.Effect<void>) {
      const changes = yield* Queue.sliding<void>(1)
      yield* Effect.acquireRelease(
        Effect.sync(() => live.listen((what) => void (what === "all" && Queue.offerUnsafe(changes, undefined)))),
        (unlistenAll) => Effect.sync(unlistenAll)
      )
      const change = Effect.flatMap(lived, (now) =>
        Effect.timeoutOption(Queue.take(changes), holdsFor(live.link(), now))
      )
      yield* Loop.run("outages", Effect.andThen(change, outages))
    })

    /** A store may have taken long over starts, and much have changed: what would not be planned any more is not sent. */
    const stillPlanned = Effect.fnUntraced(function* (runs: ReadonlyArray<Run>) {
      if (runs.length === 0 || (yield* Queue.size(nudges)) === 0) return runs
      const assessment = assess(live, yield* lived)
      const { actions } = plan(situations(live, assessment), assessment.bounds())
      const planned = new Set(actions.flatMap((action) => (action._tag === "start" ? [action.sourceId] : [])))
      yield* writeAhead.unsent(runs.filter(({ sourceId }) => !planned.has(sourceId)))
      return runs.filter(({ sourceId }) => planned.has(sourceId))
    })

    const pass = Effect.fn("Reconciler.pass")(function* (sends: FiberSet.FiberSet, outages: Effect.Effect<void>) {
      const { settings } = live.settings()
      const interval = parseDuration(settings.reconcile_interval) ?? 15_000
      const { connection, listed } = live.link()
      const begun = yield* lived
      yield* outages
      if (connection === null || !listed) return Math.min(interval, hardlyAway)
      if (begun - listedAt >= interval) {
        listedAt = begun
        const synced = yield* taskSync.sync(connection)
        if (isAlone(begun)) yield* stopStrays(connection, synced)
      }
      const room = live.room()
      if (room === null || isBounded(room) || begun === listedAt) yield* roomSync.look(connection)
      const now = yield* lived
      const assessment = assess(live, now)
      for (const stored of live.sources()) {
        tripIfDue(stored, assessment, now)
        noteStalls(stored, assessment)
      }
      const { actions, nextAt } = plan(situations(live, assessment), assessment.bounds())
      const stops = actions
        .filter((action) => action._tag === "stop")
        .filter(({ sourceId }) => live.source(sourceId) !== undefined || isAlone(now))
      const starts = actions.filter((action) => action._tag === "start")
      yield* Effect.forEach([...stops, ...starts], tell, { discard: true })
      yield* writeAhead.stops(stops)
      yield* executor.stop(connection, stops)
      const runs = yield* writeAhead.starts(connection, starts, assessment)
      for (const send of yield* executor.start(connection, yield* stillPlanned(runs), assessment))
        yield* FiberSet.run(
          sends,
          Effect.tapDefect(send, (defect) => Effect.logError("a start went wrong", defect))
        )
      yield* Metric.update(passes, 1)
      const nextList = listedAt + interval - now
      return Math.max(1, nextAt === null ? nextList : Math.min(nextList, nextAt - now))
    })

    /** What the store believes to be open: kept if nothing better is known, written down if it ended meanwhile. */
    const takeOver = Effect.gen(function* () {
      yield* live.loaded
      const stored = yield* reading.read("supervised")
      ledSince = yield* lived
      live.setLeading(true)
      for (const before of stored.flatMap((source) => source.runs.filter(isOpen))) {
        const after = live.run(before.taskId)
        if (after === undefined) continue
        runJournal.append(journalEntries({ run: { before, after }, events: [] }, 0, () => 0))
        for (const event of runEvents(before, after)) live.record(event)
      }
      listedAt = Number.NEGATIVE_INFINITY
    })

    /** What was sent and did not arrive yet must not arrive once somebody else leads. */
    const leave = Effect.suspend(() => {
      const { connection } = live.link()
      return connection === null ? Effect.void : overseer.leave(connection)
    })

    const leaving = Effect.andThen(
      Effect.sync(() => live.setLeading(false)),
      leave
    )

    const lead = Effect.fnUntraced(
      function* (term: number) {
        yield* writeAhead.forget
        yield* untilBack(takeOver, "the stored runs can't be read; trying again")
        yield* storage.probed
        const sends = yield* FiberSet.make<void>()
        const watch = outageWatch(term)
        const outages = Effect.map(lived, (now) => runJournal.append(watch(live, assess(live, now), now)))
        yield* keepTelling(outages)
        const turn = pass(sends, outages).pipe(
          awayAsError,
          Effect.catchTags({
            NotConnected: () => Effect.succeed(1_000),
            NoAnswer: (error) => Effect.as(Effect.logWarning(error.message), 1_000),
            StoreUnavailable: () =>
              Effect.as(Effect.logWarning("the database is away: nothing is started or stopped"), 1_000)
          }),
          Effect.flatMap((wait) => Effect.timeoutOption(Queue.take(nudges), wait)),
          Effect.andThen(Effect.sleep(gathering))
        )
        return yield* Loop.forever("supervisor", turn)
      },
      Effect.scoped,
      Effect.ensuring(leaving)
    )

    yield* Loop.keep("leadership", leadership.lead(lead))
  })
)
