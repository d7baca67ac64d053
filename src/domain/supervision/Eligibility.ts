import type { Posture } from "../subscriptions/Posture.ts"
import type { History } from "./History.ts"

/** Whether a source is to be recorded: somebody's subscription is active, and no trip stands. Holds do not matter here. */
export const isEligible = (postures: Iterable<Posture>, history: History): boolean => {
  if (history.errored !== null) return false
  for (const posture of postures) if (posture === "active") return true
  return false
}
