import { Context, Effect, Layer } from "effect"
import { type SourceKey, showKey } from "../domain/Names.ts"
import { type Overrides, type RecorderSettings, recorderSettings } from "../domain/Settings.ts"
import { ParameterRules } from "../ports/ParameterRules.ts"
import { Sources } from "../ports/Sources.ts"
import { type Acting, Auditing } from "./Auditing.ts"
import { Misfits } from "./Configuring.ts"
import { CurrentSettings } from "./CurrentSettings.ts"
import { misfitsOfOverrides } from "./DriverFit.ts"
import { Overview } from "./Overview.ts"
import { Picture } from "./Picture.ts"
import { NoSource } from "./Refusals.ts"
import { keepSecret, type OverridesChange } from "./Secrets.ts"

/** A source's own values, what it would have without them, and what is in effect. */
export interface Overridden {
  readonly own: Overrides
  readonly inherited: RecorderSettings
  readonly effective: RecorderSettings
}

/** A source's own settings, for admins. Recorders that run get them with their next start. */
export class Overriding extends Context.Service<
  Overriding,
  {
    readonly show: (key: SourceKey) => Effect.Effect<Overridden, NoSource>
    readonly save: (
      by: Acting,
      key: SourceKey,
      change: OverridesChange
    ) => Effect.Effect<Overridden, NoSource | Misfits>
  }
>()("sticky-dvr/app/Overriding") {}

export const layer = Layer.effect(
  Overriding,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const current = yield* CurrentSettings
    const overview = yield* Overview
    const picture = yield* Picture
    const rules = yield* ParameterRules
    const sources = yield* Sources

    const find = (key: SourceKey) =>
      Effect.flatMap(
        overview.source(key),
        Effect.fromOption(() => new NoSource({ key }))
      )

    const show = Effect.fnUntraced(function* (key: SourceKey) {
      const { overrides } = yield* find(key)
      const { settings } = yield* current.get
      return {
        own: overrides,
        inherited: recorderSettings(settings, key.driver, {}),
        effective: recorderSettings(settings, key.driver, overrides)
      }
    })

    return Overriding.of({
      show,
      save: Effect.fn("Overriding.save")(function* (by, key, change) {
        const { id, overrides } = yield* find(key)
        const { settings } = yield* current.get
        const own = keepSecret(change, overrides)
        const drivers = picture.drivers()
        const refusals = drivers === null ? [] : misfitsOfOverrides(rules, drivers, settings, key.driver, own)
        if (refusals.length > 0) return yield* new Misfits({ refusals })
        yield* auditing.noted(by, sources.setOverrides(id, own), () => [
          { action: "source.settings", subject: showKey(key), detail: Object.keys(own).join(", ") }
        ])
        yield* overview.refresh([id])
        return yield* show(key)
      })
    })
  })
)
