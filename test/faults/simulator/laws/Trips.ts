import { errorPolicy } from "../../../../src/domain/settings/Settings.ts"
import { blockedExitCode } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"
import type { Ledger } from "./Ledger.ts"

/** A reset that was stored so shortly before a trip may not have been known to who decided it. */
const unheardOf = 60_000

/**
 * Each trip on record beside the exits on record: a source trips by as many failures as the settings say, and by no fewer. No
 * schedule is as long as the window in which they count.
 */
export const judgeTrips = (world: World, ledger: Ledger, hold: Record["hold"]): void => {
  const { errorThreshold } = errorPolicy(world.plan.settings)
  for (const { events, username } of world.sources()) {
    for (const [place, trip] of events.entries()) {
      if (trip.type !== "errored") continue
      const tripped = ledger.storedAt(trip)
      const reset = events.findLastIndex(
        (event, i) => i < place && event.type === "reset" && tripped - ledger.storedAt(event) > unheardOf
      )
      const failures = events
        .slice(reset + 1, place)
        .filter(({ exitCode, type }) => type === "exited" && exitCode !== blockedExitCode)
      hold("a source trips by as many failures as the settings say", failures.length >= errorThreshold, () => {
        return `${username} tripped by ${failures.length} of ${errorThreshold}`
      })
    }
  }
}
