import { DateTime } from "effect"
import type { Instant } from "../values/Time.ts"

/** A day of a time zone, by its date, and when it begins. */
export interface Day {
  readonly date: string
  readonly from: Instant
}

/** The days from that of one moment to that of another, at most so many, and the one behind them; null where there are more. */
export const daysBetween = (
  from: Instant,
  to: Instant,
  timeZone: DateTime.TimeZone,
  most: number
): ReadonlyArray<Day> | null => {
  const first = DateTime.startOf(DateTime.makeZonedUnsafe(from, { timeZone }), "day")
  const days: Array<Day> = []
  for (let i = 0; i <= most; i++) {
    // Noon is on the day that it is counted on, however long the days before it were.
    const noon = DateTime.add(first, { days: i, hours: 12 })
    const begins = DateTime.startOf(noon, "day")
    const at = DateTime.toEpochMillis(begins) as Instant
    days.push({ date: DateTime.formatIsoDate(begins), from: at })
    if (at > to) return days
  }
  return null
}
