import { Effect, FileSystem, Option, Path } from "effect"
import type { Millis } from "../../domain/values/Time.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"
import { bounded } from "./Bounded.ts"
import { movieDuration } from "./Movie.ts"
import { TransportScan } from "./TransportScan.ts"

/** Enough of either end to meet a frame of any ordinary stream. */
const endBytes = 188 * 2048

/** Longer than any file of a recorder: time stamps that far apart don't belong together. */
const longest = 26 * 3_600_000

const wrap = 2 ** 33

/** Tells how long files play from their ends alone. */
export const measuringDurations = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const known = bounded<{ readonly bytes: number; readonly duration: Millis | null }>(20_000, () => 1)

  const transportDuration = Effect.fnUntraced(function* (open: FileSystem.File, bytes: number) {
    const read = (position: number) =>
      Effect.map(
        open.readAlloc(endBytes, { position: BigInt(position) }),
        Option.getOrElse(() => new Uint8Array())
      )
    const first = new TransportScan()
    first.feed(yield* read(0))
    if (first.start === undefined) return null
    if (bytes <= endBytes) return first.duration
    const last = new TransportScan(first.stream)
    last.feed(yield* read(bytes - endBytes))
    if (last.start === undefined) return null
    const duration = ((last.end - first.start + wrap) % wrap) / 90
    return duration < longest ? duration : null
  })

  /** How long the file plays, or null when that can't be told. */
  return Effect.fnUntraced(function* (folder: string, file: MediaFile) {
    const place = path.join(folder, file.name)
    const mark = `${file.modifiedAt} ${place}`
    const found = known.get(mark)
    if (found?.bytes === file.bytes) return found.duration
    const open = yield* fs.open(place, { noFollow: true })
    const duration = yield* file.name.endsWith(".mp4") ? movieDuration(open) : transportDuration(open, file.bytes)
    known.set(mark, { bytes: file.bytes, duration: duration === null ? null : Math.round(duration) })
    return known.get(mark)?.duration ?? null
  }, Effect.scoped)
})
