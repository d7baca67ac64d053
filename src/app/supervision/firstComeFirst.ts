import type { Situation } from "../../domain/supervision/Plan.ts"
import { isOpen } from "../../domain/supervision/Run.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import type { LiveState } from "./LiveState.ts"

/** Where there is not room for all, who came to be wanted first goes first; those that have runs are not asked. */
export const firstComeFirst = (live: LiveState["Service"], all: ReadonlyArray<Situation>): ReadonlyArray<Situation> => {
  const since = (id: SourceId): number => {
    let first = Number.POSITIVE_INFINITY
    for (const { posture, updatedAt } of live.entry(id)?.stored.subscriptions ?? [])
      if (posture === "active" && updatedAt < first) first = updatedAt
    return first
  }
  const keyed = all
    .filter(({ runs }) => !runs.some(isOpen))
    .map((situation) => ({ situation, since: since(situation.sourceId) }))
  keyed.sort((a, b) => (a.since === b.since ? a.situation.sourceId - b.situation.sourceId : a.since < b.since ? -1 : 1))
  return [...all.filter(({ runs }) => runs.some(isOpen)), ...keyed.map(({ situation }) => situation)]
}
