import { Effect, FileSystem, Option, Path } from "effect"
import type { Millis } from "../../domain/values/Time.ts"
import { boxHeader, boxHeaderLength, movieDuration, movieHeaderLength } from "../../media/MovieBoxes.ts"
import { movieLength } from "../../media/MovieScan.ts"
import { clockWrap, ticksPerSecond } from "../../media/TimeStamps.ts"
import { packetLength } from "../../media/TransportPacket.ts"
import { TransportScan } from "../../media/TransportScan.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"
import { bounded } from "./Bounded.ts"

/** Enough of either end to meet a frame of any ordinary stream. */
const endBytes = packetLength * 2048

/** Longer than any file of a recorder: time stamps that far apart don't belong together. */
const longest = 26 * 3_600_000

/** More boxes than any ordinary file has before its `moov`. */
const mostBoxes = 1000

const readFrom = (open: FileSystem.File, position: number, size: number) =>
  Effect.map(
    open.readAlloc(size, { position: BigInt(position) }),
    Option.getOrElse(() => new Uint8Array())
  )

/** How long an MP4 file plays, from its movie header, which is the first thing within its `moov`, or by its fragments; null when neither tells. */
const durationOfMovie = Effect.fnUntraced(function* (open: FileSystem.File, bytes: number) {
  let at = 0
  for (let i = 0; i < mostBoxes && Number.isFinite(at); i++) {
    const box = boxHeader(yield* readFrom(open, at, boxHeaderLength))
    if (box === null) return null
    if (box.type === "mvhd")
      return (
        movieDuration(yield* readFrom(open, at + box.header, movieHeaderLength)) ||
        (yield* durationOfFragments(open, bytes))
      )
    at += box.type === "moov" ? box.header : box.size
  }
  return null
})

/** Enough of a file's end to hold the last of its fragments. */
const tailBytes = 4 * 1024 * 1024

const durationOfFragments = Effect.fnUntraced(function* (open: FileSystem.File, bytes: number) {
  const head = yield* readFrom(open, 0, endBytes)
  return movieLength(head, yield* readFrom(open, Math.max(0, bytes - tailBytes), tailBytes))
})

const durationOfTransport = Effect.fnUntraced(function* (open: FileSystem.File, bytes: number) {
  const first = new TransportScan()
  first.feed(yield* readFrom(open, 0, endBytes))
  if (first.start === undefined) return null
  if (bytes <= endBytes) return first.duration
  const last = new TransportScan(first.stream)
  last.feed(yield* readFrom(open, bytes - endBytes, endBytes))
  if (last.start === undefined) return null
  const duration = (((last.end - first.start + clockWrap) % clockWrap) * 1000) / ticksPerSecond
  return duration < longest ? duration : null
})

/** What can tell by a file's ends; of other kinds nobody can here. */
const durationBy = (name: string) => {
  if (/\.(?:mp4|m4a)$/.test(name)) return durationOfMovie
  return name.endsWith(".ts") ? durationOfTransport : () => Effect.succeed(null)
}

/** Tells how long files play from their ends alone. */
export const measuringDurations = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const known = bounded<{ readonly bytes: number; readonly duration: Millis | null }>(20_000, () => 1)

  /** How long the file plays, or null when that can't be told. */
  return Effect.fnUntraced(function* (folder: string, file: MediaFile) {
    const place = path.join(folder, file.name)
    const mark = `${file.modifiedAt} ${place}`
    const found = known.get(mark)
    if (found?.bytes === file.bytes) return found.duration
    const open = yield* fs.open(place, { noFollow: true })
    const duration = yield* durationBy(file.name)(open, file.bytes)
    known.set(mark, { bytes: file.bytes, duration: duration === null ? null : Math.round(duration) })
    return known.get(mark)?.duration ?? null
  }, Effect.scoped)
})
