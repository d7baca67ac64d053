import type { SourceRow } from "../../../../src/adapters/memory/Tables.ts"
import { errorPolicy } from "../../../../src/domain/settings/Settings.ts"
import { blockedExitCode } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"
import type { Ledger } from "./Ledger.ts"

/** A reset that was stored so shortly before a trip may not have been known to who decided it. */
const unheardOf = 60_000

/** Runs that ended by themselves, though another leader put on record that they were lost before it was stored who heard the exit. */
const heardAll = ({ overseer }: World, { runs }: SourceRow, from: number, to: number): number =>
  overseer.ever.filter(
    ({ endedAt, exitCode, stops, taskId, vanished }) =>
      runs.some((run) => run.taskId === taskId && run.ending === "lost") &&
      !vanished &&
      stops.length === 0 &&
      exitCode !== blockedExitCode &&
      endedAt !== null &&
      endedAt > from &&
      endedAt < to
  ).length

/**
 * Each trip on record beside the exits on record: a source trips by as many failures as the settings say, and by no fewer. No
 * schedule is as long as the window in which they count.
 */
export const judgeTrips = (world: World, ledger: Ledger, hold: Record["hold"]): void => {
  const { errorThreshold } = errorPolicy(world.plan.settings)
  for (const source of world.sources()) {
    const { events, username } = source
    for (const [place, trip] of events.entries()) {
      if (trip.type !== "errored") continue
      const tripped = ledger.storedAt(trip)
      const reset = events.findLastIndex(
        (event, i) => i < place && event.type === "reset" && tripped - ledger.storedAt(event) > unheardOf
      )
      const failures = events
        .slice(reset + 1, place)
        .filter(({ exitCode, type }) => type === "exited" && exitCode !== blockedExitCode)
      const resetAt = reset < 0 ? 0 : ledger.storedAt(events[reset] ?? trip)
      const count = failures.length + heardAll(world, source, resetAt, tripped)
      hold("a source trips by as many failures as the settings say", count >= errorThreshold, () => {
        return `${username} tripped by ${count} of ${errorThreshold}`
      })
    }
  }
}
