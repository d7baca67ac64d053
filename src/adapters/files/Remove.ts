import { Effect, FileSystem, Path } from "effect"
import { recordingOf } from "../../domain/recordings/MediaName.ts"
import { FileInUse, type MediaFile } from "../../ports/MediaFiles.ts"
import { removeEmpty } from "./Disk.ts"
import type { FileStats } from "./FileStats.ts"

/** A file that was written within this time may still be open. */
const settled = 60_000

/** Within this time a recorder may still return to a session's folder (its longest wait for a new recording is half that). */
const abandoned = 3_600_000

/** Removes recordings with what was made of them. */
export const removing = Effect.fnUntraced(function* (stats: FileStats) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const drop = (place: string) => Effect.ignore(fs.remove(place, { force: true }))

  /** What is told of a recording goes with the last of its files. */
  const dropSidecar = Effect.fnUntraced(function* (folder: string, recording: string) {
    const sidecar = path.join(folder, `${recording}.json`)
    if (!(yield* Effect.orElseSucceed(fs.exists(sidecar), () => false))) return
    const left = yield* stats.names(folder)
    if (!left.some((name) => recordingOf(name) === recording)) yield* drop(sidecar)
  })

  return Effect.fn("MediaFiles.remove")(function* (folder: string, file: MediaFile) {
    const age = yield* stats.age(file)
    if (age < settled) return yield* new FileInUse({ path: file.path })
    const place = path.join(folder, file.name)
    yield* fs.remove(place)
    yield* drop(place.replace(/\.[^.]+$/, ".jpg"))
    yield* dropSidecar(folder, recordingOf(file.name))
    if (file.session === "" || age < abandoned) return
    if (yield* removeEmpty(folder)) yield* drop(`${folder}.jpg`)
  })
})
