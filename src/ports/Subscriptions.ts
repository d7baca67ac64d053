import { Context, type Effect, type Option } from "effect"
import type { KeepRules } from "../domain/recordings/StorageRules.ts"
import type { SourceKey } from "../domain/subscriptions/Names.ts"
import type { Posture } from "../domain/subscriptions/Posture.ts"
import type { Subscription } from "../domain/subscriptions/Subscription.ts"
import type { SourceId, SubscriptionId, UserId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"

/** Whose subscription to what. */
export interface Whose {
  readonly userId: UserId
  readonly key: SourceKey
}

/** What a user's subscription to a source is to be like. */
export interface Wish extends Whose {
  readonly posture: Posture
}

/** What a wish led to: a subscription of its own, another posture of one that was there, or nothing. */
export interface Granted {
  readonly sourceId: SourceId
  readonly outcome: "created" | "changed" | "unchanged"
}

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
    /**
     * Grants many wishes at once, each with its posture from the first moment: sources and subscriptions that are missing are
     * added. In the order of the wishes, which name no subscription twice.
     */
    readonly grant: (wishes: ReadonlyArray<Wish>, at: Instant) => Effect.Effect<ReadonlyArray<Granted>>
    /** The postures of these subscriptions in their order, null where there is none. */
    readonly postures: (which: ReadonlyArray<Whose>) => Effect.Effect<ReadonlyArray<Posture | null>>
    /**
     * How many a user has, none where there is no such user; within `Atomically` nobody else who asks for this goes on until the unit
     * ends, nor does who deletes the user.
     */
    readonly countOfUser: (userId: UserId) => Effect.Effect<Option.Option<number>>
    readonly find: (userId: UserId, key: SourceKey) => Effect.Effect<Option.Option<Subscription>>
    /** Sets the posture of each that still has the posture it is believed to have; the ids that were changed. */
    readonly setPostures: (
      changes: ReadonlyArray<{ readonly id: SubscriptionId; readonly from: Posture; readonly to: Posture }>,
      at: Instant
    ) => Effect.Effect<ReadonlyArray<SubscriptionId>>
    /** What a subscription asks to be kept for longer than its source's rules say; none where it asks for nothing. */
    readonly rules: (id: SubscriptionId) => Effect.Effect<Option.Option<KeepRules>>
    /** The same of all that are not archived, by their sources. */
    readonly allRules: Effect.Effect<ReadonlyArray<{ readonly sourceId: SourceId; readonly rules: KeepRules }>>
    /** Replaces what a subscription asks to be kept, with nothing for null; of one that is not there any more nothing is stored. */
    readonly setRules: (id: SubscriptionId, rules: KeepRules | null) => Effect.Effect<void>
    /** Removes the rows, and what they asked to be kept; the ids that were there. */
    readonly remove: (ids: ReadonlyArray<SubscriptionId>) => Effect.Effect<ReadonlyArray<SubscriptionId>>
  }
>()("sticky-dvr/ports/Subscriptions") {}
