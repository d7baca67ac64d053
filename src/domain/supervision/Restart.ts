import { isOpen, isStopping } from "./Run.ts"
import { type Facts, ofSource } from "./Status.ts"

/**
 * Why asking for a new recorder would change nothing; null for a source whose recorder runs, or is on its way, and stays wanted. A
 * start is on its way as soon as nothing holds it back: it may be in the making, with the settings of a moment ago.
 */
export const whyNoRestart = (facts: Facts): string | null => {
  const { history, hold, linkDown, run, wanted } = facts
  if (!wanted) return "nobody wants it: no subscription is active."
  if (history.errored !== null) return "it is in error: reset it."
  if (hold?._tag === "refused") return "it is in error, the overseer refused its last start: reset it."
  if (run === null || !isOpen(run)) {
    return hold === null && linkDown === null ? null : `it has no recorder now. ${ofSource(facts).reason}`
  }
  return isStopping(run) ? "its recorder is stopping already." : null
}
