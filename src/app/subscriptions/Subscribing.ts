import { Context, Effect, Layer, Option } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { mayActFor, mayReset } from "../../domain/subscriptions/Access.ts"
import { allowance } from "../../domain/subscriptions/Allowance.ts"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import { type PostureCommand, postureAfter } from "../../domain/subscriptions/Posture.ts"
import type { Subscription } from "../../domain/subscriptions/Subscription.ts"
import type { SourceId, UserId } from "../../domain/values/Ids.ts"
import { Sources } from "../../ports/Sources.ts"
import { Subscriptions } from "../../ports/Subscriptions.ts"
import * as Time from "../../runtime/Time.ts"
import { NotAllowed, NoUser } from "../accounts/AccountRefusals.ts"
import { Auditing, ofOwner } from "../accounts/Auditing.ts"
import { Overview } from "../lists/Overview.ts"
import type { SubscriptionView } from "../lists/Views.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { type Place, placeEvent, settle } from "./Placing.ts"
import { type AddressTaken, NoSubscription, TooManySubscriptions, UnknownDriver } from "./SubscriptionRefusals.ts"

/** Changes to wishes. `owner` is whose wish is meant; others than oneself are for admins. */
export class Subscribing extends Context.Service<
  Subscribing,
  {
    /** A new wish, or one that exists made active again; with a `place` its source is there. */
    readonly subscribe: (
      by: Caller,
      owner: UserId,
      key: SourceKey,
      place?: Place | null
    ) => Effect.Effect<
      { readonly view: SubscriptionView; readonly created: boolean },
      NotAllowed | NoUser | UnknownDriver | NoSubscription | TooManySubscriptions | AddressTaken
    >
    readonly show: (
      by: Caller,
      owner: UserId,
      key: SourceKey
    ) => Effect.Effect<SubscriptionView, NotAllowed | NoSubscription>
    readonly move: (
      by: Caller,
      owner: UserId,
      key: SourceKey,
      command: PostureCommand
    ) => Effect.Effect<SubscriptionView, NotAllowed | NoSubscription>
    readonly remove: (by: Caller, owner: UserId, key: SourceKey) => Effect.Effect<void, NotAllowed | NoSubscription>
    /** Strikes the source's failures: for its active subscribers and for admins, who need no subscription. */
    readonly resetError: (
      by: Caller,
      owner: UserId,
      key: SourceKey
    ) => Effect.Effect<SubscriptionView, NotAllowed | NoSubscription>
    /** Fails for a driver that a known `describe` lacks. */
    readonly requireDriver: (driver: string) => Effect.Effect<void, UnknownDriver>
  }
>()("sticky-dvr/app/subscriptions/Subscribing") {}

export const layer = Layer.effect(
  Subscribing,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const overview = yield* Overview
    const live = yield* LiveState
    const settings = yield* CurrentSettings
    const sources = yield* Sources
    const subscriptions = yield* Subscriptions

    const requireMayActFor = (by: Caller, owner: UserId) =>
      mayActFor(by, owner)
        ? Effect.void
        : Effect.fail(new NotAllowed({ message: "Only admins see and change other people's subscriptions." }))

    const viewOf = (owner: UserId, key: SourceKey) =>
      Effect.flatMap(
        overview.subscription(owner, key),
        Effect.fromOption(() => new NoSubscription({ key }))
      )

    const refreshed = (id: SourceId, owner: UserId, key: SourceKey) =>
      Effect.andThen(overview.refresh([id]), viewOf(owner, key))

    const now = Time.now

    const stored = Effect.fnUntraced(function* (by: Caller, owner: UserId, key: SourceKey) {
      yield* requireMayActFor(by, owner)
      const found = yield* subscriptions.find(owner, key)
      return Option.isSome(found) ? found.value : yield* new NoSubscription({ key })
    })

    const requireDriver = (driver: string) => {
      const drivers = live.drivers()
      return drivers === null || drivers.has(driver)
        ? Effect.void
        : Effect.fail(new UnknownDriver({ driver, offered: [...drivers.keys()] }))
    }

    const eventOf = (by: Caller, word: PostureCommand | "subscribe" | "delete", subscription: Subscription) => ({
      action: `subscription.${word}`,
      subject: showKey(subscription),
      detail: ofOwner(by, { id: subscription.userId, name: subscription.owner })
    })

    const move = Effect.fn("Subscribing.move")(function* (
      by: Caller,
      owner: UserId,
      key: SourceKey,
      command: PostureCommand
    ): Effect.fn.Return<SubscriptionView, NotAllowed | NoSubscription> {
      const subscription = yield* stored(by, owner, key)
      const { id, posture: from, sourceId } = subscription
      const to = postureAfter(command)
      if (to === from) return yield* viewOf(owner, key)
      const changed = yield* auditing.audited(by, subscriptions.setPostures([{ id, from, to }], yield* now), (ids) =>
        ids.map(() => eventOf(by, command, subscription))
      )
      // Somebody else was faster: what the command means now depends on what they did.
      return yield* changed.length === 0 ? move(by, owner, key, command) : refreshed(sourceId, owner, key)
    })

    return Subscribing.of({
      requireDriver,
      show: (by, owner, key) => Effect.andThen(requireMayActFor(by, owner), viewOf(owner, key)),

      subscribe: Effect.fn("Subscribing.subscribe")(function* (by, owner, key, place = null) {
        yield* requireMayActFor(by, owner)
        yield* requireDriver(key.driver)
        const at = yield* now
        const limit = (yield* settings.get).settings.subscriptions_per_user
        const { created, subscription } = yield* auditing.audited(
          by,
          Effect.gen(function* () {
            const held = Option.getOrUndefined(yield* subscriptions.countOfUser(owner))
            if (held === undefined) return yield* new NoUser({ id: owner })
            const before = Option.getOrUndefined(yield* subscriptions.find(owner, key))
            if (before === undefined && allowance(by, limit, held) === 0) {
              return yield* new TooManySubscriptions({ limit })
            }
            const isNew = Option.isNone(yield* sources.find(key))
            const done = yield* subscriptions.subscribe(owner, key, at)
            const source = { id: done.subscription.sourceId, key, isNew }
            const placed = place !== null && (yield* settle(sources, by, source, place)) ? place : null
            return { before, placed, ...done }
          }),
          ({ before, created, placed, subscription }) => [
            ...(created || (before !== undefined && before.posture !== "active")
              ? [eventOf(by, "subscribe", subscription)]
              : []),
            ...(placed === null ? [] : [placeEvent(key, placed)])
          ]
        )
        return { view: yield* refreshed(subscription.sourceId, owner, key), created }
      }),

      move,

      remove: Effect.fn("Subscribing.remove")(function* (by, owner, key) {
        const subscription = yield* stored(by, owner, key)
        yield* auditing.audited(by, subscriptions.remove([subscription.id]), (removed) =>
          removed.map(() => eventOf(by, "delete", subscription))
        )
        yield* overview.refresh([subscription.sourceId])
      }),

      resetError: Effect.fn("Subscribing.resetError")(function* (by, owner, key) {
        yield* requireMayActFor(by, owner)
        const own = Option.getOrUndefined(yield* subscriptions.find(by.userId, key))
        const source = Option.getOrUndefined(yield* overview.source(key))
        const shown = source?.subscribers.find(({ userId }) => userId === owner) ?? source?.subscribers[0]
        if (source === undefined || shown === undefined || (own === undefined && by.role !== "admin")) {
          return yield* new NoSubscription({ key })
        }
        if (!mayReset(by, own?.posture ?? null)) {
          return yield* new NotAllowed({
            message: "Resume your subscription first: only its active subscribers reset a source."
          })
        }
        yield* auditing.audited(by, sources.reset(source.id, yield* now, by.username), () => [
          { action: "source.reset", subject: showKey(key) }
        ])
        return yield* refreshed(source.id, shown.userId, key)
      })
    })
  })
)
