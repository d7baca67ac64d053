import { Effect } from "effect"
import { type KeepRules, type Ruled, unneeded } from "../../domain/recordings/StorageRules.ts"
import { sourceSettings } from "../../domain/settings/Settings.ts"
import { Library } from "../../ports/Library.ts"
import { mapInSlices } from "../../runtime/Slices.ts"
import * as Time from "../../runtime/Time.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"
import { LiveState } from "../supervision/live/LiveState.ts"

/**
 * What the rules let go of all recordings, source by source, each the oldest first: as they are set, or with others in the place of those that
 * are set for everybody. A source that is not known any more is left alone. Nothing is done.
 */
export const storagePlan = Effect.gen(function* () {
  const library = yield* Library
  const live = yield* LiveState
  const current = yield* CurrentSettings

  return Effect.fn("storagePlan")(function* (tried: Partial<KeepRules> = {}) {
    yield* live.ready
    const { settings } = yield* current.get
    const now = yield* Time.now
    const sources = [...Map.groupBy(yield* library.ruled, ({ sourceId }) => sourceId)]
    const gone = yield* mapInSlices(sources, ([id, all]): ReadonlyArray<Ruled> => {
      const source = live.source(id)
      if (source === undefined) return []
      return unneeded(all, sourceSettings({ ...settings, ...tried }, source.driver, source.overrides), now)
    })
    return gone.flat()
  })
})
