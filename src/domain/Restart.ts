import { isOpen, isStopping } from "./Run.ts"
import { type Facts, ofSource } from "./Status.ts"

/** Why asking for a new recorder would change nothing; null for a source whose recorder runs, or is on its way, and stays wanted. */
export const whyNoRestart = (facts: Facts): string | null => {
  const { history, hold, run, wanted } = facts
  if (!wanted) return "nobody wants it: no subscription is active."
  if (history.errored !== null) return "it is in error: reset it."
  if (hold?._tag === "refused") return "it is in error, the overseer refused its last start: reset it."
  if (run === null || !isOpen(run)) return `it has no recorder now. ${ofSource(facts).reason}`
  return isStopping(run) ? "its recorder is stopping already." : null
}
