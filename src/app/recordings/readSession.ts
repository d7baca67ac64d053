import { Effect } from "effect"
import type { LibraryFacts } from "../../domain/recordings/LibraryEntry.ts"
import { onRecord } from "../../domain/recordings/OnRecord.ts"
import { containerOf, originals, sessionOf } from "../../domain/recordings/SessionFiles.ts"
import { sessionGaps } from "../../domain/recordings/SessionGaps.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import { type FileCoding, PlaybackIndex } from "../../ports/PlaybackIndex.ts"
import type { StoredSource } from "../../ports/Sources.ts"
import { WorkerEvents } from "../../ports/WorkerEvents.ts"
import { filesInParts } from "./filesInParts.ts"

/** So many files are asked for at a time, and at most so often. */
const atATime = 2_000
const mostParts = 50

/** So many recordings of a source, the newest, are looked through for those of a session's files. */
const mostRecordings = 2_000

const uncoded: FileCoding = { codecs: null, width: null, height: null }

/** Whose session is read. */
export type SessionOf = Pick<StoredSource, "id" | "driver" | "username" | "createdAt">

/** What is known of a session beside its files: when that is, whether a recorder is at it, and what its site calls it. */
export interface SessionAbout {
  readonly at: Instant
  readonly isOpen: boolean
  readonly title?: string | null
}

/** What a session's folder holds: nothing at all, or nothing that could be told in time. */
export type ReadSession =
  | { readonly _tag: "read"; readonly facts: LibraryFacts }
  | { readonly _tag: "empty" }
  | { readonly _tag: "unread" }

/**
 * Reads a session from its files, with what is on record of it: when its recordings began and ended, and what is missing between. What
 * nobody wrote down the names of files and their times tell.
 */
export const readSession = Effect.gen(function* () {
  const media = yield* MediaFiles
  const index = yield* PlaybackIndex
  const stored = yield* WorkerEvents

  return Effect.fnUntraced(function* (
    source: SessionOf,
    session: string,
    { at, isOpen, title = null }: SessionAbout
  ): Effect.fn.Return<ReadSession> {
    const { files, isWhole } = yield* filesInParts(media, source, { atATime, isOwn: true, mostParts, session })
    if (!isWhole) return { _tag: "unread" }
    const durations = yield* index.durations(source, originals(files))
    const records = onRecord(files, yield* stored.recordings(source.id, mostRecordings))
    const [first] = originals(files)
    const coding = (first === undefined ? null : yield* index.coding(source, first)) ?? uncoded
    const about = { title, container: containerOf(files), ...coding }
    const facts = sessionOf(session, files, { durations, records, isOpen }, about)
    if (facts === null) return { _tag: "empty" }
    const to = facts.endedAt ?? at
    if (records.size === 0 || facts.startedAt >= to) return { _tag: "read", facts }
    const past = yield* stored.past(source.id, facts.startedAt, to)
    const gaps = sessionGaps({ ...past, knownSince: source.createdAt }, facts.startedAt, to)
    return { _tag: "read", facts: { ...facts, gaps } }
  })
})
