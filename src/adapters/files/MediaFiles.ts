import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Layer, Option, Path } from "effect"
import type { SourceKey } from "../../domain/subscriptions/Names.ts"
import { MediaFiles, MediaUndeletable, NoSuchFile, type OpenFile } from "../../ports/MediaFiles.ts"
import { listing } from "./FileList.ts"
import { fileStats } from "./FileStats.ts"
import { folders } from "./Folders.ts"
import * as Inside from "./Inside.ts"
import { measuring } from "./Measure.ts"
import { reading } from "./Read.ts"
import { realPath } from "./RealPath.ts"
import { removing } from "./Remove.ts"
import { probing } from "./Storage.ts"

/** The recordings below `root`, an absolute folder, in `<driver>/<source>/<session>/`. */
export const make = Effect.fnUntraced(function* (root: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const real = yield* realPath
  const inside = yield* Inside.below(root)
  const stats = yield* fileStats
  const read = yield* reading
  const remove = yield* removing(stats)

  /** The file and its real folder. */
  const found = (key: SourceKey, relative: string) =>
    Effect.gen(function* () {
      const { name, session } = yield* Effect.fromOption(Option.fromUndefinedOr(Inside.recordingAt(relative)))
      const folder = yield* Effect.flatMap(inside.session(key, session), Effect.fromOption)
      return { folder, file: yield* stats.file(folder, session, name) }
    }).pipe(Effect.mapError(() => new NoSuchFile({ path: relative })))

  /** What a link leads to is another source's to remove. */
  const isOwn = (key: SourceKey, relative: string) =>
    Effect.flatMap(Effect.orElseSucceed(inside.own(key), Option.none), Effect.fromOption).pipe(
      Effect.mapError(() => new NoSuchFile({ path: relative }))
    )

  return MediaFiles.of({
    root,
    list: yield* listing(inside, stats),
    ...(yield* folders(root, inside)),
    has: (driver) => Effect.orElseSucceed(fs.exists(path.join(root, driver)), () => false),
    open: Effect.fn("MediaFiles.open")(
      function* (key, relative) {
        const { file, folder } = yield* found(key, relative)
        const base = yield* real(root)
        const opened: OpenFile = {
          file,
          path: path.relative(base, path.join(folder, file.name)),
          read: (range) => read(folder, file, range)
        }
        return opened
      },
      (effect, _, relative) => Effect.mapError(effect, () => new NoSuchFile({ path: relative }))
    ),
    measure: yield* measuring(inside, stats),
    remove: (key, relative) =>
      isOwn(key, relative).pipe(
        Effect.andThen(found(key, relative)),
        Effect.flatMap(({ file, folder }) => remove(folder, file)),
        Effect.catchTag("PlatformError", ({ message, reason }) =>
          Effect.fail(
            reason._tag === "NotFound"
              ? new NoSuchFile({ path: relative })
              : new MediaUndeletable({ path: relative, reason: message })
          )
        )
      ),
    ...probing(root)
  })
})

export const layer = (root: string) => Layer.effect(MediaFiles, make(root)).pipe(Layer.provide(NodeServices.layer))
