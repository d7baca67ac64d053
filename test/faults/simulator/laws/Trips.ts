import { errorPolicy } from "../../../../src/domain/settings/Settings.ts"
import { blockedExitCode } from "../../../../src/domain/supervision/WorkerEvent.ts"
import type { World } from "../World.ts"
import type { Record } from "./Laws.ts"

/** Each trip on record beside the exits on record: a source trips by as many failures as the settings say, and by no fewer. */
export const judgeTrips = (world: World, hold: Record["hold"]): void => {
  const { errorThreshold, errorWindow } = errorPolicy(world.plan.settings)
  for (const { events, username } of world.sources()) {
    for (const trip of events.filter(({ type }) => type === "errored")) {
      const resets = events.flatMap(({ at, type }) => (type === "reset" && at < trip.at ? [at] : []))
      const since = Math.max(trip.at - errorWindow, ...resets.map((at) => at + 1))
      const failures = events.filter(
        ({ at, exitCode, type }) => type === "exited" && exitCode !== blockedExitCode && at >= since && at <= trip.at
      )
      hold("a source trips by as many failures as the settings say", failures.length >= errorThreshold, () => {
        return `${username} tripped by ${failures.length} of ${errorThreshold}`
      })
    }
  }
}
