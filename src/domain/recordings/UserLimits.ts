import type { SubscriptionId, UserId } from "../values/Ids.ts"
import { type Instant, latest } from "../values/Time.ts"
import type { CoverageInput } from "./CoverageInput.ts"

/** A stretch; `to` is null while it lasts. */
interface Span {
  readonly from: Instant
  readonly to: Instant | null
}

type Change = (wished: Map<SubscriptionId, UserId | null>, full: Map<UserId, number>) => void

/** The changes of who wants the source, none earlier than the one before: clocks differ by a little between machines. */
const ofWishes = ({ wishes }: Pick<CoverageInput, "wishes">): ReadonlyArray<readonly [Instant, Change]> => {
  let until: Instant | null = null
  return wishes.map(({ at, posture, subscriptionId, userId }) => {
    until = until === null ? at : latest(until, at)
    const change: Change = (wished) =>
      posture === "active" ? void wished.set(subscriptionId, userId) : void wished.delete(subscriptionId)
    return [until, change] as const
  })
}

/** The changes of who has as many recorders as each user may. */
const ofLimits = ({ outages }: Pick<CoverageInput, "outages">): ReadonlyArray<readonly [Instant, Change]> =>
  outages.flatMap(({ beganAt, endedAt, userId }) => {
    if (userId === null) return []
    const add =
      (by: number): Change =>
      (_, full) =>
        void full.set(userId, (full.get(userId) ?? 0) + by)
    const begin = [beganAt, add(1)] as const
    return endedAt === null ? [begin] : [begin, [latest(beganAt, endedAt), add(-1)] as const]
  })

/** When everybody who actively wanted the source had as many recorders as each user may: then nobody's limit had room for it. */
export const userLimits = (evidence: Pick<CoverageInput, "wishes" | "outages">): ReadonlyArray<Span> => {
  const limits = ofLimits(evidence)
  if (limits.length === 0) return []
  const wished = new Map<SubscriptionId, UserId | null>()
  const full = new Map<UserId, number>()
  const found: Array<Span> = []
  let from: Instant | null = null
  for (const [at, change] of [...ofWishes(evidence), ...limits].sort(([a], [b]) => a - b)) {
    change(wished, full)
    const isHeld = wished.size > 0 && [...wished.values()].every((user) => user !== null && (full.get(user) ?? 0) > 0)
    if (isHeld) from ??= at
    else if (from !== null) {
      if (at > from) found.push({ from, to: at })
      from = null
    }
  }
  return from === null ? found : [...found, { from, to: null }]
}
