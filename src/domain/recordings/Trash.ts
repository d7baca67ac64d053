import { type Instant, later } from "../values/Time.ts"
import type { LibraryEntry } from "./LibraryEntry.ts"
import { tolerance } from "./OnDisk.ts"

type Trashed = Pick<LibraryEntry, "emptiedAt" | "endedAt" | "keptAt" | "trashedAt">

/**
 * Whether a recording may be erased that was put into the trash by a moment, or is to wait there no longer. Nobody threw away what was recorded after that: it has `grown`,
 * and belongs out of the trash.
 */
export const mayErase = ({ emptiedAt, endedAt, keptAt, trashedAt }: Trashed, by: Instant): "yes" | "no" | "grown" => {
  if (trashedAt === null || keptAt !== null || endedAt === null) return "no"
  if (emptiedAt === null && trashedAt > by) return "no"
  return endedAt > later(trashedAt, tolerance) ? "grown" : "yes"
}
