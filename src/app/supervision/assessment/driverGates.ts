import { blocksToHold, driverHistory, type Gate, gate } from "../../../domain/supervision/Breaker.ts"
import type { ErrorPolicy } from "../../../domain/supervision/ErrorWindow.ts"
import type { Instant } from "../../../domain/values/Time.ts"
import type { LiveState } from "../live/LiveState.ts"

/** The gates of all drivers at one moment, each found when it is asked for. */
export const driverGates = (live: LiveState["Service"], policy: ErrorPolicy, now: Instant) => {
  const gates = new Map<string, Gate>()

  const sourcesOf = function* (driver: string) {
    for (const stored of live.sources()) {
      if (stored.driver === driver) yield { runs: live.runsOf(stored.id), lastRecordingAt: stored.lastRecordingAt }
    }
  }

  const made = (driver: string): Gate => {
    const blocks = live.blocked(driver).flatMap((stored) => stored.history.blocks)
    // Most drivers are never blocked, and their sources are many.
    if (blocks.length < blocksToHold) return { _tag: "open" }
    return gate(driverHistory(blocks, sourcesOf(driver), now), policy, now)
  }

  const of = (driver: string): Gate => {
    const before = gates.get(driver)
    if (before !== undefined) return before
    const after = made(driver)
    gates.set(driver, after)
    return after
  }

  return {
    of,
    /** The drivers whose sites block them, so that their sources wait or try one at a time. */
    shut: (): ReadonlyArray<string> => {
      const blocked = new Set<string>()
      for (const stored of live.sources()) if (stored.history.blocks.length > 0) blocked.add(stored.driver)
      return [...blocked].filter((driver) => of(driver)._tag !== "open").sort()
    }
  }
}
