import { Context, type Effect, type Option, Schema } from "effect"
import type { Settings } from "../domain/settings/Settings.ts"
import type { UserId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"

export interface SettingsVersion {
  readonly version: number
  readonly settings: Settings
  readonly author: string
  readonly at: Instant
}

/** Somebody saved other settings in between. */
export class SettingsChanged extends Schema.TaggedError<SettingsChanged>()("SettingsChanged", {
  expected: Schema.Int,
  current: Schema.Int
}) {
  override get message() {
    return `The settings were changed to version ${this.current} in the meantime. Reload them, look at the difference and save again.`
  }
}

/** The versions of the settings document; the highest one is in force. */
export class SettingsStore extends Context.Service<
  SettingsStore,
  {
    /** None while nothing was ever saved. A stored document that no longer fits the schema is mended field by field. */
    readonly current: Effect.Effect<Option.Option<SettingsVersion>>
    /** Adds a version on top of `expected` (0 for an empty store). */
    readonly save: (change: {
      readonly expected: number
      readonly settings: Settings
      readonly userId: UserId | null
      readonly author: string
      readonly at: Instant
    }) => Effect.Effect<SettingsVersion, SettingsChanged>
    readonly find: (version: number) => Effect.Effect<Option.Option<SettingsVersion>>
    /** Newest first, at most `limit`, below version `before` if it is given. */
    readonly list: (page: {
      readonly before: number | null
      readonly limit: number
    }) => Effect.Effect<ReadonlyArray<SettingsVersion>>
  }
>()("sticky-dvr/ports/SettingsStore") {}
