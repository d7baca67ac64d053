import { Cause, Clock, Effect, Schedule } from "effect"
import * as Events from "./Events.ts"
import { Progress } from "./Progress.ts"
import { Report } from "./Report.ts"
import { SegmentFiles } from "./SegmentFiles.ts"
import type { Settings } from "./Settings.ts"

/** Tells of the growing file every `heartbeatInterval` milliseconds, for ever; in segmented mode alone, and unless it is 0. */
export const run = Effect.fnUntraced(
  function* ({ heartbeatInterval, segmentLength }: Pick<Settings, "heartbeatInterval" | "segmentLength">) {
    if (heartbeatInterval === 0 || segmentLength === 0) return
    const report = yield* Report
    const progress = yield* Progress
    const files = yield* SegmentFiles
    const beat = Effect.gen(function* () {
      const phase = yield* progress.phase
      const grown = yield* files.grown
      if (phase._tag !== "Recording" || phase.open === undefined || grown === undefined) return
      const now = yield* Clock.currentTimeMillis
      const pulse = Events.heartbeat({
        file: phase.open.file,
        bytes: grown.bytes,
        segmentDuration: grown.seconds * 1000,
        sessionDuration: now - phase.session.startedAt,
        recording: phase.session.recordings - 1,
        segment: phase.open.index
      })
      yield* report.event(pulse)
    })
    yield* Effect.sleep(heartbeatInterval)
    yield* Effect.repeat(beat, Schedule.fixed(heartbeatInterval))
  },
  Effect.tapCause((cause) => Report.use(({ log }) => log("error", `heartbeats ended: ${Cause.pretty(cause)}`)))
)
