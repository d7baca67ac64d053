import { Schema } from "effect"
import { SourceId, SubscriptionId, UserId } from "./Ids.ts"
import { Driver, SourceName, Username } from "./Names.ts"
import { Posture } from "./Posture.ts"
import { Instant } from "./Time.ts"

/** One user's wish for one source. */
export const Subscription = Schema.Struct({
  id: SubscriptionId,
  userId: UserId,
  owner: Username,
  sourceId: SourceId,
  driver: Driver,
  username: SourceName,
  posture: Posture,
  createdAt: Instant,
  updatedAt: Instant
})
export type Subscription = typeof Subscription.Type
