import { Effect, FileSystem, Option, Path } from "effect"
import { markName } from "../domain/recordings/MediaName.ts"

/** The recordings' folder that a file lies in, known by its mark, and the disk that it was on. */
interface Root {
  readonly folder: string
  readonly device: bigint
}

/**
 * Looks for the recordings' folder above a file, and answers how to tell whether its disk is still there. A folder without a mark is not
 * watched over here.
 */
export const rootAbove = Effect.fnUntraced(function* (file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const isMarked = (folder: string) => Effect.orElseSucceed(fs.exists(path.join(folder, markName)), () => false)
  const deviceOf = (folder: string) => Effect.option(Effect.map(fs.stat(folder), ({ dev }) => dev))

  let root: Root | undefined
  for (let folder = path.dirname(file); root === undefined; folder = path.dirname(folder)) {
    const device = (yield* isMarked(folder)) ? yield* deviceOf(folder) : Option.none()
    if (Option.isSome(device)) root = { folder, device: device.value }
    if (folder === path.dirname(folder)) break
  }
  const known = root

  /** The folder's path where another disk lies in its place, none while all is well. */
  const away = Effect.gen(function* () {
    if (known === undefined || (yield* isMarked(known.folder))) return Option.none<string>()
    const device = yield* deviceOf(known.folder)
    return Option.isSome(device) && device.value === known.device ? Option.none() : Option.some(known.folder)
  })
  return { away }
})
