import type { Bounds } from "../../../domain/supervision/Admission.ts"
import { recordersOfUsers } from "../../../domain/supervision/Limits.ts"
import { unlimited } from "../../../domain/supervision/Room.ts"
import type { UserId } from "../../../domain/values/Ids.ts"
import type { StoredSource } from "../../../ports/Sources.ts"
import type { LiveState } from "../live/LiveState.ts"

const ofNobody: ReadonlyMap<UserId, number> = new Map()

/** Who wants each of the sources that have recorders. */
const wishesForRecorded = function* (live: LiveState["Service"]): Iterable<StoredSource["subscriptions"]> {
  for (const id of live.recorded()) yield live.source(id)?.subscriptions ?? []
}

/** What bounds the starts of all sources together now: the settings, the machine, what runs, and the overseer's room. */
export const boundsOf = (live: LiveState["Service"], gateOf: Bounds["gateOf"]): Bounds => {
  const { recorders_per_user, start_concurrency } = live.settings().settings
  return {
    limits: {
      everybody: live.mostRecorders(),
      user: recorders_per_user || Number.POSITIVE_INFINITY,
      recorders: live.recorded().size,
      // Most installations set users no limit, and have very many recorders.
      ofUsers: recorders_per_user === 0 ? ofNobody : recordersOfUsers(wishesForRecorded(live))
    },
    room: live.room() ?? unlimited,
    gateOf,
    concurrency: start_concurrency
  }
}
