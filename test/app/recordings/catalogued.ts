import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as Cataloguing from "../../../src/app/recordings/Cataloguing.ts"
import { StorageWatch } from "../../../src/app/recordings/StorageWatch.ts"
import { LiveState } from "../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../src/app/supervision/live/LiveStateInMemory.ts"
import { foundRun, noCapture, type Run } from "../../../src/domain/supervision/Run.ts"
import { unprobed } from "../../../src/domain/supervision/StorageGate.ts"
import type { UserId } from "../../../src/domain/values/Ids.ts"
import { type Instant, later } from "../../../src/domain/values/Time.ts"
import { Library } from "../../../src/ports/Library.ts"
import { type MediaFile, MediaFiles } from "../../../src/ports/MediaFiles.ts"
import { PlaybackIndex } from "../../../src/ports/PlaybackIndex.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { now, task } from "../supervision/desk.ts"
import { storedSource } from "../supervision/storedSource.ts"

export const key = { driver: "hls", username: "carol" }
const other = { driver: "hls", username: "dave" }
export const at = (seconds: number): Instant => later(now, seconds * 1_000)

export const file = (session: string, name: string, from: number, to: number, bytes = 1_000): MediaFile => ({
  path: `${session}/${name}`,
  name,
  session,
  bytes,
  startedAt: at(from),
  modifiedAt: at(to)
})

/** The library of a backend over a store in memory, and a disk that a test describes. */
export const world = Effect.gen(function* () {
  yield* TestClock.setTime(now)
  const disk = { files: [] as Array<MediaFile>, hasDriver: true, listed: [] as Array<string>, broken: "" }
  const media = Layer.mock(MediaFiles)({
    root: "/recordings",
    has: () => Effect.sync(() => disk.hasDriver),
    list: ({ username }, { session }) =>
      Effect.sync(() => {
        disk.listed.push(session ?? "")
        if (disk.broken === username) throw new Error(`what ${username} recorded can't be read`)
        return { files: disk.files.filter((one) => one.session === session), complete: true }
      }),
    sessions: () =>
      Effect.sync(() =>
        [...Map.groupBy(disk.files, ({ session }) => session)].map(([session, files]) => ({
          session,
          changedAt: files.reduce((last, { startedAt }) => Math.max(last, startedAt), 0) as Instant
        }))
      )
  })
  const index = Layer.mock(PlaybackIndex)({
    coding: (_, { name }) =>
      Effect.succeed(name.endsWith("_00000.ts") ? { codecs: "avc1.64001f,mp4a.40.2", width: 1280, height: 720 } : null),
    durations: (_, files) =>
      Effect.sync(() => new Map(files.map(({ modifiedAt, path, startedAt }) => [path, modifiedAt - startedAt])))
  })
  const built = yield* Layer.build(
    Cataloguing.layer.pipe(
      Layer.provide([media, index, Layer.succeed(StorageWatch, StorageWatch.of({ probed: Effect.void }))]),
      Layer.provideMerge([LiveStateInMemory.layer, Memory.layer])
    )
  )
  const live = Context.get(built, LiveState)
  const library = Context.get(built, Library)
  const [known, another] = yield* Context.get(built, Sources).ensure([key, other], now)
  const id = known?.id ?? (yield* Effect.die("there is one"))
  const second = storedSource(another?.id ?? (yield* Effect.die("there is another")), { ...other, createdAt: now })
  live.store([storedSource(id, { ...key, createdAt: now })], "all")
  live.setStorage({ ...unprobed, checkedAt: now }, [])
  const all = library.list(
    {
      reader: 1 as UserId,
      of: "all",
      from: null,
      to: null,
      sources: null,
      search: "",
      seen: null,
      kept: null,
      gaps: null,
      trashed: false
    },
    { sort: "newest", limit: 100, after: null }
  )
  const listed = Effect.map(all, (entries) =>
    entries.map(({ bytes, endedAt, files, session }) => ({ session, files, bytes, endedAt }))
  )
  const codings = Effect.map(all, (entries) => entries.map(({ codecs, height, width }) => ({ codecs, width, height })))
  const titles = Effect.map(all, (entries) => entries.map(({ title }) => title))
  const recording = (path: string): Run => ({
    ...foundRun(task(1), id, now),
    phase: "running",
    startedAt: now,
    capture: {
      ...noCapture,
      state: "recording",
      segmented: true,
      recordingSince: now,
      file: `/recordings/hls/carol/${path}`
    }
  })
  return { codings, disk, live, library, listed, titles, recording, id, second }
})
