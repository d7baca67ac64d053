import type { Run } from "../../domain/supervision/Run.ts"
import type { SourceId, UserId } from "../../domain/values/Ids.ts"
import type { LiveState } from "./LiveState.ts"

/** A limit that keeps a source from being started, and whose it is. */
export interface Reached {
  readonly whose: "everybody" | "user"
  readonly limit: number
}

/**
 * How many recorders may run at once: of all, and of a user. A recorder counts for everybody who actively wants its source; a source is held
 * by a user's limit where all who want it have reached theirs.
 */
export const limits = (live: LiveState["Service"]) => {
  const perUser = live.settings().settings.recorders_per_user
  const atOnce = live.mostRecorders()
  let counted: { all: number; readonly ofUsers: Map<UserId, number> } | null = null

  const wantedBy = (id: SourceId): ReadonlyArray<UserId> =>
    (live.entry(id)?.stored.subscriptions ?? []).flatMap(({ posture, userId }) =>
      posture === "active" ? [userId] : []
    )

  const add = (to: { all: number; readonly ofUsers: Map<UserId, number> }, id: SourceId): void => {
    to.all++
    if (perUser > 0) for (const userId of wantedBy(id)) to.ofUsers.set(userId, (to.ofUsers.get(userId) ?? 0) + 1)
  }

  const count = () => {
    if (counted !== null) return counted
    const sources = new Set(live.openRuns().map(({ sourceId }: Run) => sourceId))
    counted = { all: 0, ofUsers: new Map() }
    for (const id of sources) add(counted, id)
    return counted
  }

  const reached = (id: SourceId): Reached | null => {
    const { all, ofUsers } = count()
    if (all >= atOnce) return { whose: "everybody", limit: atOnce }
    if (perUser === 0) return null
    const isOver = wantedBy(id).every((userId) => (ofUsers.get(userId) ?? 0) >= perUser)
    return isOver ? { whose: "user", limit: perUser } : null
  }

  return {
    isBounded: perUser > 0 || Number.isFinite(atOnce),
    /** The limit that holds a source without a recorder; null where it may have one. */
    reached,
    /** Counts a recorder that is about to be started. */
    take: (id: SourceId): void => add(count(), id)
  }
}
