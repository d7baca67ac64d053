import { Effect, Layer, Queue } from "effect"
import { recordingsOnDisk } from "../../domain/recordings/OnDisk.ts"
import type { Run } from "../../domain/supervision/Run.ts"
import { hasEnded } from "../../domain/supervision/RunEvents.ts"
import { later, type Millis } from "../../domain/values/Time.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { LiveState } from "./LiveState.ts"
import { RunJournal } from "./RunJournal.ts"

/** A recorder that lost its overseer ends within a second, and closes its files. */
const closing: Millis = 2_000

/** So many of a source's files, the newest, are looked through. */
const most = 2_000

/**
 * Lets the disk have the last word on what a run recorded: when it has ended, however that was heard of, its files tell which recordings
 * there are, when each began and ended, and their bytes.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const media = yield* MediaFiles
    const live = yield* LiveState
    const runJournal = yield* RunJournal
    const { now, toWall } = yield* timeline
    const due = yield* Queue.unbounded<Run>()

    const unwatch = live.watch(({ run }) => {
      if (run !== null && run.after.startedAt !== null && hasEnded(run.before, run.after))
        Queue.offerUnsafe(due, run.after)
    })
    yield* Effect.addFinalizer(() => Effect.sync(unwatch))

    const settle = Effect.fnUntraced(function* ({ endedAt, sourceId, startedAt, taskId }: Run) {
      if (startedAt === null || endedAt === null) return
      yield* Effect.sleep(Math.max(0, later(endedAt, closing) - now()))
      const stored = live.entry(sourceId)?.stored
      if (stored === undefined) return
      const { files } = yield* Effect.orElseSucceed(media.list(stored, { limit: most }), () => ({ files: [] }))
      const recordings = recordingsOnDisk(files, { startedAt: toWall(startedAt), endedAt: toWall(endedAt) })
      if (recordings.length > 0) runJournal.append([{ _tag: "settled", taskId, sourceId, recordings }])
    })

    yield* Loop.run("recordings as the disk has them", Effect.flatMap(Queue.take(due), settle))
  })
)
