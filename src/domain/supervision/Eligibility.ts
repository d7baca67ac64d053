import type { History } from "./History.ts"
import type { Wish } from "./Limits.ts"

/** Whether a source is to be recorded: somebody's subscription is active, and no trip stands. Holds do not matter here. */
export const isEligible = (wishes: Iterable<Pick<Wish, "posture">>, history: History): boolean => {
  if (history.errored !== null) return false
  for (const { posture } of wishes) if (posture === "active") return true
  return false
}
