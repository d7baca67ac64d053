import type { SubscriptionId, UserId } from "../values/Ids.ts"
import type { Instant } from "../values/Time.ts"
import type { Posture } from "./Posture.ts"

/** What a subscription was made to wish at a moment; null once it was removed. */
export interface PostureChange {
  readonly subscriptionId: SubscriptionId
  /** Whose it is; null where that is not known any more. */
  readonly userId: UserId | null
  readonly posture: Posture | null
  readonly at: Instant
}

/** When a source became wanted by somebody, or by nobody. */
export interface Turn {
  readonly at: Instant
  readonly wanted: boolean
}

/**
 * The moments at which a source turned wanted or unwanted, ascending, from all changes of its subscriptions in the order in which
 * they were made. Before the first change nothing is known, so that a first turn to unwanted counts, too.
 */
export const turns = (changes: ReadonlyArray<PostureChange>): ReadonlyArray<Turn> => {
  const active = new Set<SubscriptionId>()
  const found: Array<Turn> = []
  let until: Instant | null = null
  for (const { at, posture, subscriptionId } of changes) {
    // Clocks differ by a little between machines: what was done later did not happen earlier.
    const when: Instant = until === null || at > until ? at : until
    until = when
    if (posture === "active") active.add(subscriptionId)
    else active.delete(subscriptionId)
    const wanted = active.size > 0
    if (found.at(-1)?.wanted !== wanted) found.push({ at: when, wanted })
  }
  return found
}
