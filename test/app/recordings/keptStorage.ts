import { assert } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as Auditing from "../../../src/app/accounts/Auditing.ts"
import { Erasing } from "../../../src/app/recordings/Erasing.ts"
import * as MakingRoom from "../../../src/app/recordings/MakingRoom.ts"
import * as Postponed from "../../../src/app/recordings/Postponed.ts"
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
import * as Time from "../../../src/runtime/Time.ts"
import { now } from "../supervision/desk.ts"
import { storedSource } from "../supervision/storedSource.ts"

const key = { driver: "hls", username: "carol" }
const day = 24 * 3_600_000
export const eyes = { reader: 1 as UserId, of: "all" } as const

/** A file that was last written so many days ago; its session has its name. */
const file = (session: string, days: number): MediaFile => ({
  path: `${session}/a.ts`,
  name: "a.ts",
  session,
  bytes: 100,
  startedAt: later(now, -days * day - 60_000),
  modifiedAt: later(now, -days * day)
})

export const factsOf = ({ bytes, modifiedAt, session, startedAt }: MediaFile): LibraryFacts => ({
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
export const world = Effect.fnUntraced(function* (settings: Partial<Settings>, days: Readonly<Record<string, number>>) {
  yield* TestClock.setTime(now)
  const disk = {
    files: Object.entries(days).map(([session, ago]) => file(session, ago)),
    erased: [] as Array<string>,
    inUse: false,
    /** The sessions of which nothing can be deleted. */
    stuck: new Set<string>(),
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
      disk.inUse || disk.stuck.has(session)
        ? Effect.fail(new FileInUse({ path: session }))
        : Effect.sync(() => {
            disk.files = disk.files.filter((one) => one.session !== session)
            disk.freed()
            return disk.erased.push(session)
          })
  })
  const index = Layer.mock(PlaybackIndex)({
    coding: () => Effect.succeed(null),
    durations: () => Effect.succeed(new Map())
  })
  const built = yield* Layer.build(
    Layer.mergeAll(Trash.layer, StorageKeeping.layer).pipe(
      Layer.provide(Postponed.layer),
      Layer.provideMerge(MakingRoom.layer),
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
  // It is looked at every few seconds, whatever it has.
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.andThen(Effect.sleep("10 seconds"), () =>
        Effect.map(Time.now, (checkedAt) => live.setStorage({ ...live.storage(), checkedAt }, []))
      )
    )
  )
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
  const { stopped } = Context.get(built, MakingRoom.MakingRoom)
  return { disk, live, library, id, idOf, found, trashed, audited, room, stopped }
})
