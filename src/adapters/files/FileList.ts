import { Array as Arr, Effect, FileSystem, Option, Path } from "effect"
import { isFetchable, isRecordingName } from "../../domain/recordings/MediaName.ts"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import { type Listed, type Listing, type MediaFile, MediaUnreadable } from "../../ports/MediaFiles.ts"
import type { FileStats } from "./FileStats.ts"
import type { Inside } from "./Inside.ts"

/** How long a list may take before it is given as far as it got. */
const patience = "2 seconds"

/** So many files are looked at before what was found counts: a slow disk then still brings the list forward each time. */
const stride = 32

const descending = (a: string, b: string) => (a < b ? 1 : a > b ? -1 : 0)

/** The session and the name of a path; the session is "" for a file without one. */
const partsOf = (path: string): readonly [session: string, name: string] => {
  const at = path.indexOf("/")
  return at < 0 ? ["", path] : [path.slice(0, at), path.slice(at + 1)]
}

/** Lists a source's files, folder by folder, and stops as soon as there are enough or the disk takes too long. */
export const listing = Effect.fnUntraced(function* (inside: Inside, stats: FileStats) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  const isFolder = (place: string) =>
    Effect.orElseSucceed(
      Effect.map(fs.lstat(place), (info) => info.type === "Directory"),
      () => false
    )

  return Effect.fn("MediaFiles.list")(
    function* (key: SourceKey, { after, isOwn = false, limit, session }: Listing) {
      const [lastSession, lastName] = after === undefined ? [undefined, ""] : partsOf(after)
      const found: Array<MediaFile> = []

      const take = Effect.fnUntraced(function* (folder: string, of: string) {
        const names = yield* stats.names(folder)
        const left = of === lastSession ? names.filter((name) => name > lastName) : names
        for (const some of Arr.chunksOf(left, stride)) {
          if (found.length > limit) return
          found.push(...(yield* stats.named(folder, of, some)))
        }
      })

      const ofSession = Effect.fnUntraced(function* (name: string) {
        const folder = yield* inside.session(key, name)
        if (Option.isSome(folder)) yield* take(folder.value, name)
      })

      const ofAll = Effect.fnUntraced(function* (source: string) {
        const names = yield* fs.readDirectory(source)
        const isLeft = (name: string) => lastSession === undefined || (lastSession !== "" && name <= lastSession)
        for (const name of names
          .filter((one) => !one.startsWith(".") && isFetchable(one) && isLeft(one))
          .sort(descending)) {
          if (found.length > limit) return
          const folder = path.join(source, name)
          if (!isRecordingName(name) && (yield* isFolder(folder))) yield* Effect.ignore(take(folder, name))
        }
        yield* take(source, "")
      })

      const all = Effect.flatMap(isOwn ? inside.own(key) : inside.source(key), (source) =>
        Option.isNone(source) ? Effect.void : session === undefined ? ofAll(source.value) : ofSession(session)
      )
      const inTime = yield* Effect.timeoutOption(all, patience)
      const listed: Listed = {
        files: found.slice(0, limit),
        complete: Option.isSome(inTime) && found.length <= limit
      }
      return listed
    },
    Effect.mapError((error) => new MediaUnreadable({ reason: error.message }))
  )
})
