import { type Instant, later } from "../values/Time.ts"
import type { LibraryEntry } from "./LibraryEntry.ts"
import { tolerance } from "./OnDisk.ts"

type Trashed = Pick<LibraryEntry, "endedAt" | "keptAt" | "trashedAt">

/**
 * Whether a recording may be erased that was put into the trash by a moment. Nobody threw away what was recorded after that: it has `grown`,
 * and belongs out of the trash.
 */
export const mayErase = ({ endedAt, keptAt, trashedAt }: Trashed, by: Instant): "yes" | "no" | "grown" => {
  if (trashedAt === null || keptAt !== null || trashedAt > by || endedAt === null) return "no"
  return endedAt > later(trashedAt, tolerance) ? "grown" : "yes"
}
