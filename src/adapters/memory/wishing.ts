import type { SubscriptionId } from "../../domain/Ids.ts"
import type { Posture } from "../../domain/Posture.ts"
import type { Instant } from "../../domain/Time.ts"
import type { SourceRow } from "./Tables.ts"

/** The source with one more change of what a subscription wishes; null for its removal. */
export const wishing = (row: SourceRow, id: SubscriptionId, posture: Posture | null, at: Instant): SourceRow => ({
  ...row,
  wishes: [...row.wishes, { subscriptionId: id, posture, at }]
})
