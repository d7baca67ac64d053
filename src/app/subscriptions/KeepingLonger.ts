import { Context, Data, Effect, Layer, Option, Struct } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { type KeepRules, keepRules } from "../../domain/recordings/StorageRules.ts"
import { sourceSettings } from "../../domain/settings/Settings.ts"
import { mayActFor } from "../../domain/subscriptions/Access.ts"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import { Subscriptions } from "../../ports/Subscriptions.ts"
import { NotAllowed } from "../accounts/AccountRefusals.ts"
import { Auditing, ofOwner } from "../accounts/Auditing.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { NoSubscription } from "./SubscriptionRefusals.ts"

/** What a subscription asks to be kept, beside the rules of its source. */
export interface KeptLonger {
  /** All 0 where it asks for nothing. */
  readonly own: KeepRules
  readonly source: KeepRules
  /** For how many days admins let subscribers keep at the most; 0 for not at all. */
  readonly mostDays: number
}

/** Admins do not allow so much. */
export class KeptTooLong extends Data.TaggedError("KeptTooLong")<{ readonly mostDays: number }> {
  override get message() {
    return this.mostDays === 0
      ? "Admins let nobody keep recordings for longer here. The setting “Subscribers may keep for” opens it."
      : `Admins let subscribers keep recordings for ${this.mostDays} days at the most.`
  }
}

/** What subscribers ask to be kept of a source for longer than its rules say. `owner` is whose subscription is meant; others than oneself are for admins. */
export class KeepingLonger extends Context.Service<
  KeepingLonger,
  {
    readonly show: (by: Caller, owner: UserId, key: SourceKey) => Effect.Effect<KeptLonger, NotAllowed | NoSubscription>
    /** Asks for exactly this; for nothing with all 0, which is always allowed. */
    readonly save: (
      by: Caller,
      owner: UserId,
      key: SourceKey,
      rules: KeepRules
    ) => Effect.Effect<KeptLonger, NotAllowed | NoSubscription | KeptTooLong>
  }
>()("sticky-dvr/app/subscriptions/KeepingLonger") {}

const nothing: KeepRules = { keep_days: 0, keep_newest: 0, keep_bytes: 0 }

const isNothing = (rules: KeepRules): boolean => keepRules.every((rule) => rules[rule] === 0)

export const layer = Layer.effect(
  KeepingLonger,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const current = yield* CurrentSettings
    const live = yield* LiveState
    const subscriptions = yield* Subscriptions

    const find = Effect.fnUntraced(function* (by: Caller, owner: UserId, key: SourceKey) {
      if (!mayActFor(by, owner))
        return yield* new NotAllowed({ message: "Only admins see and change other people's subscriptions." })
      const found = yield* subscriptions.find(owner, key)
      return Option.isSome(found) ? found.value : yield* new NoSubscription({ key })
    })

    const told = Effect.fnUntraced(function* (key: SourceKey, own: KeepRules) {
      const { settings } = yield* current.get
      const { overrides = {} } = live.byKey(key.driver, key.username) ?? {}
      const source = Struct.pick(sourceSettings(settings, key.driver, overrides), keepRules)
      return { own, source, mostDays: settings.subscribers_keep_days }
    })

    return KeepingLonger.of({
      show: Effect.fn("KeepingLonger.show")(function* (by, owner, key) {
        const { id } = yield* find(by, owner, key)
        return yield* told(
          key,
          Option.getOrElse(yield* subscriptions.rules(id), () => nothing)
        )
      }),
      save: Effect.fn("KeepingLonger.save")(function* (by, owner, key, rules) {
        const subscription = yield* find(by, owner, key)
        const { subscribers_keep_days: mostDays } = (yield* current.get).settings
        if (!isNothing(rules) && (mostDays === 0 || rules.keep_days > mostDays))
          return yield* new KeptTooLong({ mostDays })
        const { id, owner: name } = subscription
        yield* auditing.audited(by, subscriptions.setRules(id, isNothing(rules) ? null : rules), () => [
          { action: "subscription.rules", subject: showKey(key), detail: ofOwner(by, { id: owner, name }) }
        ])
        return yield* told(key, rules)
      })
    })
  })
)
