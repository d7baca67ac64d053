import type { Instant, Millis } from "../values/Time.ts"

const day: Millis = 24 * 3_600_000

/** What began within this time tells how much comes on a day. */
export const looked: Millis = 7 * day

/** How many bytes come on a day, as what began in the time `over` tells. */
export interface Growth {
  readonly bytes: number
  readonly over: Millis
}

/** Why nobody can tell when a disk is full: it does not say what is free, or too little was recorded yet, or nothing comes. */
export const unforeseen = ["disk_unknown", "too_young", "no_growth"] as const
export type Unforeseen = (typeof unforeseen)[number]

/**
 * What comes on a day, if so many bytes began within the time that is looked at: by that time, or by the time since the first recording
 * where that is less. Null while that is less than a day, which says nothing of the next one.
 */
export const growthOf = (bytes: number, first: Instant | null, now: Instant): Growth | null => {
  const over = first === null ? 0 : Math.min(looked, now - first)
  return over < day ? null : { bytes: Math.round((bytes * day) / over), over }
}

/** How long so many bytes last, if it goes on so and nothing is deleted; why nobody can tell where that is so. */
export const lasting = (left: number | null, growth: Growth | null): Millis | Unforeseen => {
  if (left === null) return "disk_unknown"
  if (left <= 0) return 0
  if (growth === null) return "too_young"
  return growth.bytes === 0 ? "no_growth" : (left / growth.bytes) * day
}
