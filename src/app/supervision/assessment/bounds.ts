import type { Bounds } from "../../../domain/supervision/Admission.ts"
import { limitsWith } from "../../../domain/supervision/Limits.ts"
import { unlimited } from "../../../domain/supervision/Room.ts"
import type { SourceId } from "../../../domain/values/Ids.ts"
import type { StoredSource } from "../../../ports/Sources.ts"
import type { LiveState } from "../live/LiveState.ts"

/** Who wants these sources; nobody is looked for where users have no limit. */
const wishesFor = function* (
  live: LiveState["Service"],
  recorded: Iterable<SourceId>,
  limit: number
): Iterable<StoredSource["subscriptions"]> {
  for (const id of recorded) yield Number.isFinite(limit) ? (live.source(id)?.subscriptions ?? []) : []
}

/** What bounds the starts of all sources together now: the settings, the machine, what runs, and the overseer's room. */
export const boundsOf = (live: LiveState["Service"], gateOf: Bounds["gateOf"]): Bounds => {
  const { recorders_per_user, start_concurrency } = live.settings().settings
  const most = { everybody: live.mostRecorders(), user: recorders_per_user || Number.POSITIVE_INFINITY }
  const recorded = new Set<SourceId>()
  for (const { sourceId } of live.openRuns()) recorded.add(sourceId)
  return {
    limits: limitsWith(most, wishesFor(live, recorded, most.user)),
    room: live.room() ?? unlimited,
    gateOf,
    concurrency: start_concurrency
  }
}
