import { Effect, Layer, Queue } from "effect"
import { type Ended, recordingsOnDisk, tolerance, withoutFiles } from "../../domain/recordings/OnDisk.ts"
import { type Run, tellsNothing } from "../../domain/supervision/Run.ts"
import { hasEnded, runEvents } from "../../domain/supervision/RunEvents.ts"
import { end, reopened } from "../../domain/supervision/RunReducer.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import { earliest, type Instant, later, type Millis } from "../../domain/values/Time.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import { unlessAway, untilBack } from "../../ports/storeAway.ts"
import { WorkerEvents } from "../../ports/WorkerEvents.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { takes } from "../supervision/assessment/startParameters.ts"
import { journalEntries } from "../supervision/journal/journalEntries.ts"
import { RunJournal } from "../supervision/journal/RunJournal.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { lossesOnDisk } from "./lossesOnDisk.ts"
import { pastRun } from "./pastRun.ts"
import { recordedFiles } from "./recordedFiles.ts"
import { StorageWatch } from "./StorageWatch.ts"
import { spansOf } from "./spansOf.ts"

/** A recorder that lost its overseer ends within a second, and closes its files. */
const closing: Millis = 2_000

/** Names tell whole seconds. */
const named: Millis = 1_000

/** Whether a recording was begun by a run that was made then: what the one before it began had ended by then. */
const provesRun = ({ endedAt, startedAt }: Pick<Ended, "startedAt" | "endedAt">, madeAt: Instant): boolean =>
  startedAt >= later(madeAt, -named) && endedAt >= later(madeAt, closing)

/** That the recordings' folder was away is known this much later, at the latest. */
const noticed: Millis = 30_000

/** How a run ended that nobody heard of. */
const unheard = "nobody heard of it, and its files tell that it was there"

/** What ended so long ago was settled by whoever led then, however often they were killed. */
const settledBefore: Millis = 3_600_000

/** A run that ended, and whether its recorder told nothing, so that its files alone tell what was lost. */
interface Ending {
  readonly run: Run
  readonly quiet: boolean
  /** Whether those of its source that ended before it may not have been looked at either. */
  readonly isFirst: boolean
}

/** Nobody need have heard that one began which was lost with its overseer or stopped before that, or was given up. */
const mayHaveRecorded = ({ ending, startedAt }: Run): boolean =>
  startedAt !== null || ending === "unsent" || ending === "lost" || ending === "stopped"

/** That it started may have been heard late, and so be dated late; it was made before. */
const begunAt = ({ createdAt, startedAt }: Run): Instant => earliest(startedAt ?? createdAt, createdAt)

/**
 * Lets the disk have the last word on what a run recorded: when it has ended, however that was heard of, its files tell which recordings
 * there are, when each began and ended, and their bytes; also of one that was given up as never sent. What ended while recordings
 * couldn't be written is looked at once more when they can: a share that was away has files then. What ended before this backend began
 * is looked at as well: an earlier one may have been killed before it came to that.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const live = yield* LiveState
    const runJournal = yield* RunJournal
    const stored = yield* WorkerEvents
    const storage = yield* StorageWatch
    const filesOf = yield* recordedFiles
    const { fromWall, now, toWall } = yield* timeline
    const lossesOf = yield* lossesOnDisk
    const due = yield* Queue.unbounded<Ending>()
    /** The runs that were looked at lately, or while the folder was away, and when. */
    const looked = new Map<TaskId, Ending & { readonly at: Instant }>()
    let isClosed = false
    let leads = false

    const unwatch = live.watch(({ run }) => {
      if (run !== null && hasEnded(run.before, run.after) && mayHaveRecorded(run.after))
        Queue.offerUnsafe(due, {
          run: run.after,
          quiet: run.before !== undefined && tellsNothing(run.before.capture),
          isFirst: false
        })
    })
    /** Whether a driver's recorders are not to be told how often to say what they do. */
    const isQuiet = (driver: string): boolean => !takes(live.drivers()?.get(driver), "heartbeat_interval")
    const catchUp = (): void => {
      const since = later(now(), -settledBefore)
      for (const stored of live.sources()) {
        for (const run of live.runsOf(stored.id)) {
          if (run.endedAt !== null && run.endedAt >= since && mayHaveRecorded(run))
            Queue.offerUnsafe(due, { run, quiet: isQuiet(stored.driver), isFirst: true })
        }
      }
    }

    const unlisten = live.listen((what) => {
      if (what === "all" && leads !== live.leading()) {
        leads = live.leading()
        // What ended while nobody led nobody has settled on record.
        if (leads) catchUp()
      }
      const { obstacle, since } = live.storage()
      if (what !== "all" || (obstacle !== null) === isClosed) return
      isClosed = obstacle !== null
      for (const [taskId, { at, ...ending }] of looked) {
        if (!isClosed) Queue.offerUnsafe(due, ending)
        if (!isClosed || since === null || at < since) looked.delete(taskId)
      }
    })
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        unwatch()
        unlisten()
      })
    )

    /** Keeps a run for another look, should it turn out that the folder was away. */
    const keep = (ending: Ending): void => {
      const over = isClosed ? Number.NEGATIVE_INFINITY : later(now(), -noticed)
      for (const [taskId, { at }] of looked) if (at < over) looked.delete(taskId)
      looked.set(ending.run.taskId, { ...ending, at: now() })
    }

    /** What nobody heard of, and what then was given up as never sent, ran all the same: it recorded. */
    const refute = (run: Run, { endedAt, startedAt }: Pick<Ended, "startedAt" | "endedAt">): void => {
      const at = fromWall(startedAt)
      const found: Run = { ...reopened(run, at), startedAt: at }
      const lost = end(found, "lost", fromWall(endedAt), { message: unheard })
      // Memory has the last run of a source alone, and no earlier one takes its place.
      const isKnown = live.run(run.taskId) !== undefined
      for (const [before, after] of [
        [run, found],
        [found, lost]
      ] as const) {
        const happening = { run: { before, after }, events: runEvents(before, after) }
        if (isKnown) live.apply(after)
        else runJournal.append(journalEntries(happening, run.asked, () => 0))
      }
    }

    /**
     * What files prove to have been recorded by a run that nobody heard of, beside `others` and all that are on record: of what has ended
     * memory keeps a source's last run alone.
     */
    const proven = Effect.fnUntraced(function* (
      { sourceId, taskId }: Run,
      files: ReadonlyArray<MediaFile>,
      span: { readonly startedAt: Instant; readonly endedAt: Instant },
      others: ReturnType<typeof spansOf>
    ) {
      const beside = (spans: typeof others) =>
        recordingsOnDisk(files, span, spans).filter((one) => provesRun(one, span.startedAt))
      if (beside(others).length === 0) return []
      // Of those as well a start may have been heard late.
      const { runs } = yield* untilBack(
        stored.past(sourceId, later(span.startedAt, -tolerance), later(span.endedAt, tolerance)),
        "the stored runs can't be read; trying again"
      )
      const onRecord = runs.flatMap(({ createdAt, endedAt, startedAt, taskId: other }) =>
        other === taskId || startedAt === null ? [] : [{ startedAt: createdAt, endedAt }]
      )
      return beside([...others, ...onRecord])
    })

    const settleBy = Effect.fnUntraced(function* (
      run: Run,
      quiet: boolean,
      source: StoredSource,
      files: ReadonlyArray<MediaFile>,
      all: ReadonlyArray<Run>
    ) {
      const { endedAt, sourceId, taskId } = run
      if (endedAt === null) return
      const others = spansOf(
        all.filter((other) => other.taskId !== taskId),
        toWall
      )
      const span = { startedAt: toWall(begunAt(run)), endedAt: toWall(endedAt) }
      const recordings =
        run.startedAt === null ? yield* proven(run, files, span, others) : recordingsOnDisk(files, span, others)
      const [first] = recordings
      if (first === undefined) return
      const isToldAnew = run.ending === "unsent" && live.run(taskId) !== undefined
      if (run.ending === "unsent") refute(run, { ...first, endedAt: recordings.at(-1)?.endedAt ?? first.endedAt })
      // What memory has is told to have ended once more, and then comes here again.
      if (!isToldAnew)
        runJournal.append([{ _tag: "settled", taskId, sourceId, recordings: recordings.map(withoutFiles) }])
      if (quiet) runJournal.append(yield* lossesOf(source, run, recordings, files))
    })

    /** Those of a source that ended before its last run did, and lately: whoever led when they ended may have been killed as often. */
    const settleEarlier = Effect.fnUntraced(function* ({ quiet, run: { sourceId } }: Ending, source: StoredSource) {
      const since = toWall(later(now(), -settledBefore))
      const past = yield* untilBack(
        stored.past(sourceId, since, toWall(now())),
        "the stored runs can't be read; trying again"
      )
      const known = live.runsOf(sourceId)
      const earlier = past.runs
        .filter(({ endedAt, taskId }) => endedAt !== null && endedAt >= since && live.run(taskId) === undefined)
        .map((run) => pastRun(sourceId, run, fromWall))
      const [first] = earlier
      if (first === undefined) return
      const files = yield* filesOf(source, toWall(begunAt(first)))
      for (const run of earlier.filter(mayHaveRecorded))
        yield* settleBy(run, quiet, source, files, [...earlier, ...known])
    })

    const settle = Effect.fnUntraced(function* (ending: Ending) {
      const { quiet, run } = ending
      const { endedAt, sourceId } = run
      if (endedAt === null) return
      yield* Effect.sleep(Math.max(0, later(endedAt, closing) - now()))
      // A folder that nobody has looked at yet may be another's in its place.
      yield* storage.probed
      const source = live.source(sourceId)
      if (source === undefined) return
      keep(ending)
      const files = yield* filesOf(source, toWall(begunAt(run)))
      yield* settleBy(run, quiet, source, files, live.runsOf(sourceId))
      if (ending.isFirst) yield* settleEarlier(ending, source)
    })

    // Also of sources that nobody wants any more, which are read last.
    const whole = Effect.repeat(unlessAway(Effect.as(live.ready, true), false), { until: (isRead) => isRead })
    yield* Effect.forkScoped(Effect.andThen(whole, Effect.sync(catchUp)))
    yield* Loop.run("recordings as the disk has them", Effect.flatMap(Queue.take(due), settle))
  })
)
