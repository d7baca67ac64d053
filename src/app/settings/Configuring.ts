import { Context, Data, Effect, Layer } from "effect"
import type { Caller } from "../../domain/accounts/User.ts"
import { defaultSettings, type FieldRefusal, misfits, type Settings } from "../../domain/settings/Settings.ts"
import { ParameterRules } from "../../ports/ParameterRules.ts"
import { SettingsChanged, SettingsStore, type SettingsVersion } from "../../ports/SettingsStore.ts"
import * as Time from "../../runtime/Time.ts"
import { Auditing } from "../accounts/Auditing.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { misfitsOfSettings, strangers } from "./DriverFit.ts"
import { type Foreseen, foresee } from "./foresee.ts"
import { differences, keepSecrets, type SettingDifference, type SettingsChange } from "./Secrets.ts"

/** Values that can't be used, each with its field and the reason. */
export class Misfits extends Data.TaggedError("Misfits")<{ readonly refusals: ReadonlyArray<FieldRefusal> }> {
  override get message() {
    return `Not saved: ${this.refusals.map(({ field, reason }) => `${field}: ${reason}`).join("; ")}.`
  }
}

export class NoVersion extends Data.TaggedError("NoVersion")<{ readonly version: number }> {
  override get message() {
    return `There is no version ${this.version} of the settings.`
  }
}

/** A version with what it changed. */
export interface ChangedVersion extends SettingsVersion {
  readonly changes: ReadonlyArray<SettingDifference>
}

/** The settings and their versions, for admins. What is saved is in force at once. */
export class Configuring extends Context.Service<
  Configuring,
  {
    readonly current: Effect.Effect<SettingsVersion>
    /**
     * Saves on top of version `expected`. Refuses what does not fit together, what a described driver does not accept, and what
     * is new for a driver that there is not.
     */
    readonly save: (
      by: Caller,
      expected: number,
      change: SettingsChange
    ) => Effect.Effect<SettingsVersion, SettingsChanged | Misfits>
    /** What saving the same would do at once; refuses what it refuses, and saves nothing. */
    readonly foresee: (expected: number, change: SettingsChange) => Effect.Effect<Foreseen, SettingsChanged | Misfits>
    readonly restore: (
      by: Caller,
      expected: number,
      version: number
    ) => Effect.Effect<SettingsVersion, SettingsChanged | Misfits | NoVersion>
    /** Newest first, below `before`; `more` says whether older ones are left. */
    readonly versions: (
      before: number | null,
      limit: number
    ) => Effect.Effect<{ readonly versions: ReadonlyArray<ChangedVersion>; readonly more: boolean }>
    /** A version, and what going from `against` (from the one in force) to it changes. */
    readonly version: (version: number, against: number | null) => Effect.Effect<ChangedVersion, NoVersion>
  }
>()("sticky-dvr/app/settings/Configuring") {}

export const layer = Layer.effect(
  Configuring,
  Effect.gen(function* () {
    const auditing = yield* Auditing
    const current = yield* CurrentSettings
    const live = yield* LiveState
    const rules = yield* ParameterRules
    const store = yield* SettingsStore

    const find = (version: number) =>
      Effect.flatMap(
        store.find(version),
        Effect.fromOption(() => new NoVersion({ version }))
      )

    /** Refuses what does not fit; `stored` is a document that was in force before, whose entries for drivers that are gone may stay. */
    const requireFit = Effect.fnUntraced(function* (settings: Settings, stored: Settings) {
      const drivers = live.drivers()
      const refusals = [
        ...misfits(settings),
        ...(drivers === null
          ? []
          : [...misfitsOfSettings(rules, drivers, settings), ...strangers(drivers, settings, stored)])
      ]
      if (refusals.length > 0) return yield* new Misfits({ refusals })
    })

    const keep = Effect.fnUntraced(function* (
      by: Caller,
      expected: number,
      settings: Settings,
      action: string,
      stored: Settings
    ) {
      yield* requireFit(settings, stored)
      const before = yield* current.get
      const at = yield* Time.now
      const fields = differences(before.settings, settings).map(({ field }) => field)
      const saved = yield* auditing.audited(
        by,
        store.save({ expected, settings, userId: by.userId, author: by.username, at }),
        ({ version }) => [{ action, subject: `version ${version}`, detail: fields.join(", ") }]
      )
      yield* current.refresh
      return saved
    })

    /** What a change rests on. Another backend may have saved it: its secrets are kept, not older ones. */
    const basis = Effect.fnUntraced(function* (expected: number) {
      if ((yield* current.get).version !== expected) yield* current.refresh
      return yield* current.get
    })

    return Configuring.of({
      current: current.get,

      foresee: Effect.fn("Configuring.foresee")(function* (expected, change) {
        const stored = yield* basis(expected)
        if (stored.version !== expected) return yield* new SettingsChanged({ expected, current: stored.version })
        const settings = keepSecrets(change, stored.settings)
        yield* requireFit(settings, stored.settings)
        return foresee(live, settings, yield* Time.now)
      }),

      save: Effect.fn("Configuring.save")(function* (by, expected, change) {
        const stored = yield* basis(expected)
        return yield* keep(by, expected, keepSecrets(change, stored.settings), "settings.save", stored.settings)
      }),

      restore: Effect.fn("Configuring.restore")(function* (by, expected, version) {
        const { settings } = yield* find(version)
        return yield* keep(by, expected, settings, "settings.restore", settings)
      }),

      versions: Effect.fn("Configuring.versions")(function* (before, limit) {
        const found = yield* store.list({ before, limit: limit + 1 })
        const versions = found.slice(0, limit).map((version, i) => ({
          ...version,
          changes: differences(found[i + 1]?.settings ?? defaultSettings, version.settings)
        }))
        return { versions, more: found.length > limit }
      }),

      version: Effect.fn("Configuring.version")(function* (number, against) {
        const version = yield* find(number)
        const base = against === null ? yield* current.get : yield* find(against)
        return { ...version, changes: differences(base.settings, version.settings) }
      })
    })
  })
)
