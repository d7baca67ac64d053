import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as Cataloguing from "../../../src/app/recordings/Cataloguing.ts"
import { StorageWatch } from "../../../src/app/recordings/StorageWatch.ts"
import { LiveState } from "../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../src/app/supervision/live/LiveStateInMemory.ts"
import { foundRun, noCapture, type Run } from "../../../src/domain/supervision/Run.ts"
import { end } from "../../../src/domain/supervision/RunReducer.ts"
import { unprobed } from "../../../src/domain/supervision/StorageGate.ts"
import type { UserId } from "../../../src/domain/values/Ids.ts"
import { type Instant, later } from "../../../src/domain/values/Time.ts"
import { Library } from "../../../src/ports/Library.ts"
import { type MediaFile, MediaFiles } from "../../../src/ports/MediaFiles.ts"
import { PlaybackIndex } from "../../../src/ports/PlaybackIndex.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { now, task } from "../supervision/desk.ts"
import { storedSource } from "../supervision/storedSource.ts"

const key = { driver: "hls", username: "carol" }
const at = (seconds: number): Instant => later(now, seconds * 1_000)

const file = (session: string, name: string, from: number, to: number, bytes = 1_000): MediaFile => ({
  path: `${session}/${name}`,
  name,
  session,
  bytes,
  startedAt: at(from),
  modifiedAt: at(to)
})

/** The library of a backend over a store in memory, and a disk that a test describes. */
const world = Effect.gen(function* () {
  yield* TestClock.setTime(now)
  const disk = { files: [] as Array<MediaFile>, hasDriver: true, listed: [] as Array<string> }
  const media = Layer.mock(MediaFiles)({
    root: "/recordings",
    has: () => Effect.sync(() => disk.hasDriver),
    list: (_, { session }) =>
      Effect.sync(() => {
        disk.listed.push(session ?? "")
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
  const [known] = yield* Context.get(built, Sources).ensure([key], now)
  const id = known?.id ?? (yield* Effect.die("there is one"))
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
  return { disk, live, library, listed, titles, recording, id }
})

describe("the library", () => {
  it.effect("has what is being recorded within seconds of its first file, and its end within seconds of that", () =>
    Effect.gen(function* () {
      const { disk, listed, live, recording, titles } = yield* world
      live.setLeading(true)
      yield* TestClock.adjust("10 seconds")
      assert.deepStrictEqual(yield* listed, [])
      disk.files = [file("s1", "a_00000.ts", 10, 12)]
      const { capture, ...run } = recording("s1/a_00000.ts")
      live.apply({ ...run, capture: { ...capture, about: { title: "News", author: null } } })
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(yield* titles, ["News"])
      assert.deepStrictEqual(yield* listed, [{ session: "s1", files: 1, bytes: 1_000, endedAt: null }])

      disk.files = [file("s1", "a_00000.ts", 10, 60, 7_000)]
      yield* TestClock.adjust("61 seconds")
      assert.deepStrictEqual(yield* listed, [{ session: "s1", files: 1, bytes: 7_000, endedAt: null }])

      disk.files = [...disk.files, file("s1", "a_00001.ts", 60, 80, 3)]
      live.apply(recording("s1/a_00001.ts"))
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(yield* listed, [{ session: "s1", files: 2, bytes: 7_003, endedAt: null }])

      live.apply(end(recording("s1/a_00001.ts"), "exited", at(81), { exitCode: 1 }))
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(yield* listed, [{ session: "s1", files: 2, bytes: 7_003, endedAt: at(80) }])
      assert.deepStrictEqual(yield* titles, ["News"], "which nobody says any more")
    })
  )

  it.effect("is what lies on the disk, whoever put it there, once somebody leads", () =>
    Effect.gen(function* () {
      const { disk, listed, live } = yield* world
      disk.files = [file("old", "b.mp4", -9_000, -8_000), file("older", "c.mkv", -19_000, -18_000)]
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* listed, [], "a backend that does not lead writes nothing")
      live.setLeading(true)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* listed, [
        { session: "old", files: 1, bytes: 1_000, endedAt: at(-8_000) },
        { session: "older", files: 1, bytes: 1_000, endedAt: at(-18_000) }
      ])
    })
  )

  it.effect("leaves a disk to sleep that nobody writes to, and looks at it every hour while somebody does", () =>
    Effect.gen(function* () {
      const { disk, listed, live, recording } = yield* world
      live.setLeading(true)
      yield* TestClock.adjust("10 seconds")
      disk.files = [file("copied", "b.mp4", -9_000, -8_000)]
      disk.listed = []
      yield* TestClock.adjust("3 hours")
      assert.deepStrictEqual(disk.listed, [])
      live.apply(recording("s1/a_00000.ts"))
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* listed, [{ session: "copied", files: 1, bytes: 1_000, endedAt: at(-8_000) }])
      disk.files = []
      yield* TestClock.adjust("1 hour")
      assert.lengthOf(yield* listed, 1, "it may be on its way to another place")
      yield* TestClock.adjust("12 seconds")
      assert.deepStrictEqual(yield* listed, [])
    })
  )

  it.effect("concludes nothing from a folder that is not well", () =>
    Effect.gen(function* () {
      const { disk, library, listed, live, recording, id } = yield* world
      disk.files = [file("old", "b.mp4", -9_000, -8_000)]
      live.setLeading(true)
      yield* TestClock.adjust("2 seconds")
      live.apply(recording("s1/a_00000.ts"))
      live.setStorage({ ...unprobed, checkedAt: now, obstacle: { why: "not_mounted" } }, [])
      disk.files = []
      yield* TestClock.adjust("2 hours")
      assert.lengthOf(yield* listed, 1)
      disk.hasDriver = false
      live.setStorage({ ...unprobed, checkedAt: now }, [])
      yield* TestClock.adjust("2 hours")
      assert.deepStrictEqual(
        (yield* library.shelf(id)).map(({ goneAt }) => goneAt),
        [null],
        "a driver without a folder is a disk that is not there"
      )
    })
  )

  it.effect("R34: ends what went on for the backend that led before, which was killed", () =>
    Effect.gen(function* () {
      const { disk, library, listed, live, id } = yield* world
      disk.files = [file("s1", "a_00000.ts", 10, 100)]
      yield* library.put(
        id,
        [
          {
            session: "s1",
            title: null,
            startedAt: at(10),
            endedAt: null,
            duration: 0,
            bytes: 0,
            files: 1,
            container: "ts",
            codecs: null,
            width: null,
            height: null,
            gaps: []
          }
        ],
        at(11)
      )
      yield* TestClock.adjust("200 seconds")
      live.setLeading(true)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* listed, [{ session: "s1", files: 1, bytes: 1_000, endedAt: at(100) }])
    })
  )
})
