import { longestWindow } from "../../../domain/supervision/Restore.ts"
import { earliest, type Instant, later } from "../../../domain/values/Time.ts"
import type { Timeline } from "../../../runtime/Timeline.ts"

/**
 * From when on what is stored may still decide something, by the wall clock. That may have been set by more than a window since,
 * forward or back: what it showed a window ago counts as well as what it would have shown.
 */
export const horizon = ({ now, toWall }: Timeline): Instant =>
  earliest(toWall(later(now(), -longestWindow)), later(toWall(now()), -longestWindow))
