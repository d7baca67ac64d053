import { Effect, FileSystem, Option, Path } from "effect"
import { codingIn } from "../../media/Coding.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"
import type { FileCoding } from "../../ports/PlaybackIndex.ts"

/** Enough of a beginning to hold the first picture's parameters, or the header of fragmented MP4. */
const headBytes = 256 * 1024

/** Tells how files are coded from their beginnings. */
export const readingCodings = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path

  return Effect.fnUntraced(function* (folder: string, file: MediaFile) {
    const open = yield* fs.open(path.join(folder, file.name), { noFollow: true })
    const head = yield* open.readAlloc(headBytes, { position: 0n })
    const told = Option.isNone(head) ? undefined : codingIn(head.value)
    if (told === undefined) return null
    const coding: FileCoding = {
      codecs: told.codecs.join(",") || null,
      width: told.width ?? null,
      height: told.height ?? null
    }
    return coding
  }, Effect.scoped)
})
