import { Effect } from "effect"
import { type KeepRules, keepRules, type Ruled, unneededByAll } from "../../domain/recordings/StorageRules.ts"
import { type Overrides, type Settings, sourceSettings } from "../../domain/settings/Settings.ts"
import { Library } from "../../ports/Library.ts"
import { Subscriptions } from "../../ports/Subscriptions.ts"
import { mapInSlices } from "../../runtime/Slices.ts"
import * as Time from "../../runtime/Time.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"

/**
 * Rules that are tried in the place of those that are set: for everybody those that are named, of a driver or a source exactly these, so that
 * what is not named is inherited.
 */
export interface TriedRules {
  readonly rules: Partial<KeepRules>
  /** Empty for everybody. */
  readonly of: { readonly driver?: string; readonly username?: string }
}

const withoutRules = (own: Overrides): Overrides =>
  Object.fromEntries(Object.entries(own).filter(([key]) => !keepRules.some((rule) => rule === key)))

/** The rules of a source, with those that are tried in their place. */
const rulesOf = (
  settings: Settings,
  {
    driver,
    overrides,
    username
  }: { readonly driver: string; readonly username: string; readonly overrides: Overrides },
  { of, rules }: TriedRules
): KeepRules => {
  if (of.driver === undefined) return sourceSettings({ ...settings, ...rules }, driver, overrides)
  if (of.driver !== driver) return sourceSettings(settings, driver, overrides)
  if (of.username === username) return sourceSettings(settings, driver, { ...withoutRules(overrides), ...rules })
  if (of.username !== undefined) return sourceSettings(settings, driver, overrides)
  const own = { ...withoutRules(settings.drivers[driver] ?? {}), ...rules }
  return sourceSettings({ ...settings, drivers: { ...settings.drivers, [driver]: own } }, driver, overrides)
}

/**
 * What the rules let go of all recordings, source by source, each the oldest first: as they are set, or with others in the place of some. A
 * source that is not known any more is left alone. Nothing is done.
 */
export const storagePlan = Effect.gen(function* () {
  const library = yield* Library
  const live = yield* LiveState
  const subscriptions = yield* Subscriptions
  const current = yield* CurrentSettings

  return Effect.fn("storagePlan")(function* (tried: TriedRules = { rules: {}, of: {} }) {
    yield* live.ready
    const { settings } = yield* current.get
    const now = yield* Time.now
    const { subscribers_keep_days: mostDays } = settings
    const asked = Map.groupBy(mostDays === 0 ? [] : yield* subscriptions.allRules, ({ sourceId }) => sourceId)
    const sources = [...Map.groupBy(yield* library.ruled, ({ sourceId }) => sourceId)]
    const gone = yield* mapInSlices(sources, ([id, all]): ReadonlyArray<Ruled> => {
      const source = live.source(id)
      if (source === undefined) return []
      const of = (asked.get(id) ?? []).map(({ rules }) => rules)
      return unneededByAll(all, rulesOf(settings, source, tried), { of, mostDays }, now)
    })
    return gone.flat()
  })
})
