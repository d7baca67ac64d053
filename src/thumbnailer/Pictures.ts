import { Effect, Fiber, FiberMap, FileSystem, Option, Schedule, Semaphore } from "effect"
import { type SourceKey, showKey } from "../domain/subscriptions/Names.ts"
import type { Millis, Steady } from "../domain/values/Time.ts"
import { type MediaFile, MediaFiles } from "../ports/MediaFiles.ts"
import { PlaybackIndex } from "../ports/PlaybackIndex.ts"
import * as Time from "../runtime/Time.ts"
import { developing } from "./Developing.ts"
import { keeping } from "./Kept.ts"
import { lane } from "./Lane.ts"
import { type Material, reading } from "./Material.ts"
import { stripping } from "./Strip.ts"
import type { Wanted } from "./Wanted.ts"

/** A source's newest picture is not made anew before this, so that one that is given is never older than a minute. */
const lasting: Millis = 55_000

/** How long an answer waits for a picture that is being made; it is there for the next one. */
const patience = "1800 millis"

/** Bytes of all pictures on the disk. */
const most = 200 * 1024 * 1024

/** Pictures made by one process: its start takes longer than any of them. */
const batch = 6

/** A session to which nothing was written for so long is finished. */
const settled: Millis = 60_000

/** Files of a session that are looked at. */
const mostFiles = 10_000

const newestOf = (files: ReadonlyArray<MediaFile>): MediaFile | undefined =>
  files.reduce<MediaFile | undefined>(
    (newest, file) => (newest === undefined || file.modifiedAt >= newest.modifiedAt ? file : newest),
    undefined
  )

/** The file that holds the middle of a session, by bytes. */
const middleOf = (files: ReadonlyArray<MediaFile>): MediaFile | undefined => {
  const half = files.reduce((sum, { bytes }) => sum + bytes, 0) / 2
  let before = 0
  return files.find(({ bytes }) => {
    before += bytes
    return before >= half && bytes > 0
  })
}

/** Pictures of the recordings, made when somebody asks for one and kept in `folder`. */
export const make = Effect.fnUntraced(function* (folder: string) {
  const media = yield* MediaFiles
  const fs = yield* FileSystem.FileSystem
  yield* fs.makeDirectory(folder, { recursive: true })
  const kept = yield* keeping(folder, most)
  const develop = yield* developing(folder)
  const material = yield* reading
  const strip = yield* stripping
  const index = yield* PlaybackIndex
  const oneOf = yield* Semaphore.make(1)
  const inTurn: typeof develop = (materials) => oneOf.withPermit(develop(materials))
  const newest = yield* lane("newest pictures", batch, develop)
  // Neither waits for what is read for the other, and one process serves both.
  const posters = yield* lane("posters", 1, inTurn)
  const strips = yield* lane("strips", 1, inTurn)
  const fibers = yield* FiberMap.make<string>()
  const madeAt = new Map<string, Steady>()
  const counted = { pictures: 0, failures: 0 }

  const listed = (key: SourceKey, session?: string) =>
    media.list(key, session === undefined ? { limit: 1 } : { limit: mostFiles, session }).pipe(
      Effect.map(({ files }) => files),
      Effect.orElseSucceed((): ReadonlyArray<MediaFile> => [])
    )

  /** Makes a picture in its turn and keeps what came of it. */
  const made = Effect.fnUntraced(function* (
    name: string,
    mark: string,
    by: typeof newest,
    of: Effect.Effect<Option.Option<Material>>
  ) {
    const bytes = yield* by.make(of)
    if (Option.isNone(bytes)) return
    counted[bytes.value.length > 0 ? "pictures" : "failures"] += 1
    yield* kept.set(name, { mark, bytes: bytes.value })
  })

  const refreshNewest = Effect.fnUntraced(function* (key: SourceKey, name: string) {
    const now = yield* Time.steady
    const last = madeAt.get(name)
    if (last !== undefined && now - last < lasting) return
    const [first] = yield* listed(key)
    const file = first === undefined ? undefined : newestOf(yield* listed(key, first.session))
    if (file === undefined) return yield* kept.drop(name)
    const mark = `${file.path} ${file.bytes} ${file.modifiedAt}`
    const before = yield* kept.get(name)
    if (Option.exists(before, (one) => one.mark === mark)) return
    madeAt.set(name, now)
    yield* made(name, mark, newest, material(key, file, "end"))
  })

  /** A session that grows gets another poster whenever it has doubled, and one more when it is done is not worth it. */
  const refreshPoster = Effect.fnUntraced(function* (key: SourceKey, session: string, name: string) {
    const files = yield* listed(key, session)
    const file = middleOf(files)
    if (file === undefined) return yield* kept.drop(name)
    const bytes = files.reduce((sum, one) => sum + one.bytes, 0)
    const before = Option.map(yield* kept.get(name), ({ mark }) => Number(mark))
    if (Option.exists(before, (then) => bytes >= then && bytes < 2 * then)) return
    yield* made(name, String(bytes), posters, material(key, file, "middle"))
  })

  /** The strip of a session that nothing is written to any more: of what grows, its times would not be what they were. */
  const refreshStrip = Effect.fnUntraced(function* (key: SourceKey, session: string, name: string) {
    const files = yield* listed(key, session)
    const now = yield* Time.now
    if (files.length === 0) return yield* kept.drop(name)
    if (files.some(({ modifiedAt }) => Math.abs(now - modifiedAt) < settled)) return
    const mark = String(files.reduce((sum, { bytes }) => sum + bytes, 0))
    if (Option.exists(yield* kept.get(name), (one) => one.mark === mark)) return
    const found = index.session(key, session).pipe(
      Effect.repeat({ until: ({ read }) => read, schedule: Schedule.spaced("100 millis") }),
      Effect.flatMap(({ files }) => strip(key, files)),
      Effect.orElseSucceed(() => Option.none<Material>())
    )
    yield* made(name, mark, strips, found)
  })

  const nameOf = (wanted: Wanted) => {
    const name = showKey(wanted.key)
    if (wanted._tag === "Newest") return `${name}/@newest`
    return wanted._tag === "Poster" ? `${name}/${wanted.session}` : `${name}/${wanted.session}@strip`
  }

  const refresh = (wanted: Wanted, name: string) => {
    if (wanted._tag === "Newest") return refreshNewest(wanted.key, name)
    const refreshed = wanted._tag === "Poster" ? refreshPoster : refreshStrip
    return refreshed(wanted.key, wanted.session, name)
  }

  return {
    /** The picture; none where there is nothing to see, or not yet. Made at most once at a time, whoever asks. */
    picture: Effect.fn("Pictures.picture")(function* (wanted: Wanted) {
      const name = nameOf(wanted)
      const known = yield* FiberMap.get(fibers, name)
      const fiber = Option.isSome(known) ? known.value : yield* FiberMap.run(fibers, name, refresh(wanted, name))
      const inTime = yield* Effect.timeoutOption(Fiber.await(fiber), patience)
      if (Option.isNone(inTime)) return Option.none<Uint8Array>()
      return Option.filter(
        Option.map(yield* kept.get(name), ({ bytes }) => bytes),
        ({ length }) => length > 0
      )
    }),
    figures: Effect.gen(function* () {
      return {
        pool: {
          limit: 2,
          running: Math.min(2, newest.running() + posters.running() + strips.running()),
          queue_depth: (yield* newest.waiting) + (yield* posters.waiting) + (yield* strips.waiting)
        },
        counted
      }
    })
  }
})

export type Pictures = Effect.Success<ReturnType<typeof make>>
