import {
  fingerprint,
  type RecorderSettings,
  recorderSettings,
  type Settings
} from "../../../domain/settings/Settings.ts"
import { parseDuration } from "../../../domain/values/Durations.ts"
import type { Millis } from "../../../domain/values/Time.ts"
import type { StoredSource } from "../../../ports/Sources.ts"

type Own = Pick<StoredSource, "address" | "driver" | "overrides">

const isOverridden = ({ overrides }: Own): boolean => {
  for (const _key in overrides) return true
  return false
}

/** What is the same for all sources of a driver that have nothing of their own: found once for all of them. */
const oncePerDriver = <A>(find: (source: Own) => A, hasOwn: (source: Own) => boolean) => {
  const found = new Map<string, A>()
  return (source: Own): A => {
    if (hasOwn(source)) return find(source)
    const known = found.get(source.driver)
    if (known !== undefined) return known
    const first = find(source)
    found.set(source.driver, first)
    return first
  }
}

/** What recorders of sources are started with by these settings. Most sources have no values of their own, and there are very many. */
export const settingsOfSources = (settings: Settings) => {
  const settingsOf = oncePerDriver<RecorderSettings>(
    ({ driver, overrides }) => recorderSettings(settings, driver, overrides),
    isOverridden
  )
  return {
    settingsOf,
    /** How often a recorder started now sends heartbeats. */
    heartbeatOf: oncePerDriver<Millis>(
      (source) => parseDuration(settingsOf(source).heartbeat_interval) ?? 0,
      isOverridden
    ),
    /** Differs whenever a recorder would be started differently. */
    markOf: oncePerDriver<string>(
      (source) => fingerprint(settingsOf(source), source.address),
      (source) => source.address !== null || isOverridden(source)
    )
  }
}
