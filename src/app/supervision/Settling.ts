import { Effect, Layer, Queue } from "effect"
import { type Ended, recordingsOnDisk } from "../../domain/recordings/OnDisk.ts"
import type { Run } from "../../domain/supervision/Run.ts"
import { hasEnded } from "../../domain/supervision/RunEvents.ts"
import { end, reopened } from "../../domain/supervision/RunReducer.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import { earliest, type Instant, later, type Millis } from "../../domain/values/Time.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { LiveState } from "./LiveState.ts"
import { RunJournal } from "./RunJournal.ts"
import { recordedFiles } from "./recordedFiles.ts"
import { spansOf } from "./spansOf.ts"
import { unlessAway } from "./storeAway.ts"

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

/** Nobody need have heard that one began which was lost with its overseer, or was given up. */
const mayHaveRecorded = ({ ending, startedAt }: Run): boolean =>
  startedAt !== null || ending === "unsent" || ending === "lost"

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
    const filesOf = yield* recordedFiles
    const { fromWall, now, toWall } = yield* timeline
    const due = yield* Queue.unbounded<Run>()
    /** The runs that were looked at lately, or while the folder was away, and when. */
    const looked = new Map<TaskId, { readonly run: Run; readonly at: Instant }>()
    let isClosed = false
    let leads = false

    const unwatch = live.watch(({ run }) => {
      if (run !== null && hasEnded(run.before, run.after) && mayHaveRecorded(run.after))
        Queue.offerUnsafe(due, run.after)
    })
    const catchUp = (): void => {
      const since = later(now(), -settledBefore)
      for (const { stored } of live.entries()) {
        for (const run of live.runsOf(stored.id)) {
          if (run.endedAt !== null && run.endedAt >= since && mayHaveRecorded(run)) Queue.offerUnsafe(due, run)
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
      for (const [taskId, { at, run }] of looked) {
        if (!isClosed) Queue.offerUnsafe(due, run)
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
    const keep = (run: Run): void => {
      const over = isClosed ? Number.NEGATIVE_INFINITY : later(now(), -noticed)
      for (const [taskId, { at }] of looked) if (at < over) looked.delete(taskId)
      looked.set(run.taskId, { run, at: now() })
    }

    /** What nobody heard of, and what then was given up as never sent, ran all the same: it recorded. */
    const refute = (run: Run, { endedAt, startedAt }: Pick<Ended, "startedAt" | "endedAt">): void => {
      const at = fromWall(startedAt)
      const found: Run = { ...reopened(run, at), startedAt: at }
      live.apply(found)
      live.apply(end(found, "lost", fromWall(endedAt), { message: unheard }))
    }

    const settle = Effect.fnUntraced(function* (run: Run) {
      const { endedAt, sourceId, taskId } = run
      // That it started may have been heard late, and so be dated late; it was made before.
      const startedAt = earliest(run.startedAt ?? run.createdAt, run.createdAt)
      if (endedAt === null) return
      yield* Effect.sleep(Math.max(0, later(endedAt, closing) - now()))
      const stored = live.entry(sourceId)?.stored
      if (stored === undefined) return
      keep(run)
      const files = yield* filesOf(stored, toWall(startedAt))
      const others = live.runsOf(sourceId).filter((other) => other.taskId !== taskId)
      const span = { startedAt: toWall(startedAt), endedAt: toWall(endedAt) }
      const found = recordingsOnDisk(files, span, spansOf(others, toWall))
      const recordings = run.startedAt === null ? found.filter((one) => provesRun(one, span.startedAt)) : found
      const [first] = recordings
      if (first === undefined) return
      if (run.ending === "unsent") refute(run, { ...first, endedAt: recordings.at(-1)?.endedAt ?? first.endedAt })
      else runJournal.append([{ _tag: "settled", taskId, sourceId, recordings }])
    })

    // Also of sources that nobody wants any more, which are read last.
    const whole = Effect.repeat(unlessAway(Effect.as(live.ready, true), false), { until: (isRead) => isRead })
    yield* Effect.forkScoped(Effect.andThen(whole, Effect.sync(catchUp)))
    yield* Loop.run("recordings as the disk has them", Effect.flatMap(Queue.take(due), settle))
  })
)
