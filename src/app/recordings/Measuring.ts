import { Effect, Layer, Queue } from "effect"
import type { Run } from "../../domain/supervision/Run.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import * as Loop from "../../runtime/Loop.ts"
import { RunJournal } from "../supervision/journal/RunJournal.ts"
import { LiveState } from "../supervision/live/LiveState.ts"

/** Measures on disk what recorders write, whenever a file begins or ends. */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const media = yield* MediaFiles
    const live = yield* LiveState
    const runJournal = yield* RunJournal
    const due = yield* Queue.unbounded<{ readonly run: Run; readonly closed: boolean }>()

    /** Files that began or ended are measured. */
    const unwatch = live.watch(({ run }) => {
      if (run === null) return
      const { after, before } = run
      // What such a recorder writes is looked at as it grows, and settled at its end.
      if (after.capture.lookedAt !== null || (before?.capture.lookedAt ?? null) !== null) return
      const from = before?.capture.file ?? null
      const to = after.capture.file
      if (from === to) return
      if (before !== undefined && from !== null) Queue.offerUnsafe(due, { run: before, closed: true })
      if (to !== null) Queue.offerUnsafe(due, { run: after, closed: false })
    })
    yield* Effect.addFinalizer(() => Effect.sync(unwatch))

    const measure = Effect.fnUntraced(function* ({ closed, run }: { readonly run: Run; readonly closed: boolean }) {
      const { file, recordingSince } = run.capture
      if (file === null) return
      const bytes = yield* media.measure(file)
      if (live.run(run.taskId) !== undefined) {
        // What a file holds that grows is told by heartbeats, to every backend alike.
        const own = closed || !run.capture.segmented ? bytes.file : 0
        live.setMeasured(run.taskId, { file, own, recording: bytes.recording, session: bytes.session })
      }
      if (!closed || recordingSince === null) return
      const now = live.run(run.taskId)
      const goesOn = now?.capture.recordingSince === recordingSince
      const endedAt = goesOn ? null : (now?.endedAt ?? now?.capture.lastRecordingAt ?? recordingSince)
      runJournal.append([
        {
          _tag: "recording",
          taskId: run.taskId,
          sourceId: run.sourceId,
          startedAt: recordingSince,
          endedAt,
          bytes: bytes.file + bytes.recording
        }
      ])
    })

    yield* Loop.run("sizes of recordings", Effect.flatMap(Queue.take(due), measure))
  })
)
