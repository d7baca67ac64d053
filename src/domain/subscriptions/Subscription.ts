import { Schema } from "effect"
import { Username } from "../accounts/Credentials.ts"
import { SourceId, SubscriptionId, UserId } from "../values/Ids.ts"
import { Instant } from "../values/Time.ts"
import { Driver, SourceName } from "./Names.ts"
import { Posture } from "./Posture.ts"

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
