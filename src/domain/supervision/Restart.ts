import { isOpen, isStopping } from "./Run.ts"
import { type Facts, ofSource } from "./Status.ts"
import type { Verdict } from "./Verdict.ts"

/** Why asking for a new recorder would change nothing. */
export type RestartRefusal =
  | { readonly kind: "unwanted" | "tripped" | "refused" | "stopping" }
  /** There is no recorder, for this reason. */
  | { readonly kind: "none"; readonly verdict: Verdict }

/**
 * Why asking for a new recorder would change nothing; null for a source whose recorder runs, or is on its way, and stays wanted. A
 * start is on its way as soon as nothing holds it back: it may be in the making, with the settings of a moment ago.
 */
export const whyNoRestart = (facts: Facts): RestartRefusal | null => {
  const { history, hold, linkDown, run, wanted } = facts
  if (!wanted) return { kind: "unwanted" }
  if (history.errored !== null) return { kind: "tripped" }
  if (hold?._tag === "refused") return { kind: "refused" }
  if (run === null || !isOpen(run)) {
    return hold === null && linkDown === null ? null : { kind: "none", verdict: ofSource(facts) }
  }
  return isStopping(run) ? { kind: "stopping" } : null
}
