import { Effect, Result } from "effect"
import { Base64Url } from "effect/encoding"
import { EntryId } from "../domain/values/Ids.ts"
import type { LibraryPlace, LibrarySort } from "../ports/Library.ts"
import { BadRequest, saying } from "./api/Problems.ts"

/** Where a list goes on, as text. */
export const libraryCursor = ({ id, value }: LibraryPlace, sort: LibrarySort): string =>
  Base64Url.encode(JSON.stringify([sort, value, id]))

const placeIn = (cursor: string, sort: LibrarySort): LibraryPlace | null => {
  try {
    const told: unknown = JSON.parse(Result.getOrElse(Base64Url.decodeString(cursor), () => "null"))
    if (!Array.isArray(told)) return null
    const [of, value, id]: ReadonlyArray<unknown> = told
    return of === sort &&
      typeof value === "number" &&
      Math.abs(value) <= 8.64e15 &&
      typeof id === "number" &&
      Number.isSafeInteger(id) &&
      id > 0
      ? { value, id: EntryId.make(id) }
      : null
  } catch {
    return null
  }
}

const broken = "is the next_cursor of the page before, as it was answered, with the same sort"

/** The place that a cursor names, null for the first page; one that no page of this order answered is refused. */
export const libraryPlace = (
  cursor: string | undefined,
  sort: LibrarySort
): Effect.Effect<LibraryPlace | null, BadRequest> => {
  if (cursor === undefined) return Effect.succeed(null)
  const place = placeIn(cursor, sort)
  return place === null
    ? Effect.fail(
        new BadRequest({
          ...saying(`The request can't be used: cursor: ${broken}.`),
          errors: [{ field: "cursor", message: broken }]
        })
      )
    : Effect.succeed(place)
}
