import { Result } from "effect"
import { Base64Url } from "effect/encoding"
import type { Place } from "./Columns.ts"

/** The last row of a page: the next page begins after it. */
export interface Cursor extends Place {
  /** What the rows are ordered by before their names; 0 when that is nothing. */
  readonly value: number
}

export const encodeCursor = ({ owner, source, value }: Cursor): string =>
  Base64Url.encode(JSON.stringify([value, source, owner]))

/** The place that a cursor names, or null for a text that is none: the list then begins at its start. */
export const decodeCursor = (cursor: string | null): Cursor | null => {
  if (cursor === null) return null
  const text = Result.getOrUndefined(Base64Url.decodeString(cursor))
  try {
    const place: unknown = JSON.parse(text ?? "null")
    if (!Array.isArray(place)) return null
    const [value, source, owner]: ReadonlyArray<unknown> = place
    return typeof value === "number" && typeof source === "string" && typeof owner === "string"
      ? { value, source, owner }
      : null
  } catch {
    return null
  }
}
