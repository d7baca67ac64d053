import type { Subscription } from "../subscriptions/Subscription.ts"
import type { UserId } from "../values/Ids.ts"
import type { Hold } from "./Hold.ts"

/** What one user asks of a source; those who actively want it count. */
export type Wish = Pick<Subscription, "posture" | "userId" | "updatedAt">

/** How many recorders may run at once, of all and of each user, beside how many there are. A limit of infinity is none. */
export interface Limits {
  readonly everybody: number
  readonly user: number
  readonly recorders: number
  /** How many recorders each user has; of nobody where users have no limit. */
  readonly ofUsers: ReadonlyMap<UserId, number>
}

const wantedBy = (wishes: ReadonlyArray<Wish>): ReadonlyArray<UserId> =>
  wishes.flatMap(({ posture, userId }) => (posture === "active" ? [userId] : []))

/** How many recorders each user has where each of these sources, told by its wishes, has one. It counts for everybody who wants the source. */
export const recordersOfUsers = (recorded: Iterable<ReadonlyArray<Wish>>): ReadonlyMap<UserId, number> => {
  const ofUsers = new Map<UserId, number>()
  for (const wishes of recorded) {
    for (const userId of wantedBy(wishes)) ofUsers.set(userId, (ofUsers.get(userId) ?? 0) + 1)
  }
  return ofUsers
}

/** The limits once a source of these wishes has a recorder more. */
export const withOneMore = (limits: Limits, wishes: ReadonlyArray<Wish>): Limits => {
  const recorders = limits.recorders + 1
  if (!Number.isFinite(limits.user)) return { ...limits, recorders }
  const ofUsers = new Map(limits.ofUsers)
  for (const userId of wantedBy(wishes)) ofUsers.set(userId, (ofUsers.get(userId) ?? 0) + 1)
  return { ...limits, recorders, ofUsers }
}

/**
 * The limit that holds a source without a recorder; null where it may have one. A source is held by the users' limit where all who want
 * it have reached theirs.
 */
export const limitReached = (
  { everybody, ofUsers, recorders, user }: Limits,
  wishes: ReadonlyArray<Wish>
): Extract<Hold, { _tag: "limit" }> | null => {
  if (recorders >= everybody) return { _tag: "limit", whose: "everybody", limit: everybody }
  if (!Number.isFinite(user)) return null
  return wantedBy(wishes).every((userId) => (ofUsers.get(userId) ?? 0) >= user)
    ? { _tag: "limit", whose: "user", limit: user }
    : null
}
