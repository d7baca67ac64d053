import { Effect, Layer, Queue } from "effect"
import { isNear, isTouchedSince, recordingsSoFar } from "../../domain/recordings/OnDisk.ts"
import { isOpen, type Run } from "../../domain/supervision/Run.ts"
import type { TaskId } from "../../domain/supervision/TaskId.ts"
import { earliest, type Instant, type Millis } from "../../domain/values/Time.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { RunJournal } from "../supervision/journal/RunJournal.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { inattention } from "./inattention.ts"
import { recordedFiles } from "./recordedFiles.ts"
import { spansOf } from "./spansOf.ts"

/** By then what the overseer still has of what was missed has been heard. */
const catchingUp: Millis = 2_000

/**
 * Lets the disk tell what a run recorded that goes on, after each stretch in which nobody listened to it or nobody led: which recordings
 * began or ended since, when, and their bytes. One run after the other, so that the disk is left to those who write.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const live = yield* LiveState
    const runJournal = yield* RunJournal
    const filesOf = yield* recordedFiles
    const { fromWall, now, toWall } = yield* timeline
    const due = yield* Queue.sliding<void>(1)
    const missed = inattention()

    const unlisten = live.listen((what) => {
      if (what !== "all") return
      const { lastHeardAt, listed } = live.link()
      if (missed.turn(live.leading() && listed, earliest(lastHeardAt ?? now(), now())))
        Queue.offerUnsafe(due, undefined)
    })
    yield* Effect.addFinalizer(() => Effect.sync(unlisten))

    /** The recording that goes on is known to have begun then. */
    const correctBegin = (run: Run, startedAt: Instant): void => {
      const { recordingSince, sessionSince } = run.capture
      if (recordingSince === null || isNear(startedAt, toWall(recordingSince))) return
      const begun = fromWall(startedAt)
      const session = earliest(sessionSince ?? begun, begun)
      live.apply({ ...run, capture: { ...run.capture, recordingSince: begun, sessionSince: session } })
    }

    const settle = Effect.fnUntraced(function* (taskId: TaskId, since: Instant) {
      const before = live.run(taskId)
      const startedAt = before?.startedAt ?? null
      const stored = before === undefined ? undefined : live.source(before.sourceId)
      if (startedAt === null || stored === undefined) return
      const at = toWall(now())
      const files = yield* filesOf(stored, toWall(startedAt))
      const run = live.run(taskId)
      // What a recorder records that tells nothing is known when it has ended.
      if (run === undefined || !isOpen(run) || run.capture.state === null) return
      const { file, recordingSince: recording } = run.capture
      const recordingSince = recording === null ? null : toWall(recording)
      const others = live.runsOf(run.sourceId).filter((other) => other.taskId !== taskId)
      const told = { startedAt: toWall(startedAt), recordingSince, file }
      const all = recordingsSoFar(files, told, spansOf(others, null, toWall), at)
      const recordings = all.filter((one) => isTouchedSince(one, toWall(since)))
      if (recordings.length === 0) return
      const going = recordings.find(({ endedAt }) => endedAt === null)
      if (going !== undefined) correctBegin(run, going.startedAt)
      runJournal.append([{ _tag: "settled", taskId, sourceId: run.sourceId, recordings }])
    })

    yield* Loop.run(
      "recordings that nobody heard of",
      Effect.gen(function* () {
        yield* Queue.take(due)
        yield* Effect.sleep(catchingUp)
        const since = missed.taken()
        for (const { taskId } of live.openRuns()) yield* settle(taskId, since)
      })
    )
  })
)
