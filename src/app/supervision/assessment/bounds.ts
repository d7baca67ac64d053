import type { Bounds } from "../../../domain/supervision/Admission.ts"
import { limitsWith } from "../../../domain/supervision/Limits.ts"
import { unlimited } from "../../../domain/supervision/Room.ts"
import type { LiveState } from "../live/LiveState.ts"

/** What bounds the starts of all sources together now: the settings, the machine, what runs, and the overseer's room. */
export const boundsOf = (live: LiveState["Service"], gateOf: Bounds["gateOf"]): Bounds => {
  const { recorders_per_user, start_concurrency } = live.settings().settings
  const most = { everybody: live.mostRecorders(), user: recorders_per_user || Number.POSITIVE_INFINITY }
  const recorded = new Set(live.openRuns().map(({ sourceId }) => sourceId))
  return {
    limits: limitsWith(
      most,
      [...recorded].map((id) => live.source(id)?.subscriptions ?? [])
    ),
    room: live.room() ?? unlimited,
    gateOf,
    concurrency: start_concurrency
  }
}
