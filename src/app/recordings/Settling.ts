import { Effect, Layer, Queue } from "effect"
import { type Ended, withoutFiles } from "../../domain/recordings/OnDisk.ts"
import { type Run, tellsNothing } from "../../domain/supervision/Run.ts"
import { hasEnded, runEvents } from "../../domain/supervision/RunEvents.ts"
import { end, reopened } from "../../domain/supervision/RunReducer.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
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
import { begunAt, closing, mayHaveRecorded, recordingsOfRun } from "./recordingsOfRun.ts"
import { StorageWatch } from "./StorageWatch.ts"

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
}

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
    /** The sources of which all was looked at that had ended before this backend led. */
    const caughtUp = new Set<SourceId>()
    let ledSince = now()
    let isClosed = false
    let leads = false

    const unwatch = live.watch(({ run }) => {
      if (run !== null && hasEnded(run.before, run.after) && mayHaveRecorded(run.after))
        Queue.offerUnsafe(due, { run: run.after, quiet: run.before !== undefined && tellsNothing(run.before.capture) })
    })
    /** Whether a driver's recorders are not to be told how often to say what they do. */
    const isQuiet = (driver: string): boolean => !takes(live.drivers()?.get(driver), "heartbeat_interval")
    const catchUp = (): void => {
      caughtUp.clear()
      const since = later(now(), -settledBefore)
      for (const stored of live.sources()) {
        for (const run of live.runsOf(stored.id)) {
          if (run.endedAt !== null && run.endedAt >= since)
            Queue.offerUnsafe(due, { run, quiet: isQuiet(stored.driver) })
        }
      }
    }

    const unlisten = live.listen((what) => {
      if (what === "all" && leads !== live.leading()) {
        leads = live.leading()
        // What ended while nobody led nobody has settled on record.
        if (leads) {
          ledSince = now()
          catchUp()
        }
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

    const isForgotten = ({ taskId }: Run): boolean => live.run(taskId) === undefined

    /** What nobody heard of, and what then was given up as never sent, ran all the same: it recorded. */
    const refute = (run: Run, { endedAt, startedAt }: Pick<Ended, "startedAt" | "endedAt">): void => {
      const at = fromWall(startedAt)
      const found: Run = { ...reopened(run, at), startedAt: at }
      const lost = end(found, "lost", fromWall(endedAt), { message: unheard })
      // Memory has the last run of a source alone, and no earlier one takes its place.
      const isKnown = !isForgotten(run)
      for (const [before, after] of [
        [run, found],
        [found, lost]
      ] as const) {
        const happening = { run: { before, after }, events: runEvents(before, after) }
        if (isKnown) live.apply(after)
        else runJournal.append(journalEntries(happening, run.asked, () => 0))
      }
    }

    /** The lately stored runs of a source: of what has ended memory keeps the last run alone. */
    const onRecord = Effect.fnUntraced(function* (sourceId: SourceId) {
      const from = toWall(later(now(), -settledBefore))
      const reading = untilBack(
        stored.past(sourceId, from, toWall(now())),
        "the stored runs can't be read; trying again"
      )
      const { runs } = yield* reading
      return runs.map((run) => pastRun(sourceId, run, fromWall))
    })

    const settleBy = Effect.fnUntraced(function* (
      run: Run,
      quiet: boolean,
      source: StoredSource,
      files: ReadonlyArray<MediaFile>,
      record: ReadonlyArray<Run> | null
    ) {
      const { sourceId, taskId } = run
      const beside = (others: ReadonlyArray<Run>) =>
        recordingsOfRun(run, files, [...live.runsOf(sourceId), ...others.filter(isForgotten)], toWall)
      if (beside([]).length === 0) return
      // Memory has all that came after its last run that ended. Of one that nobody heard of, the files may be any other's.
      const isAll = run.startedAt !== null && !isForgotten(run)
      const recordings = beside(record ?? (isAll ? [] : yield* onRecord(sourceId)))
      const [first] = recordings
      if (first === undefined) return
      const isToldAnew = run.ending === "unsent" && !isForgotten(run)
      if (run.ending === "unsent") refute(run, { ...first, endedAt: recordings.at(-1)?.endedAt ?? first.endedAt })
      // What memory has is told to have ended once more, and then comes here again.
      if (!isToldAnew)
        runJournal.append([{ _tag: "settled", taskId, sourceId, recordings: recordings.map(withoutFiles) }])
      if (quiet) runJournal.append(yield* lossesOf(source, run, recordings, files))
    })

    /** Whether those of a source that ended before this backend led may not have been looked at: whoever led then may have been killed. */
    const isBehind = (sourceId: SourceId): boolean => {
      if (now() < later(ledSince, settledBefore)) return !caughtUp.has(sourceId)
      caughtUp.clear()
      return false
    }

    const settle = Effect.fnUntraced(function* ({ quiet, run }: Ending) {
      const { endedAt, sourceId } = run
      if (endedAt === null) return
      yield* Effect.sleep(Math.max(0, later(endedAt, closing) - now()))
      // A folder that nobody has looked at yet may be another's in its place.
      yield* storage.probed
      const source = live.source(sourceId)
      if (source === undefined) return
      const record = isBehind(sourceId) ? yield* onRecord(sourceId) : null
      const since = later(now(), -settledBefore)
      const earlier = (record ?? []).filter(
        (one) => one.endedAt !== null && one.endedAt >= since && one.taskId !== run.taskId && isForgotten(one)
      )
      const all = [...earlier, run].filter(mayHaveRecorded)
      for (const one of all) keep({ quiet, run: one })
      const files = all.length === 0 ? [] : yield* filesOf(source, toWall(all.map(begunAt).reduce(earliest)))
      for (const one of all) yield* settleBy(one, quiet, source, files, record)
      caughtUp.add(sourceId)
    })

    // Also of sources that nobody wants any more, which are read last.
    const whole = Effect.repeat(unlessAway(Effect.as(live.ready, true), false), { until: (isRead) => isRead })
    yield* Effect.forkScoped(Effect.andThen(whole, Effect.sync(catchUp)))
    yield* Loop.run("recordings as the disk has them", Effect.flatMap(Queue.take(due), settle))
  })
)
