import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as Auditing from "../../../src/app/accounts/Auditing.ts"
import { Erasing } from "../../../src/app/recordings/Erasing.ts"
import * as StorageKeeping from "../../../src/app/recordings/StorageKeeping.ts"
import { StorageWatch } from "../../../src/app/recordings/StorageWatch.ts"
import * as Trash from "../../../src/app/recordings/Trash.ts"
import * as CurrentSettings from "../../../src/app/supervision/live/CurrentSettings.ts"
import { LiveState } from "../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../src/app/supervision/live/LiveStateInMemory.ts"
import type { LibraryFacts } from "../../../src/domain/recordings/LibraryEntry.ts"
import { defaultSettings, type Settings } from "../../../src/domain/settings/Settings.ts"
import { type StorageGate, unprobed } from "../../../src/domain/supervision/StorageGate.ts"
import type { UserId } from "../../../src/domain/values/Ids.ts"
import { later } from "../../../src/domain/values/Time.ts"
import { AuditLog } from "../../../src/ports/AuditLog.ts"
import { Library } from "../../../src/ports/Library.ts"
import { FileInUse, type MediaFile, MediaFiles } from "../../../src/ports/MediaFiles.ts"
import { PlaybackIndex } from "../../../src/ports/PlaybackIndex.ts"
import { SettingsStore } from "../../../src/ports/SettingsStore.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { now } from "../supervision/desk.ts"
import { storedSource } from "../supervision/storedSource.ts"

const key = { driver: "hls", username: "carol" }
const day = 24 * 3_600_000
const eyes = { reader: 1 as UserId, of: "all" } as const

/** A file that was last written so many days ago; its session has its name. */
const file = (session: string, days: number): MediaFile => ({
  path: `${session}/a.ts`,
  name: "a.ts",
  session,
  bytes: 100,
  startedAt: later(now, -days * day - 60_000),
  modifiedAt: later(now, -days * day)
})

const factsOf = ({ bytes, modifiedAt, session, startedAt }: MediaFile): LibraryFacts => ({
  session,
  title: null,
  startedAt,
  endedAt: modifiedAt,
  duration: modifiedAt - startedAt,
  bytes,
  files: 1,
  container: "ts",
  codecs: null,
  width: null,
  height: null,
  gaps: []
})

/** What keeps the storage, at a backend that leads, over a disk that a test describes; and what was erased of it. */
const world = Effect.fnUntraced(function* (settings: Partial<Settings>, days: Readonly<Record<string, number>>) {
  yield* TestClock.setTime(now)
  const disk = {
    files: Object.entries(days).map(([session, ago]) => file(session, ago)),
    erased: [] as Array<string>,
    inUse: false,
    /** What is erased leaves room. */
    freed: () => {}
  }
  const media = Layer.mock(MediaFiles)({
    root: "/recordings",
    list: (_, { session }) =>
      Effect.sync(() => ({ files: disk.files.filter((one) => one.session === session), complete: true }))
  })
  const erasing = Layer.mock(Erasing)({
    session: (_, __, session) =>
      disk.inUse
        ? Effect.fail(new FileInUse({ path: session }))
        : Effect.sync(() => {
            disk.files = disk.files.filter((one) => one.session !== session)
            disk.freed()
            return disk.erased.push(session)
          })
  })
  const index = Layer.mock(PlaybackIndex)({ durations: () => Effect.succeed(new Map()) })
  const built = yield* Layer.build(
    Layer.mergeAll(Trash.layer, StorageKeeping.layer).pipe(
      Layer.provide([media, erasing, index, Layer.succeed(StorageWatch, StorageWatch.of({ probed: Effect.void }))]),
      Layer.provideMerge([Auditing.layer, CurrentSettings.layer]),
      Layer.provideMerge([LiveStateInMemory.layer, Memory.layer]),
      Layer.fresh
    )
  )
  const live = Context.get(built, LiveState)
  const library = Context.get(built, Library)
  yield* Context.get(built, SettingsStore).save({
    expected: 0,
    settings: { ...defaultSettings, ...settings },
    userId: null,
    author: "test",
    at: now
  })
  yield* Context.get(built, CurrentSettings.CurrentSettings).refresh
  const [known] = yield* Context.get(built, Sources).ensure([key], now)
  const id = known?.id ?? (yield* Effect.die("there is one"))
  live.store([storedSource(id, { ...key, createdAt: now })], "all")
  const room = (free: number, obstacle: StorageGate["obstacle"] = null) =>
    live.setStorage({ ...unprobed, checkedAt: now, free, obstacle }, [])
  room(10_000)
  disk.freed = () => room((live.storage().free ?? 0) + 100)
  yield* library.put(id, disk.files.map(factsOf), now)
  live.setLeading(true)
  const ids = new Map((yield* library.shelf(id)).map((one) => [one.session, one.id]))
  const idOf = (session: string) => ids.get(session) ?? assert.fail(`there is no ${session}`)
  const found = (session: string) => Effect.map(library.find([idOf(session)], eyes), ([entry]) => entry)
  const trashed = Effect.map(library.find([...ids.values()], eyes), (all) =>
    all.flatMap(({ session, trashedAt }) => (trashedAt === null ? [] : [session])).sort()
  )
  const audited = Effect.map(Context.get(built, AuditLog).list({ before: null, limit: 100, search: null }), (all) =>
    all.map(({ action, actor, detail }) => `${actor}: ${action} ${detail}`).reverse()
  )
  return { disk, live, library, id, idOf, found, trashed, audited, room }
})

describe("storage", () => {
  it.effect(
    "is kept by the rules: what none keeps goes into the trash, on record, and is erased when its time is over",
    () =>
      Effect.gen(function* () {
        const { audited, disk, idOf, library, trashed } = yield* world(
          { keep_days: 7 },
          { a: 1, b: 8, c: 9, starred: 10 }
        )
        yield* library.keep([idOf("starred")], eyes.reader, now)
        yield* TestClock.adjust("15 seconds")
        assert.deepStrictEqual(yield* trashed, ["b", "c"])
        assert.deepStrictEqual(yield* audited, [
          "storage rules: recording.trash b, no rule keeps it",
          "storage rules: recording.trash c, no rule keeps it"
        ])
        yield* TestClock.adjust("23 hours")
        assert.deepStrictEqual(disk.erased, [])
        yield* library.trash([idOf("c")], null)
        yield* library.keep([idOf("c")], eyes.reader, now)
        yield* TestClock.adjust("62 minutes")
        assert.deepStrictEqual(disk.erased, ["b"])
        assert.deepStrictEqual(yield* trashed, [])
      })
  )

  it.effect("loses no recording by a trash that goes on, is in use, or grew since", () =>
    Effect.gen(function* () {
      const { disk, found, idOf, library } = yield* world({ trash_retention: "1h" }, { a: 1, b: 2 })
      yield* library.trash([idOf("a"), idOf("b")], now)
      disk.files = disk.files.map((one) =>
        one.session === "b" ? { ...one, modifiedAt: later(now, 600_000), bytes: 900 } : one
      )
      disk.inUse = true
      yield* TestClock.adjust("61 minutes")
      assert.deepStrictEqual(disk.erased, [])
      assert.isNotNull((yield* found("a"))?.trashedAt)
      assert.deepInclude(yield* found("b"), { trashedAt: null, bytes: 900 }, "nobody threw away what came later")
      disk.inUse = false
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(disk.erased, ["a"])
      assert.isUndefined(yield* found("a"))
    })
  )

  it.effect("goes on after a kill in the middle: what was half erased is in the trash again, or gone", () =>
    Effect.gen(function* () {
      const { disk, found, id, idOf, library } = yield* world({ trash_retention: "1h" }, { a: 1, b: 2 })
      yield* library.trash([idOf("a"), idOf("b")], now)
      // As a kill leaves it that came behind the first write, and one behind the last file.
      yield* library.gone(id, ["a"], now)
      disk.files = disk.files.filter(({ session }) => session !== "b")
      yield* TestClock.adjust("61 minutes")
      assert.isUndefined(yield* found("b"))
      assert.deepStrictEqual(
        (yield* library.shelf(id)).map(({ session }) => session),
        ["a"]
      )
      // The next look at the disk finds it.
      yield* library.put(id, disk.files.map(factsOf), now)
      assert.isNotNull((yield* found("a"))?.trashedAt)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(disk.erased, ["a"])
    })
  )

  it.effect("makes room where it is told to: the trash first, then the oldest that nobody keeps, and no more", () =>
    Effect.gen(function* () {
      const settings = { when_nearly_full: "delete", min_free_space: 400 } as const
      const { audited, disk, idOf, library, room } = yield* world(settings, { a: 1, b: 2, c: 3, d: 4, starred: 9 })
      yield* library.keep([idOf("starred")], eyes.reader, now)
      yield* library.trash([idOf("a")], now)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(disk.erased, [])
      room(490)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(disk.erased, ["a"])
      room(495)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(disk.erased, ["a", "d", "c"])
      assert.include(yield* audited, "storage rules: recording.trash d, the disk is nearly full")
      room(300, { why: "low", free: 300, needed: 400 })
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(disk.erased, ["a", "d", "c", "b"], "also while starts are held for it")
      assert.deepStrictEqual(
        disk.files.map(({ session }) => session),
        ["starred"]
      )
    })
  )

  it.effect("is left alone by a backend that does not lead, and where the folder is away", () =>
    Effect.gen(function* () {
      const { disk, live, trashed } = yield* world({ keep_days: 1, trash_retention: "0s" }, { a: 5 })
      live.setLeading(false)
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* trashed, [])
      live.setLeading(true)
      live.setStorage({ ...unprobed, checkedAt: now, obstacle: { why: "not_mounted" } }, [])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* trashed, [])
      assert.deepStrictEqual(disk.erased, [])
    })
  )
})
