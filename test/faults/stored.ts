import { assert } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import { Erasing } from "../../src/app/recordings/Erasing.ts"
import * as ExportQueue from "../../src/app/recordings/ExportQueue.ts"
import * as MakingRoom from "../../src/app/recordings/MakingRoom.ts"
import * as Postponed from "../../src/app/recordings/Postponed.ts"
import { roomNeeded } from "../../src/app/recordings/roomNeeded.ts"
import { StorageWatch } from "../../src/app/recordings/StorageWatch.ts"
import { storagePlan } from "../../src/app/recordings/storagePlan.ts"
import * as Trash from "../../src/app/recordings/Trash.ts"
import { LiveState } from "../../src/app/supervision/live/LiveState.ts"
import type { Settings } from "../../src/domain/settings/Settings.ts"
import { type Instant, later } from "../../src/domain/values/Time.ts"
import { ExportFiles } from "../../src/ports/ExportFiles.ts"
import { Exports } from "../../src/ports/Exports.ts"
import { Library } from "../../src/ports/Library.ts"
import { MediaCopy } from "../../src/ports/MediaCopy.ts"
import { PlaybackIndex } from "../../src/ports/PlaybackIndex.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { disk, recorded, stack } from "./Stack.ts"

const day = 24 * 3_600_000

/** A source with recordings that ended so many days ago, each of ten bytes. */
const shelved = Effect.fnUntraced(function* (settings: Partial<Settings>, ...days: ReadonlyArray<number>) {
  const s = yield* stack({}, settings)
  const { id: user } = yield* s.user("alice")
  const { sourceId } = yield* s.subscribe(user, "carol")
  yield* s.pass(1)
  const now = yield* s.now
  const facts = (ago: number) => {
    const endedAt: Instant = later(now, -ago * day)
    const times = { startedAt: later(endedAt, -1_000), endedAt, duration: 1_000 }
    const coding = { container: null, codecs: null, width: null, height: null }
    return { session: `s${ago}`, title: null, ...times, ...coding, bytes: 10, files: 1, gaps: [] }
  }
  const services = yield* s.services
  const library = yield* Effect.provideContext(Library, services)
  yield* library.put(sourceId, days.map(facts), now)
  return { s, user, sourceId, library, services, now }
})

/** Of recordings of one, two and three days so many are let go. */
const kept = (settings: Partial<Settings>, gone: number) =>
  Effect.gen(function* () {
    const { services } = yield* shelved(settings, 1, 2, 3)
    const plan = yield* Effect.provideContext(storagePlan, services)
    assert.lengthOf(yield* plan(), gone)
  })

/** Where subscribers may, and for as long, what they ask for is kept beside what the rules keep. */
const keptLonger = Effect.gen(function* () {
  const { services, user } = yield* shelved({ keep_days: 2, subscribers_keep_days: 3 }, 1, 2, 3)
  const plan = yield* Effect.provideContext(storagePlan, services)
  assert.lengthOf(yield* plan(), 2)
  const subscriptions = yield* Effect.provideContext(Subscriptions, services)
  const { id } = yield* Effect.flatMap(
    subscriptions.find(user, { driver: "hls", username: "carol" }),
    Effect.fromOption
  )
  yield* subscriptions.setRules(id, { keep_days: 0, keep_newest: 3, keep_bytes: 0 })
  assert.lengthOf(yield* plan(), 1)
})

/** What was put into the trash is erased when its time is over, and not before. */
const trashed = (settings: Partial<Settings>, seconds: number) =>
  Effect.gen(function* () {
    const { library, now, s, services, sourceId } = yield* shelved(settings, 1)
    const [entry] = yield* library.shelf(sourceId)
    yield* library.trash([entry?.id ?? assert.fail("there is one")], now)
    recorded.push({
      path: "s1/a.ts",
      name: "a.ts",
      session: "s1",
      bytes: 10,
      startedAt: later(now, -day - 1_000),
      modifiedAt: later(now, -day)
    })
    const erased: Array<string> = []
    const around = Layer.mergeAll(
      Layer.mock(Erasing)({ session: (_, __, session) => Effect.sync(() => erased.push(session)) }),
      Layer.mock(PlaybackIndex)({ coding: () => Effect.succeed(null), durations: () => Effect.succeed(new Map()) }),
      Layer.succeed(StorageWatch, StorageWatch.of({ probed: Effect.void }))
    )
    yield* Layer.build(
      Layer.fresh(Layer.provide(Trash.layer, [MakingRoom.layer, Postponed.layer])).pipe(
        Layer.provide([Layer.succeedContext(services), around])
      )
    )
    yield* s.pass(seconds - 20)
    assert.deepStrictEqual(erased, [])
    yield* s.pass(40)
    recorded.length = 0
    assert.deepStrictEqual(erased, ["s1"])
    assert.deepStrictEqual(yield* library.shelf(sourceId), [])
  })

/** A disk that is nearly full asks for room, if that is to be made. */
const nearlyFull = Effect.gen(function* () {
  const { s, services } = yield* shelved({ min_free_space: 1_000, when_nearly_full: "delete" })
  const { free } = disk
  const live = yield* Effect.provideContext(LiveState, services)
  disk.free = 1_300
  yield* s.pass(10)
  assert.strictEqual(roomNeeded(live), 0)
  disk.free = 1_200
  yield* s.pass(10)
  assert.strictEqual(roomNeeded(live), 300)
  yield* s.save({ when_nearly_full: "hold" })
  yield* s.pass(1)
  assert.strictEqual(roomNeeded(live), 0)
  disk.free = free
})

/** An export goes so many days after it was made. */
const exported = Effect.gen(function* () {
  const { now, s, services, sourceId } = yield* shelved({ export_keep_days: 2 })
  const exports = yield* Effect.provideContext(Exports, services)
  const { id: userId } = yield* s.user("bob")
  const asked = { userId, sourceId, name: "one", sessions: ["s1"], from: null, to: null, askedAt: now }
  yield* exports.add(asked, 1)
  const one = Option.getOrThrow(yield* exports.begin("a"))
  yield* exports.end(one.id, "a", { _tag: "done", file: "one.mp4", bytes: 10 }, later(now, -2 * day + 60_000))
  const around = Layer.mergeAll(
    Layer.mock(ExportFiles)({ list: Effect.succeed([]), remove: () => Effect.void }),
    Layer.mock(MediaCopy)({}),
    Layer.mock(PlaybackIndex)({}),
    Layer.succeed(StorageWatch, StorageWatch.of({ probed: Effect.void }))
  )
  yield* Layer.build(Layer.fresh(ExportQueue.layer).pipe(Layer.provide([Layer.succeedContext(services), around])))
  yield* TestClock.adjust(30_000)
  assert.lengthOf(yield* exports.list("all"), 1)
  yield* TestClock.adjust(20 * 60_000)
  assert.lengthOf(yield* exports.list("all"), 0)
})

/** For each setting of what is kept a proof that it has an effect. */
export const storageEffects = {
  keep_days: kept({ keep_days: 2 }, 2),
  keep_newest: kept({ keep_newest: 1 }, 2),
  keep_bytes: kept({ keep_bytes: 29 }, 1),
  subscribers_keep_days: keptLonger,
  trash_retention: trashed({ trash_retention: "2m" }, 120),
  when_nearly_full: nearlyFull,
  export_keep_days: exported
}
