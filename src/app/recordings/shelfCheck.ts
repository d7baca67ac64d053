import { Effect } from "effect"
import { stale } from "../../domain/recordings/Shelf.ts"
import type { SourceId } from "../../domain/values/Ids.ts"
import { type Instant, later, type Millis } from "../../domain/values/Time.ts"
import { Library } from "../../ports/Library.ts"
import { MediaFiles } from "../../ports/MediaFiles.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { catalogue } from "./catalogue.ts"
import { folderIsThere } from "./folderIsThere.ts"
import { openSessions } from "./openSessions.ts"
import type { SessionOf } from "./readSession.ts"

/** What is missing must be so for this long: files are moved, and a share may be away before that is known. */
export const doubt: Millis = 10_000

/**
 * Compares what the library has of a source with its folders: what is new there, or changed since it was read, is read; what is not there
 * any more is gone once it was missed twice. Whether it is to be looked at again soon.
 */
export const shelfCheck = Effect.gen(function* () {
  const live = yield* LiveState
  const library = yield* Library
  const media = yield* MediaFiles
  const write = yield* catalogue
  const { now, toWall } = yield* timeline
  const missed = new Map<SourceId, { readonly at: Instant; readonly sessions: ReadonlySet<string> }>()
  const isSure = (): boolean => folderIsThere(live)

  const judge = Effect.fnUntraced(function* (source: SessionOf, missing: ReadonlyArray<string>) {
    const before = missed.get(source.id)
    if (missing.length === 0) {
      missed.delete(source.id)
      return false
    }
    if (before !== undefined && now() >= later(before.at, doubt)) {
      missed.delete(source.id)
      const sure = missing.filter((session) => before.sessions.has(session))
      if (isSure()) yield* library.gone(source.id, sure, toWall(now()))
      return sure.length < missing.length
    }
    if (before === undefined) missed.set(source.id, { at: now(), sessions: new Set(missing) })
    return true
  })

  return Effect.fnUntraced(function* (source: SessionOf) {
    if (!(yield* media.has(source.driver))) return false
    const folders = yield* Effect.option(media.sessions(source))
    if (folders._tag === "None") return false
    const { missing, unread } = stale(yield* library.shelf(source.id), folders.value)
    const open = openSessions(live, source.id)
    for (const session of unread) {
      if (!open.has(session)) yield* write(source, session, { at: toWall(now()), isOpen: false, isSure })
    }
    return yield* judge(source, missing)
  })
})
