import type { RecorderSettings } from "../../../domain/settings/Settings.ts"
import type { TaskId } from "../../../domain/supervision/TaskId.ts"
import type { StoredSource } from "../../../ports/Sources.ts"
import type { LiveState } from "../live/LiveState.ts"

/** Other clients' running tasks for which the overseer would refuse a start of ours as one that does the same. */
export const foreignTwins = (live: LiveState["Service"]) => {
  let byKey: ReadonlyMap<string, TaskId> | null = null

  const keysOf = (driver: string): ReadonlyArray<string> => live.drivers()?.get(driver)?.dedupeKey ?? []
  const keyOf = (driver: string, valueOf: (name: string) => string | undefined): string =>
    JSON.stringify([driver, ...keysOf(driver).map((name) => valueOf(name) ?? "")])

  const made = () => {
    const twins = new Map<string, TaskId>()
    for (const { action, params, taskId } of live.foreign()) {
      if (keysOf(action).length > 0)
        twins.set(
          keyOf(action, (name) => params[name]),
          taskId
        )
    }
    return twins
  }

  return {
    /** The task that records the same as a start of this source would; null where there is none that is known. */
    of: ({ address, driver, username }: StoredSource, settings: () => RecorderSettings): TaskId | null => {
      byKey ??= made()
      if (byKey.size === 0 || keysOf(driver).length === 0) return null
      const { parameters, ...named } = settings()
      const values: Readonly<Record<string, string>> = {
        ...parameters,
        ...named,
        source: username,
        url: address?.url ?? ""
      }
      return byKey.get(keyOf(driver, (name) => values[name])) ?? null
    }
  }
}
