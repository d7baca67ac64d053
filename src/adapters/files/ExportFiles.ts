import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, FileSystem, Layer, Option, Path } from "effect"
import { ofFile } from "../../domain/recordings/Export.ts"
import { exportsFolder } from "../../domain/recordings/MediaName.ts"
import type { Instant } from "../../domain/values/Time.ts"
import { ExportFiles, NoExportFolder } from "../../ports/ExportFiles.ts"
import { type MediaFile, NoSuchFile, type OpenFile } from "../../ports/MediaFiles.ts"
import { reading } from "./Read.ts"

/** The exports of the recordings below `root`. Nothing but what is called as an export is seen or touched. */
const make = Effect.fnUntraced(function* (root: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const read = yield* reading
  const folder = path.join(root, exportsFolder)
  const placeOf = (name: string): string => path.join(folder, name)
  const cant = ({ message }: { readonly message: string }) => new NoExportFolder({ reason: message })

  const seen = Effect.fnUntraced(function* (name: string) {
    if (ofFile(name) === undefined) return yield* Effect.fromOption(Option.none<never>())
    const info = yield* fs.stat(placeOf(name))
    if (info.type !== "File") return yield* Effect.fromOption(Option.none<never>())
    const modifiedAt = Option.match(info.mtime, { onNone: () => 0, onSome: (date) => date.getTime() }) as Instant
    const file: MediaFile = {
      ...{ path: `${exportsFolder}/${name}`, name, session: "" },
      ...{ bytes: Number(info.size), startedAt: modifiedAt, modifiedAt }
    }
    return file
  })

  return ExportFiles.of({
    place: (name) =>
      fs.makeDirectory(folder, { recursive: true }).pipe(Effect.as(placeOf(name)), Effect.mapError(cant)),
    rename: Effect.fnUntraced(function* (from: string, to: string) {
      yield* fs.rename(placeOf(from), placeOf(to))
      return Number((yield* fs.stat(placeOf(to))).size)
    }, Effect.mapError(cant)),
    open: (name) =>
      seen(name).pipe(
        Effect.map((file): OpenFile => ({ file, path: file.path, read: (range) => read(folder, file, range) })),
        Effect.mapError(() => new NoSuchFile({ path: name }))
      ),
    remove: (name) => Effect.ignore(fs.remove(placeOf(name), { force: true })),
    list: Effect.gen(function* () {
      const names = yield* Effect.orElseSucceed(fs.readDirectory(folder), (): ReadonlyArray<string> => [])
      const found = yield* Effect.forEach(names, (name) => Effect.option(seen(name)), { concurrency: 8 })
      return found.flatMap((one) => Option.toArray(one))
    })
  })
})

export const layer = (root: string) => Layer.effect(ExportFiles, make(root)).pipe(Layer.provide(NodeServices.layer))
