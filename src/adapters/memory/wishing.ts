import type { Posture } from "../../domain/subscriptions/Posture.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { SourceRow, SubscriptionRow } from "./Tables.ts"

/** The source with one more change of what a subscription wishes; null for its removal. */
export const wishing = (
  row: SourceRow,
  { id, userId }: Pick<SubscriptionRow, "id" | "userId">,
  posture: Posture | null,
  at: Instant
): SourceRow => ({
  ...row,
  wishes: [...row.wishes, { subscriptionId: id, userId, posture, at }]
})
