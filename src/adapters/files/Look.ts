import { Effect, FileSystem, Option, Path } from "effect"
import { isRecordingName } from "../../domain/recordings/MediaName.ts"
import type { Instant } from "../../domain/values/Time.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"
import * as Time from "../../runtime/Time.ts"

/** Looks at files and folders of recordings, without opening any. */
export const looking = Effect.gen(function* () {
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

  /** The names of the recordings directly in a real folder, in order. */
  const names = (folder: string) => Effect.map(fs.readDirectory(folder), (all) => all.filter(isRecordingName).sort())

  /** The recordings of these names; what vanishes meanwhile is left out. */
  const named = (folder: string, session: string, some: ReadonlyArray<string>) =>
    Effect.map(
      Effect.forEach(some, (name) => Effect.option(file(folder, session, name)), { concurrency: 8 }),
      (found) => found.flatMap((one) => Option.toArray(one))
    )

  /** The recordings directly in a real folder, by name. */
  const files = (folder: string, session: string) => Effect.flatMap(names(folder), (all) => named(folder, session, all))

  /** How long ago the file was last written, in milliseconds. */
  const age = (one: MediaFile) => Effect.map(Time.now, (now) => now - one.modifiedAt)

  return { file, files, names, named, age }
})

export type Look = Effect.Success<typeof looking>
