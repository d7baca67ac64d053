import { Clock, Effect, FileSystem, Option, Path, Ref } from "effect"
import { isRecordingName } from "../../domain/MediaName.ts"
import type { SourceKey } from "../../domain/Names.ts"
import type { Instant } from "../../domain/Time.ts"
import { type MediaFile, MediaUnreadable } from "../../ports/MediaFiles.ts"
import type { Inside } from "./Inside.ts"

/** How long a list may take before it is given as far as it got. */
const patience = "2 seconds"

const descending = (a: string, b: string) => (a < b ? 1 : a > b ? -1 : 0)

/** Looks at files and folders of recordings, without opening any. */
export const looking = Effect.fnUntraced(function* (inside: Inside) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  /** The file as it stands in its real folder; fails when it is missing or not a regular file. */
  const file = Effect.fnUntraced(function* (folder: string, session: string, name: string) {
    const info = yield* fs.lstat(path.join(folder, name))
    if (info.type !== "File") return yield* Effect.fromOption(Option.none<MediaFile>())
    const modified = Option.match(info.mtime, { onNone: () => 0, onSome: (date) => date.getTime() })
    const born = Option.match(info.birthtime, { onNone: () => 0, onSome: (date) => date.getTime() })
    const found: MediaFile = {
      path: session === "" ? name : `${session}/${name}`,
      name,
      session,
      bytes: Number(info.size),
      startedAt: (born > 0 && born < modified ? born : modified) as Instant,
      modifiedAt: modified as Instant
    }
    return found
  })

  /** The recordings directly in a real folder, by name; what vanishes meanwhile is left out. */
  const files = Effect.fnUntraced(function* (folder: string, session: string) {
    const names = (yield* fs.readDirectory(folder)).filter(isRecordingName).sort()
    const found = yield* Effect.forEach(names, (name) => Effect.option(file(folder, session, name)), { concurrency: 8 })
    return found.flatMap((one) => Option.toArray(one))
  })

  const isFolder = (place: string) =>
    Effect.orElseSucceed(
      Effect.map(fs.lstat(place), (info) => info.type === "Directory"),
      () => false
    )

  const list = Effect.fn("MediaFiles.list")(
    function* (key: SourceKey, limit: number) {
      const source = yield* inside.source(key)
      if (Option.isNone(source)) return { files: [], complete: true }
      const found = yield* Ref.make<ReadonlyArray<MediaFile>>([])
      const all = Effect.gen(function* () {
        const names = (yield* fs.readDirectory(source.value)).filter((name) => !name.startsWith(".")).sort(descending)
        for (const name of names) {
          if ((yield* Ref.get(found)).length > limit) return
          const folder = path.join(source.value, name)
          if (!isRecordingName(name) && (yield* isFolder(folder))) {
            const more = yield* Effect.orElseSucceed(files(folder, name), () => [])
            yield* Ref.update(found, (before) => [...before, ...more])
          }
        }
        const flat = yield* files(source.value, "")
        yield* Ref.update(found, (before) => [...before, ...flat])
      })
      const inTime = yield* Effect.timeoutOption(all, patience)
      const listed = yield* Ref.get(found)
      return { files: listed.slice(0, limit), complete: Option.isSome(inTime) && listed.length <= limit }
    },
    Effect.mapError((error) => new MediaUnreadable({ reason: error.message }))
  )

  /** How long ago the file was last written, in milliseconds. */
  const age = (one: MediaFile) => Effect.map(Clock.currentTimeMillis, (now) => now - one.modifiedAt)

  return { file, files, list, age }
})

export type Look = Effect.Success<ReturnType<typeof looking>>
