import type { Hindrance } from "../supervision/Cause.ts"
import type { Instant } from "../values/Time.ts"
import type { GapCause } from "./CoverageInput.ts"

/**
 * A stretch from `from` up to `to`. `recorded`; `deleted`: recorded, and deleted since; `off air`: a recorder was there, nothing stood in its way, and it found nothing to
 * record; `missed`: on air as far as is known, and not recorded; `gap`: not recorded, and whether it was on air is not known.
 */
export type Stretch = {
  readonly from: Instant
  readonly to: Instant
  /** What stood in the way of a recorder that ran, where the cause is that something did. */
  readonly hindrance: Hindrance | null
} & (
  | { readonly kind: "recorded" | "deleted" | "off air"; readonly cause: null }
  | { readonly kind: "missed" | "gap"; readonly cause: GapCause }
)

/** Whether two stretches are of one piece but for their times. */
export const isAlike = (a: Stretch, b: Stretch): boolean =>
  a.kind === b.kind && a.cause === b.cause && JSON.stringify(a.hindrance) === JSON.stringify(b.hindrance)
