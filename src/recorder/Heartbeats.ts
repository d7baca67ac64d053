import { Effect } from "effect"
import * as Loop from "../runtime/Loop.ts"
import { steady } from "../runtime/Time.ts"
import * as Events from "./Events.ts"
import { Progress } from "./Progress.ts"
import { Report } from "./Report.ts"
import { SegmentFiles } from "./SegmentFiles.ts"
import type { Settings } from "./Settings.ts"

/**
 * Tells of the growing file every `heartbeatInterval` milliseconds until the scope closes; in segmented mode alone, and unless it
 * is 0.
 */
export const run = Effect.fnUntraced(function* ({
  heartbeatInterval,
  segmentLength
}: Pick<Settings, "heartbeatInterval" | "segmentLength">) {
  if (heartbeatInterval === 0 || segmentLength === 0) return
  const report = yield* Report
  const progress = yield* Progress
  const files = yield* SegmentFiles
  const beat = Effect.gen(function* () {
    const phase = yield* progress.phase
    const grown = yield* files.grown
    if (phase._tag !== "Recording" || phase.open === undefined || grown === undefined) return
    const pulse = Events.heartbeat({
      file: phase.open.file,
      bytes: grown.bytes,
      segmentDuration: grown.seconds * 1000,
      sessionDuration: (yield* steady) - phase.session.startedAt.steady,
      recording: phase.session.recordings - 1,
      segment: phase.open.index,
      longestSegment: grown.longest * 1000
    })
    yield* report.event(pulse)
  })
  yield* Loop.run("heartbeats", Effect.delay(beat, heartbeatInterval))
})
