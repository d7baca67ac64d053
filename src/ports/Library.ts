import { Context, type Effect } from "effect"
import type { LibraryEntry, LibraryFacts } from "../domain/recordings/LibraryEntry.ts"
import type { Ruled } from "../domain/recordings/StorageRules.ts"
import type { EntryId, SourceId, UserId } from "../domain/values/Ids.ts"
import type { Instant, Millis } from "../domain/values/Time.ts"

/** Whose eyes recordings are seen with: `reader` is who saw what, `of` whose sources are shown, those actively wanted or paused. */
export interface Eyes {
  readonly reader: UserId
  readonly of: UserId | "all"
}

/** Which recordings are asked for; null where it makes no difference. What is gone from the disk is in no answer. */
export interface LibraryFilter extends Eyes {
  /** Those that overlap the time from `from` up to `to`. */
  readonly from: Instant | null
  readonly to: Instant | null
  readonly sources: ReadonlyArray<SourceId> | null
  /** Part of `driver/username`, session or title; case makes no difference. Empty: all. */
  readonly search: string
  readonly seen: boolean | null
  readonly kept: boolean | null
  readonly gaps: boolean | null
  /** Those in the trash alone, or those that are not. */
  readonly trashed: boolean
}

export const librarySorts = ["newest", "oldest", "longest", "largest"] as const
export type LibrarySort = (typeof librarySorts)[number]

/** The last recording of a page: what it is ordered by, and its id. */
export interface LibraryPlace {
  readonly value: number
  readonly id: EntryId
}

/** A recording as a reader sees it. */
export interface SeenEntry extends LibraryEntry {
  readonly seenAt: Instant | null
  readonly position: Millis
}

/** How many recordings, how long they play together, and their bytes. */
export interface LibraryTotal {
  readonly count: number
  readonly duration: Millis
  readonly bytes: number
}

/** How many recordings a source has, and their bytes. */
export interface SourceShare extends Omit<LibraryTotal, "duration"> {
  readonly driver: string
  readonly username: string
  readonly trashed: boolean
}

/** What a check against the disk needs to know of a recording. */
export interface Shelved {
  readonly id: EntryId
  readonly session: string
  readonly endedAt: Instant | null
  readonly readAt: Instant
  /** Since when its files are gone; null while they are there. */
  readonly goneAt: Instant | null
}

/** The recordings: a row for each session of a source. */
export class Library extends Context.Service<
  Library,
  {
    /** At most `limit`, behind the place `after` in their order. */
    readonly list: (
      filter: LibraryFilter,
      page: { readonly sort: LibrarySort; readonly limit: number; readonly after: LibraryPlace | null }
    ) => Effect.Effect<ReadonlyArray<SeenEntry>>
    readonly count: (filter: LibraryFilter) => Effect.Effect<number>
    /** What began from each of ascending moments up to the next one: one total less than there are moments. */
    readonly totals: (
      filter: LibraryFilter,
      moments: ReadonlyArray<Instant>
    ) => Effect.Effect<ReadonlyArray<LibraryTotal>>
    /** Those of these ids that these eyes may see, in the trash or not, by their ids. */
    readonly find: (ids: ReadonlyArray<EntryId>, eyes: Eyes) => Effect.Effect<ReadonlyArray<SeenEntry>>
    /** The same for who is about to change them: within `Atomically` nobody else does until the unit ends. */
    readonly claim: (ids: ReadonlyArray<EntryId>, eyes: Eyes) => Effect.Effect<ReadonlyArray<SeenEntry>>

    /** Takes in what files tell of recordings of a source, read at `at`: what people said of them stays, and none of them is gone. */
    readonly put: (id: SourceId, facts: ReadonlyArray<LibraryFacts>, at: Instant) => Effect.Effect<void>
    /** The files of these sessions are not there any more. */
    readonly gone: (id: SourceId, sessions: ReadonlyArray<string>, at: Instant) => Effect.Effect<void>
    /** All recordings of a source, gone ones and those in the trash as well. */
    readonly shelf: (id: SourceId) => Effect.Effect<ReadonlyArray<Shelved>>
    /** The recordings that go on, as far as was last written down. */
    readonly open: Effect.Effect<ReadonlyArray<{ readonly sourceId: SourceId; readonly session: string }>>

    /** Keeps recordings from every rule and from the trash, on behalf of a user; no longer with null. */
    readonly keep: (ids: ReadonlyArray<EntryId>, by: UserId | null, at: Instant) => Effect.Effect<void>
    /** Puts recordings into the trash, for its whole time, or with null takes them out of it. */
    readonly trash: (ids: ReadonlyArray<EntryId>, at: Instant | null) => Effect.Effect<void>
    /** All recordings that are in no trash, as rules see them; in any order. */
    readonly ruled: Effect.Effect<ReadonlyArray<Ruled>>
    /** What each source that these eyes may see has, in the trash and out of it. */
    readonly bySource: (eyes: Eyes) => Effect.Effect<ReadonlyArray<SourceShare>>
    /** Lets what was put into the trash by a moment, and is neither kept nor goes on, wait there no longer; how much that is. */
    readonly empty: (by: Instant, at: Instant) => Effect.Effect<Omit<LibraryTotal, "duration">>
    /** Of what was put into the trash by a moment or waits there no longer, and is neither kept nor goes on, the first so many, those that were put there first in front, and the oldest of those. */
    readonly expired: (by: Instant, limit: number) => Effect.Effect<ReadonlyArray<LibraryEntry>>
    /** Notes how far a user is, and whether they have seen all; what is left out stays. Rows that are not there any more are left out. */
    readonly see: (
      ids: ReadonlyArray<EntryId>,
      by: UserId,
      what: { readonly position?: Millis; readonly seen?: boolean },
      at: Instant
    ) => Effect.Effect<void>
    /** Forgets recordings and who saw them. */
    readonly remove: (ids: ReadonlyArray<EntryId>) => Effect.Effect<void>
  }
>()("sticky-dvr/ports/Library") {}
