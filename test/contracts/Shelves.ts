import { Effect } from "effect"
import type { LibraryFacts } from "../../src/domain/recordings/LibraryEntry.ts"
import type { EntryId, SourceId, UserId } from "../../src/domain/values/Ids.ts"
import { Library, type LibraryFilter, type LibrarySort } from "../../src/ports/Library.ts"
import { aSource, at, noon } from "./World.ts"

/** A recording of ten minutes, that began so many hours after noon. */
export const facts = (hours: number, other: Partial<LibraryFacts> = {}): LibraryFacts => ({
  session: `s${String(hours).padStart(4, "0")}`,
  title: null,
  startedAt: at(hours * 3600),
  endedAt: at(hours * 3600 + 600),
  duration: 600_000,
  bytes: 1_000,
  files: 1,
  container: "ts",
  codecs: "avc1.64001f,mp4a.40.2",
  width: 1280,
  height: 720,
  gaps: [],
  ...other
})

export const everything = (
  reader: UserId,
  sources: ReadonlyArray<SourceId>,
  other: Partial<LibraryFilter> = {}
): LibraryFilter => ({
  reader,
  of: "all",
  from: null,
  to: null,
  sources,
  search: "",
  seen: null,
  kept: null,
  gaps: null,
  trashed: false,
  ...other
})

/** A source with these recordings, and how to ask for them. */
export const shelved = (...all: ReadonlyArray<LibraryFacts>) =>
  Effect.gen(function* () {
    const library = yield* Library
    const { id, key, user } = yield* aSource
    yield* library.put(id, all, noon)
    const listed = (other: Partial<LibraryFilter> = {}, sort: LibrarySort = "newest", limit = 100) =>
      library.list(everything(user.id, [id], other), { sort, limit, after: null })
    const names = (other: Partial<LibraryFilter> = {}, sort: LibrarySort = "newest") =>
      Effect.map(listed(other, sort), (found) => found.map(({ session }) => session))
    const idOf = (session: string): Effect.Effect<EntryId> =>
      Effect.map(
        Effect.flatMap(library.shelf(id), (shelf) =>
          Effect.fromNullishOr(shelf.find((one) => one.session === session))
        ),
        (one) => one.id
      ).pipe(Effect.orDie)
    return { library, id, key, user, listed, names, idOf }
  })
