import { Context, type Effect, type Option } from "effect"
import type { SubscriptionId, UserId } from "../domain/Ids.ts"
import type { SourceKey } from "../domain/Names.ts"
import type { Posture } from "../domain/Posture.ts"
import type { Subscription } from "../domain/Subscription.ts"
import type { Instant } from "../domain/Time.ts"

/** Where subscriptions are kept. Lists come from the overview, not from here. */
export class Subscriptions extends Context.Service<
  Subscriptions,
  {
    /** Adds the source if it is new and an active subscription if the user has none; one that exists becomes active again. */
    readonly subscribe: (
      userId: UserId,
      key: SourceKey,
      at: Instant
    ) => Effect.Effect<{ readonly subscription: Subscription; readonly created: boolean }>
    readonly find: (userId: UserId, key: SourceKey) => Effect.Effect<Option.Option<Subscription>>
    /** Sets the posture of each that still has the posture it is believed to have; the ids that were changed. */
    readonly setPostures: (
      changes: ReadonlyArray<{ readonly id: SubscriptionId; readonly from: Posture; readonly to: Posture }>,
      at: Instant
    ) => Effect.Effect<ReadonlyArray<SubscriptionId>>
    /** Removes the rows; the ids that were there. */
    readonly remove: (ids: ReadonlyArray<SubscriptionId>) => Effect.Effect<ReadonlyArray<SubscriptionId>>
  }
>()("sticky-dvr/ports/Subscriptions") {}
