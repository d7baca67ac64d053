import { Effect, FileSystem, Option, Path } from "effect"
import { isFetchable, isRecordingName } from "../../domain/recordings/MediaName.ts"
import { type SourceKey, sourceKeyOf } from "../../domain/subscriptions/Names.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { MediaUnreadable, type SessionFolder } from "../../ports/MediaFiles.ts"
import type { Inside } from "./Inside.ts"

/** Whether a folder of this name may be a session's. */
const isSession = (name: string): boolean => !name.startsWith(".") && isFetchable(name) && !isRecordingName(name)

/** Tells the folders of sessions, and of sources, without a look at what is in them. */
export const folders = Effect.fnUntraced(function* (root: string, inside: Inside) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  /** When something was last put into a folder or taken out of it; none for what is no folder. */
  const changed = (place: string) =>
    Effect.option(
      Effect.flatMap(fs.lstat(place), ({ mtime, type }) =>
        Effect.fromOption(type === "Directory" ? Option.map(mtime, (date) => date.getTime() as Instant) : Option.none())
      )
    )

  return {
    sessions: Effect.fn("MediaFiles.sessions")(
      function* (key: SourceKey) {
        const source = yield* inside.own(key)
        if (Option.isNone(source)) return []
        const names = (yield* fs.readDirectory(source.value)).filter(isSession).sort()
        const found = yield* Effect.forEach(names, (name) => changed(path.join(source.value, name)), { concurrency: 8 })
        return found.flatMap((at, i): ReadonlyArray<SessionFolder> => {
          const session = names[i]
          return Option.isNone(at) || session === undefined ? [] : [{ session, changedAt: at.value }]
        })
      },
      Effect.mapError((error) => new MediaUnreadable({ reason: error.message }))
    ),
    sources: Effect.gen(function* () {
      const found: Array<SourceKey> = []
      for (const driver of (yield* fs.readDirectory(root)).sort()) {
        const names = yield* Effect.orElseSucceed(fs.readDirectory(path.join(root, driver)), () => [])
        for (const username of names.sort()) {
          const key = sourceKeyOf(driver, username)
          if (key._tag === "Success" && Option.isSome(yield* changed(path.join(root, driver, username)))) {
            found.push(key.success)
          }
        }
      }
      return found
    }).pipe(Effect.mapError((error) => new MediaUnreadable({ reason: error.message })))
  }
})
