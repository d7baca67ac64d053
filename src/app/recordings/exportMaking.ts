import { Data, Effect } from "effect"
import type { Part } from "../../domain/recordings/Excerpt.ts"
import { type Export, fileName, partName } from "../../domain/recordings/Export.ts"
import { roomLeft } from "../../domain/recordings/StorageRules.ts"
import { tellBytes } from "../../domain/values/Sizes.ts"
import { ExportFiles } from "../../ports/ExportFiles.ts"
import { type ExportOutcome, Exports } from "../../ports/Exports.ts"
import { type Made, MediaCopy } from "../../ports/MediaCopy.ts"
import { LiveState } from "../supervision/live/LiveState.ts"
import { excerptParts } from "./excerptParts.ts"

/** From one note of how far it is to the next. */
const pace = "1 second"

/** It would make the disk nearly full, for which recordings are erased, and soon none are made. */
class NoRoomFor extends Data.TaggedError("NoRoomFor")<{ readonly bytes: number; readonly left: number }> {
  override get message() {
    return `It takes about ${tellBytes(this.bytes)}, and with ${tellBytes(this.left)} more the disk is nearly full. Delete what is not needed, recordings or other exports, and ask for it again.`
  }
}

/** There is room for it, but others that are under way take that. */
class RoomTaken extends Data.TaggedError("RoomTaken") {
  override get message() {
    return "Other exports take the room that there is."
  }
}

const bytesOf = (parts: ReadonlyArray<Part>): number => parts.reduce((sum, { from, to }) => sum + (to - from), 0)
const lengthOf = (parts: ReadonlyArray<Part>): number => parts.reduce((sum, { duration }) => sum + duration, 0)

const sentence = (text: string): string => (text.endsWith(".") ? text : `${text}.`)

/** Whether exports can be made here now: this backend leads, and what is written goes where it belongs. */
export const mayMake = (live: LiveState["Service"]): boolean => live.leading() && live.storage().obstacle === null

/** Makes an export as an attempt that is under way; what came of it, null where somebody deleted it or another attempt took its place. */
export const exportMaking = Effect.gen(function* () {
  const copier = yield* MediaCopy
  const exports = yield* Exports
  const files = yield* ExportFiles
  const find = yield* excerptParts
  const live = yield* LiveState

  /** The bytes that attempts under way are still to write. */
  const toCome = new Map<string, number>()

  const takeRoom = Effect.fnUntraced(function* (attempt: string, bytes: number) {
    const left = roomLeft(live.storage().free, live.settings().settings.min_free_space)
    if (left !== null && left < bytes) return yield* new NoRoomFor({ bytes, left })
    const taken = [...toCome.values()].reduce((sum, some) => sum + some, 0)
    if (left !== null && left < taken + bytes) return yield* new RoomTaken()
    yield* Effect.acquireRelease(
      Effect.sync(() => toCome.set(attempt, bytes)),
      () => Effect.sync(() => toCome.delete(attempt))
    )
  })

  /** Until somebody deletes it, or it is to wait. */
  const watched = Effect.fnUntraced(function* (one: Export, attempt: string, duration: number, how: () => Made) {
    while (true) {
      if (!mayMake(live)) return { _tag: "again" } as const
      if (!(yield* exports.progress(one.id, attempt, { duration, ...how() }))) return null
      yield* Effect.sleep(pace)
    }
  })

  const made = Effect.fnUntraced(function* (one: Export, attempt: string) {
    const { parts } = yield* find(one, one)
    const bytes = bytesOf(parts)
    yield* takeRoom(attempt, bytes)
    const name = partName(one.id, attempt)
    yield* Effect.addFinalizer(() => files.remove(name))
    const place = yield* files.place(name)
    let how: Made = { made: 0, bytes: 0 }
    const saved = Effect.gen(function* () {
      const ending = yield* copier.save(one, parts, place, (far) => {
        how = far
        if (toCome.has(attempt)) toCome.set(attempt, Math.max(0, bytes - far.bytes))
      })
      const file = fileName(one.id, attempt, ending)
      return { _tag: "done", file, bytes: yield* files.rename(name, file) } as const
    })
    return yield* Effect.raceFirst(
      saved,
      watched(one, attempt, lengthOf(parts), () => how)
    )
  })

  return (one: Export, attempt: string): Effect.Effect<ExportOutcome | null> =>
    Effect.scoped(made(one, attempt)).pipe(
      Effect.catch(({ _tag, message }) =>
        Effect.succeed<ExportOutcome>(
          // What fails for the disk's sake or others', or because it is not yet known what is there, is no fault of its own.
          _tag === "StillReading" || _tag === "RoomTaken" || !mayMake(live)
            ? { _tag: "again" }
            : { _tag: "failed", error: sentence(message) }
        )
      )
    )
})
