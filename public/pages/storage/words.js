import { bytes, count, duration } from "../../lib/format.js"

const day = 86_400_000

/** How many a day, and of how many days where these are few. */
export const growth = ({ growth_days: days, growth_per_day: most }) => {
  if (most === null || most === 0) return null
  return `${bytes(most)} a day${days < 7 ? `, as the last ${duration(days * day)} tell` : ""}`
}

const unforeseen = {
  disk_unknown: "the disk does not say what is free",
  too_young: "when it is full can be told after a day of recordings",
  no_growth: "nothing was recorded in the last seven days"
}

/** When the disk is full if nothing is deleted, or why nobody can tell; null for those who are not told. */
export const forecast = ({ full_in_days: days, full_in_unknown: why }) => {
  if (days === null) return unforeseen[why] ?? null
  if (days === 0) return "full: starts wait for room"
  return days < 1 ? `full in ${duration(days * day)}` : `full in ${count(Math.floor(days), "day")}`
}

/** Each part of the disk: what it is called, its bytes, how it is drawn. Nothing where the disk does not tell. */
export const partsOf = ({ disk: { free, used }, exports, recordings, trash }) => {
  if (free === null || used === null) return []
  const saved = exports?.bytes ?? 0
  const known = recordings.bytes + saved + (trash?.bytes ?? 0)
  return [
    { key: "recordings", name: "Recordings", bytes: recordings.bytes },
    ...(saved === 0 ? [] : [{ key: "exports", name: "Saved as one file", bytes: saved }]),
    { key: "trash", name: "Trash", bytes: trash?.bytes ?? 0 },
    { key: "others", name: "Everything else", bytes: Math.max(0, used - known) },
    { key: "free", name: "Free", bytes: free }
  ]
}

/** What becomes of a disk that is nearly full. */
export const nearlyFull = ({ disk: { to_stay_free: kept }, when_nearly_full: then }) => {
  if (kept === 0) return "Nothing stops recording before the disk is full."
  if (then === "hold") return `Before less than ${bytes(kept)} are free, starts wait until there is room.`
  return `Before less than ${bytes(kept)} are free, the trash is emptied, and then the oldest recordings without a star are erased, whatever the rules say.`
}

/** How long it takes to erase so many: a few at a time. */
export const erasing = (many) => duration(Math.max(10_000, many * 2_000))
