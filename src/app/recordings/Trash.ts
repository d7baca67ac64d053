import { Effect, Layer } from "effect"
import type { LibraryEntry } from "../../domain/recordings/LibraryEntry.ts"
import { mayErase } from "../../domain/recordings/Trash.ts"
import { parseDuration } from "../../domain/values/Durations.ts"
import { type Instant, later } from "../../domain/values/Time.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Library } from "../../ports/Library.ts"
import { unlessAway } from "../../ports/storeAway.ts"
import * as Loop from "../../runtime/Loop.ts"
import { timeline } from "../../runtime/Timeline.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { catalogue } from "./catalogue.ts"
import { Erasing } from "./Erasing.ts"
import { folderIsThere } from "./folderIsThere.ts"
import { MakingRoom } from "./MakingRoom.ts"
import { nobodysEyes } from "./nobodysEyes.ts"
import { openSessions } from "./openSessions.ts"
import { Postponed } from "./Postponed.ts"
import { StorageWatch } from "./StorageWatch.ts"

/** From one look at the trash to the next, and how many recordings are erased in one: deleting keeps a disk from those who write. */
const pace = "10 seconds"
const atATime = 5

/**
 * Empties the trash at the backend that leads: what has been in it for long enough is erased, a few at a time, the first in first. Its files
 * are read once more before; what goes on, is kept, or grew since it was put there is not erased, and the last leaves the trash. What can't be erased
 * waits while others are. Whatever
 * ends this in the middle leaves a recording that is there or one in the trash, which is erased later.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    const atomically = yield* Atomically
    const erasing = yield* Erasing
    const library = yield* Library
    const live = yield* LiveState
    const postponed = yield* Postponed
    const room = yield* MakingRoom
    const storage = yield* StorageWatch
    const write = yield* catalogue
    const { now, toWall } = yield* timeline

    const isWell = (): boolean => live.leading() && folderIsThere(live)

    /** Takes a recording out of sight, so that nobody keeps or restores it any more; whether it is to be erased. */
    const claimed = (entry: LibraryEntry, by: Instant) =>
      atomically.run(
        Effect.gen(function* () {
          const [current] = yield* library.claim([entry.id], nobodysEyes)
          if (current === undefined) return false
          const verdict = mayErase(current, by)
          if (verdict === "grown") yield* library.trash([entry.id], null)
          if (verdict === "yes") yield* library.gone(entry.sourceId, [entry.session], toWall(now()))
          return verdict === "yes"
        })
      )

    const read = (entry: LibraryEntry) => {
      const source = live.source(entry.sourceId)
      if (source === undefined) return Effect.succeed("unread" as const)
      const isOpen = openSessions(live, entry.sourceId).has(entry.session)
      return write(source, entry.session, { at: toWall(now()), isOpen, isSure: isWell })
    }

    /** Lets others have their turn; told once. */
    const postpone = ({ id, session }: LibraryEntry, why: string) =>
      postponed.add(id) ? Effect.logWarning(`${session} stays in the trash for now: ${why}`) : Effect.void

    const erase = Effect.fnUntraced(function* (entry: LibraryEntry, by: Instant, note: (erased: number) => void) {
      const found = yield* read(entry)
      // A look may be wrong: where its files are found again, all that is known of it is as it was.
      if (found === "empty") return
      if (found === "unread") return yield* postpone(entry, "Its files could not be read, or its source is not known.")
      if (!(yield* claimed(entry, by))) return
      const erased = yield* Effect.result(erasing.session("trash", entry, entry.session))
      if (erased._tag === "Success") note(entry.bytes)
      if (erased._tag === "Success" || erased.failure._tag === "NoSuchSession") return yield* library.remove([entry.id])
      yield* postpone(entry, erased.failure.message)
      yield* read(entry)
    })

    const turn = Effect.gen(function* () {
      const held = parseDuration(live.settings().settings.trash_retention) ?? Number.POSITIVE_INFINITY
      // A disk that is nearly full has no room for what nobody wants.
      const isForRoom = (yield* room.needed) > 0
      const free = live.storage().free
      const by = later(toWall(now()), isForRoom ? 0 : -held)
      let bytes = 0
      const note = (erased: number): void => {
        bytes += erased
        if (isForRoom && free !== null) room.erased(bytes, free)
      }
      const expired = yield* library.expired(by, atATime + postponed.count())
      const some = expired.filter(({ id }) => !postponed.isWaiting(id)).slice(0, atATime)
      for (const entry of some) if (isWell()) yield* erase(entry, by, note)
    })

    yield* Loop.run(
      "the trash",
      Effect.gen(function* () {
        yield* Effect.sleep(pace)
        yield* storage.probed
        if (isWell()) yield* unlessAway(turn, undefined)
      })
    )
  })
)
