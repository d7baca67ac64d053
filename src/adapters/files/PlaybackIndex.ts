import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Fiber, FiberMap, Layer, Option, Semaphore } from "effect"
import type { Held } from "../../domain/recordings/Held.ts"
import type { PlayableFile } from "../../domain/recordings/Playlist.ts"
import type { Scan } from "../../media/Scan.ts"
import { ticksBetween, ticksPerSecond } from "../../media/TimeStamps.ts"
import { type MediaFile, NoSuchSession } from "../../ports/MediaFiles.ts"
import { PlaybackIndex } from "../../ports/PlaybackIndex.ts"
import { fileStats } from "./FileStats.ts"
import * as Inside from "./Inside.ts"
import { measuringDurations } from "./MeasureDuration.ts"
import { readingCodings } from "./ReadCoding.ts"
import { scanning } from "./Scanning.ts"

/** How long an answer waits for what is not read yet. */
const patience = "1500 millis"

/** The newest file counts as closed when nothing was written for this long. */
const settled = 30_000

/** Sessions that are read on at a time beside those that somebody waits for. */
const mostReading = 32

/** From the end of one file to the first frame of the next, in milliseconds. */
const gapBetween = (before: Scan, next: Scan): number | null =>
  next.start === undefined ? null : (ticksBetween(before.end, next.start) * 1000) / ticksPerSecond

/** What is played: recordings as they were recorded, and not what a converter made of one beside it. */
const playing = (files: ReadonlyArray<MediaFile>): ReadonlyArray<MediaFile> => {
  const names = new Set(files.map(({ name }) => name))
  return files.filter(
    ({ name }) => name.endsWith(".ts") || (name.endsWith(".mp4") && !names.has(name.replace(/mp4$/, "ts")))
  )
}

const playable = (file: MediaFile, scan: Scan, closed: boolean, before: Scan | undefined): PlayableFile => ({
  session: file.session,
  name: file.name,
  startedAt: file.startedAt,
  header: scan.header,
  entries: scan.entries.slice(),
  bytes: closed ? file.bytes : scan.position,
  duration: scan.duration,
  closed,
  gap: before === undefined ? null : gapBetween(before, scan)
})

/** Reads the recordings below `root` until its scope closes. */
export const make = Effect.fnUntraced(function* (root: string) {
  const inside = yield* Inside.below(root)
  const stats = yield* fileStats
  const { current, latest, scan } = yield* scanning
  const durationOf = yield* measuringDurations
  const codingOf = yield* readingCodings
  const fibers = yield* FiberMap.make<string>()
  const disk = yield* Semaphore.make(2)

  const readAll = (folder: string, files: ReadonlyArray<MediaFile>) =>
    Effect.forEach(
      files.filter((file) => current(folder, file) === undefined),
      (file) => disk.withPermit(scan(folder, file)),
      { discard: true }
    ).pipe(Effect.catchCause((cause) => Effect.logWarning("a recording could not be read for playing", cause)))

  /** Reads what is not read yet, for as long as an answer waits, and goes on afterwards. */
  const waitFor = Effect.fnUntraced(function* (folder: string, files: ReadonlyArray<MediaFile>) {
    if (files.every((file) => current(folder, file) !== undefined)) return
    if ((yield* FiberMap.size(fibers)) >= mostReading && !(yield* FiberMap.has(fibers, folder))) return
    const known = yield* FiberMap.get(fibers, folder)
    const fiber = Option.isSome(known) ? known.value : yield* FiberMap.run(fibers, folder, readAll(folder, files))
    yield* Effect.timeoutOption(Fiber.await(fiber), patience)
  })

  const session = Effect.fn("PlaybackIndex.session")(
    function* (key: Parameters<PlaybackIndex["Service"]["session"]>[0], name: string) {
      if (name === "") return yield* new NoSuchSession({ session: name })
      const folder = yield* Effect.flatMap(inside.session(key, name), Effect.fromOption)
      const all = yield* stats.files(folder, name)
      if (all.length === 0) return yield* new NoSuchSession({ session: name })
      const files = playing(all)
      yield* waitFor(folder, files)
      const read = files.every((file) => current(folder, file) !== undefined)
      const known: Array<PlayableFile> = []
      let before: Scan | undefined
      for (const [i, file] of files.entries()) {
        const scanned = current(folder, file)
        const isLast = i === files.length - 1
        const closed = scanned !== undefined && (!isLast || (yield* stats.age(file)) >= settled)
        const found = scanned ?? latest(folder, file)
        const isConverted = file.name.endsWith(".mp4") && found?.header === 0
        if (found !== undefined && !isConverted) known.push(playable(file, found, closed, before))
        if (found !== undefined && found.entries.length > 0) before = found
        if (!closed) return { files: known, complete: false, read }
      }
      return { files: known, complete: true, read }
    },
    (effect, _, name) => Effect.mapError(effect, () => new NoSuchSession({ session: name }))
  )

  const durations = Effect.fn("PlaybackIndex.durations")(function* (
    key: Parameters<PlaybackIndex["Service"]["durations"]>[0],
    files: ReadonlyArray<MediaFile>
  ) {
    const found = new Map<string, number>()
    const folders = new Map<string, string | undefined>()
    yield* Effect.forEach(
      files,
      Effect.fnUntraced(function* (file) {
        if (!folders.has(file.session)) {
          folders.set(file.session, Option.getOrUndefined(yield* inside.session(key, file.session)))
        }
        const folder = folders.get(file.session)
        if (folder === undefined) return
        const scanned = current(folder, file)
        const duration = scanned?.duration ?? (yield* Effect.orElseSucceed(durationOf(folder, file), () => null))
        if (duration !== null) found.set(file.path, Math.round(duration))
      }),
      { concurrency: 4, discard: true }
    ).pipe(Effect.timeoutOption("1 second"))
    return new Map(found)
  })

  const contents = Effect.fn("PlaybackIndex.contents")(function* (
    key: Parameters<PlaybackIndex["Service"]["contents"]>[0],
    files: ReadonlyArray<MediaFile>
  ) {
    const found = new Map<string, Held>()
    for (const file of files) {
      const folder = Option.getOrUndefined(yield* inside.session(key, file.session))
      if (folder === undefined || !/\.(?:ts|mp4)$/.test(file.name)) continue
      if (current(folder, file) === undefined) yield* disk.withPermit(scan(folder, file))
      const { duration = 0, held = 0, holes = 0, missing = 0 } = current(folder, file) ?? {}
      if (duration > 0) found.set(file.path, { duration: held, holes, missing })
      else {
        // What is no fragmented MP4 is told by its header.
        const told = yield* Effect.orElseSucceed(durationOf(folder, file), () => null)
        if (told !== null && told > 0) found.set(file.path, { duration: told, holes: 0, missing: 0 })
      }
    }
    return found
  })

  const coding = Effect.fn("PlaybackIndex.coding")(
    function* (key: Parameters<PlaybackIndex["Service"]["coding"]>[0], file: MediaFile) {
      const folder = yield* Effect.flatMap(inside.session(key, file.session), Effect.fromOption)
      return yield* codingOf(folder, file)
    },
    (effect) =>
      effect.pipe(
        Effect.timeout("1 second"),
        Effect.orElseSucceed(() => null)
      )
  )

  return PlaybackIndex.of({ session, durations, contents, coding })
})

export const layer = (root: string) => Layer.effect(PlaybackIndex, make(root)).pipe(Layer.provide(NodeServices.layer))
