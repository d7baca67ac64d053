import { Context, Effect, Layer, Option } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { keepSecret, type OverridesChange } from "../../domain/settings/SecretsChange.ts"
import { type Overrides, type SourceSettings, sourceSettings } from "../../domain/settings/Settings.ts"
import { type SourceKey, showKey } from "../../domain/subscriptions/Names.ts"
import { ParameterRules } from "../../ports/ParameterRules.ts"
import { SettingsChanged } from "../../ports/SettingsStore.ts"
import { Sources } from "../../ports/Sources.ts"
import { Auditing } from "../accounts/Auditing.ts"
import { Overview } from "../lists/Overview.ts"
import { NoSource } from "../subscriptions/SubscriptionRefusals.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { Misfits } from "./Configuring.ts"
import { misfitsOfOverrides } from "./DriverFit.ts"

/** A source's own values, what it would have without them, and what is in effect. */
export interface Overridden {
  readonly own: Overrides
  readonly inherited: SourceSettings
  readonly effective: SourceSettings
  /** How often its own values were saved. */
  readonly version: number
}

/** A source's own settings, for admins. Recorders that run get them with their next start. */
export class Overriding extends Context.Service<
  Overriding,
  {
    readonly show: (key: SourceKey) => Effect.Effect<Overridden, NoSource>
    /** Replaces its own values if they are still those of version `expected`. */
    readonly save: (
      by: Caller,
      key: SourceKey,
      expected: number,
      change: OverridesChange
    ) => Effect.Effect<Overridden, NoSource | Misfits | SettingsChanged>
  }
>()("sticky-dvr/app/settings/Overriding") {}

export const layer = Layer.effect(
  Overriding,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const current = yield* CurrentSettings
    const overview = yield* Overview
    const live = yield* LiveState
    const rules = yield* ParameterRules
    const sources = yield* Sources

    const find = (key: SourceKey) =>
      Effect.andThen(
        live.ready,
        Effect.suspend(() =>
          Effect.fromOption(Option.fromUndefinedOr(live.byKey(key.driver, key.username)), () => new NoSource({ key }))
        )
      )

    const show = Effect.fnUntraced(function* (key: SourceKey) {
      const { overrides, overridesVersion } = yield* find(key)
      const { settings } = yield* current.get
      return {
        version: overridesVersion,
        own: overrides,
        inherited: sourceSettings(settings, key.driver, {}),
        effective: sourceSettings(settings, key.driver, overrides)
      }
    })

    return Overriding.of({
      show,
      save: Effect.fn("Overriding.save")(function* (by, key, expected, change) {
        const { id, overrides, overridesVersion } = yield* find(key)
        if (overridesVersion !== expected) return yield* new SettingsChanged({ expected, current: overridesVersion })
        const { settings } = yield* current.get
        const own = keepSecret(change, overrides)
        const drivers = live.drivers()
        const refusals = drivers === null ? [] : misfitsOfOverrides(rules, drivers, settings, key.driver, own)
        if (refusals.length > 0) return yield* new Misfits({ refusals })
        yield* auditing.audited(by, sources.setOverrides(id, own, expected), () => [
          { action: "source.settings", subject: showKey(key), detail: Object.keys(own).join(", ") }
        ])
        yield* overview.refresh([id])
        return yield* show(key)
      })
    })
  })
)
