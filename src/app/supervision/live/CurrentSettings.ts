import { Context, Effect, Layer, Option, type Stream, SubscriptionRef } from "effect"
import { SettingsStore, type SettingsVersion } from "../../../ports/SettingsStore.ts"
import { unlessAway } from "../../../ports/storeAway.ts"
import { LiveState } from "./LiveState.ts"

/** The settings in force, in memory and kept true; `defaultSettings` as version 0 while nothing was ever saved. */
export class CurrentSettings extends Context.Service<
  CurrentSettings,
  {
    readonly get: Effect.Effect<SettingsVersion>
    /** The settings now and at every later change; never ends. */
    readonly changes: Stream.Stream<SettingsVersion>
    /** Reads the store again. */
    readonly refresh: Effect.Effect<void>
  }
>()("sticky-dvr/app/supervision/live/CurrentSettings") {}

export const layer = Layer.effect(
  CurrentSettings,
  Effect.gen(function* () {
    const store = yield* SettingsStore
    const live = yield* LiveState
    const ref = yield* SubscriptionRef.make(live.settings())
    const refresh = Effect.gen(function* () {
      const found = Option.getOrElse(yield* store.current, () => live.settings())
      if (found.version === (yield* SubscriptionRef.get(ref)).version) return
      live.setSettings(found)
      yield* SubscriptionRef.set(ref, found)
    })
    // Nobody may be answered, and nothing started, with settings that are not in force. A store that is away is read again later.
    yield* unlessAway(refresh, undefined)
    return CurrentSettings.of({ get: SubscriptionRef.get(ref), changes: SubscriptionRef.changes(ref), refresh })
  })
)
