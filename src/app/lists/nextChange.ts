import { isOpen, isStopping } from "../../domain/supervision/Run.ts"
import { stallsAt } from "../../domain/supervision/Stall.ts"
import { type Facts, lateAt } from "../../domain/supervision/Status.ts"
import type { Instant } from "../../domain/values/Time.ts"

/** When time alone may change what these facts mean: now for holds, which may depend on others; null for never. */
export const nextChange = ({ eligible, hearing, hold, now, run }: Facts): Instant | null => {
  if (hold !== null) return now
  // What is about to be started may find that others took the room.
  if (run === null || !isOpen(run)) return eligible ? now : null
  return isStopping(run) ? lateAt(run) : stallsAt(run, hearing)
}
