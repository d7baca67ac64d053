import { Console, Effect, Layer, Path } from "effect"
import { Command } from "effect/cli"
import * as MediaFiles from "../adapters/files/MediaFiles.ts"
import * as PlaybackIndex from "../adapters/files/PlaybackIndex.ts"
import { rescan } from "../app/recordings/rescan.ts"
import { textOf } from "../environment/Variables.ts"
import type { Library } from "../ports/Library.ts"
import type { Sources } from "../ports/Sources.ts"
import type { WorkerEvents } from "../ports/WorkerEvents.ts"

/** The recordings' folder of this installation, as its programs find it. */
const mediaRoot = Effect.gen(function* () {
  const path = yield* Path.Path
  const given = yield* textOf("MEDIA_ROOT")
  return path.resolve(given ?? path.join((yield* textOf("DATA_DIR")) ?? "data", "recordings"))
})

const counted = (n: number, what: string): string => `${n} ${n === 1 ? what : `${what}s`}`

/** The command that makes the library anew from the disk, on this store. */
export const rescanCommand = <E, R>(store: Layer.Layer<Library | Sources | WorkerEvents, E, R>) =>
  Command.make(
    "rescan",
    {},
    Effect.fn("admin.rescan")(function* () {
      const root = yield* mediaRoot
      const world = Layer.mergeAll(store, MediaFiles.layer(root), PlaybackIndex.layer(root))
      const { gone, recordings, sources, unread } = yield* Effect.provide(rescan, world)
      yield* Console.log(
        `In ${root}: ${counted(recordings, "recording")} of ${counted(sources, "source")}; ${gone} that the library had have no files any more.`
      )
      if (unread > 0) {
        yield* Console.log(
          `${counted(unread, "folder")} could not be read in time: run it again when the disk is less busy.`
        )
      }
    })
  ).pipe(Command.withDescription("Make the library of recordings anew from the files in MEDIA_ROOT"))
