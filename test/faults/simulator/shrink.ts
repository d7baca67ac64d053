import type { Plan } from "./Plan.ts"
import type { Scheduled } from "./schedule.ts"
import { type Outcome, play } from "./simulate.ts"

/** Schedules tried at most before the shortest so far is taken. */
const most = 200

/**
 * A shorter schedule that breaks the same law: faults are left out in halves, quarters and so on down to one by one, as long as
 * the law is still broken without them.
 */
export const shrink = (plan: Plan, schedule: ReadonlyArray<Scheduled>, outcome: Outcome): ReadonlyArray<Scheduled> => {
  const law = outcome.broken[0]?.law
  let shortest = schedule
  let tried = 0
  for (let size = schedule.length >> 1; size >= 1; size >>= 1) {
    for (let from = shortest.length - size; from >= 0 && tried < most; from -= size) {
      const shorter = [...shortest.slice(0, from), ...shortest.slice(from + size)]
      tried++
      if (play(plan, shorter).broken.some((breach) => breach.law === law)) shortest = shorter
    }
  }
  return shortest
}
