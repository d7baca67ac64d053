import { Effect } from "effect"
import type { Lost, Planned } from "./Download.ts"
import * as Events from "./Events.ts"
import { Report } from "./Report.ts"

/** Tells of segments that are not in a recording, and counts them, once it has got anything. */
export interface Losing {
  /** Whether anything of this recording came. */
  proven: boolean
  /** Segments that nobody tried: they were gone before they were seen, or never there. */
  readonly unseen: (segments: number, seconds: number) => Effect.Effect<void>
  readonly segment: (planned: Planned, why: Pick<Lost, "message" | "hindrance">) => Effect.Effect<void>
}

export const losing = Effect.map(Report, (report): Losing => {
  const state: Losing = {
    proven: false,
    unseen: (segments, seconds) =>
      Effect.suspend(() => (state.proven ? report.event(Events.lost(segments, seconds, undefined)) : Effect.void)),
    segment: Effect.fnUntraced(function* ({ segment }, { hindrance, message }) {
      yield* report.log("warn", `segment ${segment.sequence} is lost: ${message}`)
      if (state.proven) yield* report.event(Events.lost(1, segment.seconds, hindrance))
    })
  }
  return state
})
