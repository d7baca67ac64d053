import { Context, type Effect, type Stream } from "effect"
import type { SettingsVersion } from "../ports/SettingsStore.ts"

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
>()("sticky-dvr/app/CurrentSettings") {}
