import { Effect, Fiber, FiberMap, FileSystem, Option } from "effect"
import { type SourceKey, showKey } from "../domain/subscriptions/Names.ts"
import type { Millis, Steady } from "../domain/values/Time.ts"
import { type MediaFile, MediaFiles } from "../ports/MediaFiles.ts"
import * as Time from "../runtime/Time.ts"
import { developing } from "./Developing.ts"
import { keeping } from "./Kept.ts"
import { lane } from "./Lane.ts"
import { reading, type Where } from "./Material.ts"
import type { Wanted } from "./Wanted.ts"

/** A source's newest picture is not made anew before this, so that one that is given is never older than a minute. */
const lasting: Millis = 55_000

/** How long an answer waits for a picture that is being made; it is there for the next one. */
const patience = "1800 millis"

/** Bytes of all pictures on the disk. */
const most = 200 * 1024 * 1024

/** Pictures made by one process: its start takes longer than any of them. */
const batch = 6

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
  const newest = yield* lane("newest pictures", batch, develop)
  const posters = yield* lane("posters", 1, develop)
  const fibers = yield* FiberMap.make<string>()
  const madeAt = new Map<string, Steady>()
  const counted = { pictures: 0, failures: 0 }

  const listed = (key: SourceKey, session?: string) =>
    media.list(key, session === undefined ? { limit: 1 } : { limit: mostFiles, session }).pipe(
      Effect.map(({ files }) => files),
      Effect.orElseSucceed((): ReadonlyArray<MediaFile> => [])
    )

  /** Makes the picture of a file in its turn and keeps what came of it. */
  const made = Effect.fnUntraced(function* (
    name: string,
    mark: string,
    by: typeof newest,
    of: { readonly key: SourceKey; readonly file: MediaFile; readonly where: Where }
  ) {
    const bytes = yield* by.make(material(of.key, of.file, of.where))
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
    yield* made(name, mark, newest, { key, file, where: "end" })
  })

  /** A session that grows gets another poster whenever it has doubled, and one more when it is done is not worth it. */
  const refreshPoster = Effect.fnUntraced(function* (key: SourceKey, session: string, name: string) {
    const files = yield* listed(key, session)
    const file = middleOf(files)
    if (file === undefined) return yield* kept.drop(name)
    const bytes = files.reduce((sum, one) => sum + one.bytes, 0)
    const before = Option.map(yield* kept.get(name), ({ mark }) => Number(mark))
    if (Option.exists(before, (then) => bytes >= then && bytes < 2 * then)) return
    yield* made(name, String(bytes), posters, { key, file, where: "middle" })
  })

  const nameOf = (wanted: Wanted) =>
    wanted._tag === "Newest" ? `${showKey(wanted.key)}/@newest` : `${showKey(wanted.key)}/${wanted.session}`

  const refresh = (wanted: Wanted, name: string) =>
    wanted._tag === "Newest" ? refreshNewest(wanted.key, name) : refreshPoster(wanted.key, wanted.session, name)

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
          running: newest.running() + posters.running(),
          queue_depth: (yield* newest.waiting) + (yield* posters.waiting)
        },
        counted
      }
    })
  }
})

export type Pictures = Effect.Success<ReturnType<typeof make>>
