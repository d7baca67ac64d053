import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Option } from "effect"
import { TestClock } from "effect/testing"
import * as Memory from "../../../src/adapters/memory/World.ts"
import * as ExportQueue from "../../../src/app/recordings/ExportQueue.ts"
import { StorageWatch } from "../../../src/app/recordings/StorageWatch.ts"
import { LiveState } from "../../../src/app/supervision/live/LiveState.ts"
import * as LiveStateInMemory from "../../../src/app/supervision/live/LiveStateInMemory.ts"
import { type StorageGate, unprobed } from "../../../src/domain/supervision/StorageGate.ts"
import { type Instant, later } from "../../../src/domain/values/Time.ts"
import { ExportFiles } from "../../../src/ports/ExportFiles.ts"
import { Exports } from "../../../src/ports/Exports.ts"
import { type Made, MediaCopy, NotCopied } from "../../../src/ports/MediaCopy.ts"
import { MediaFiles } from "../../../src/ports/MediaFiles.ts"
import { PlaybackIndex } from "../../../src/ports/PlaybackIndex.ts"
import { Sources } from "../../../src/ports/Sources.ts"
import { Users } from "../../../src/ports/Users.ts"
import { now } from "../supervision/desk.ts"

const hour = 3_600_000

/** A queue of exports, each of an hour and a thousand bytes, over a copier that does what a test says. */
const queue = Effect.gen(function* () {
  yield* TestClock.setTime(now)
  const under = new Map<string, { readonly hears: (far: Made) => void; readonly end: (why: string | null) => void }>()
  const disk = new Map<string, Instant>()
  const copier = Layer.mock(MediaCopy)({
    save: (_, __, place, hears) =>
      Effect.callback((resume) => {
        disk.set(place, now)
        const end = (why: string | null) =>
          resume(why === null ? Effect.succeed("mp4") : Effect.fail(new NotCopied({ reason: why })))
        under.set(place, { hears, end })
        return Effect.sync(() => under.delete(place))
      })
  })
  const files = Layer.mock(ExportFiles)({
    place: Effect.succeed,
    rename: (from, to) =>
      Effect.sync(() => {
        disk.delete(from)
        disk.set(to, now)
        return 999
      }),
    remove: (name) => Effect.sync(() => void disk.delete(name)),
    list: Effect.sync(() => [...disk].map(([name, modifiedAt]) => ({ name, modifiedAt })))
  })
  const index = Layer.mock(PlaybackIndex)({
    session: (_, session) => {
      const entries = [{ offset: 0, at: 0, breaks: false, skipped: 0 }]
      const playable = { session, name: "a.ts", startedAt: now, header: 0, entries }
      const whole = { ...playable, bytes: 1_000, duration: hour, closed: true, gap: null }
      return Effect.succeed({ files: [whole], complete: true, read: true })
    }
  })
  const built = yield* Layer.build(
    ExportQueue.layer.pipe(
      Layer.provide([copier, files, index, Layer.mock(MediaFiles)({ root: "/recordings" })]),
      Layer.provide(Layer.succeed(StorageWatch, StorageWatch.of({ probed: Effect.void }))),
      Layer.provideMerge([LiveStateInMemory.layer, Memory.layer]),
      Layer.fresh
    )
  )
  const live = Context.get(built, LiveState)
  const gate = (free: number, obstacle: StorageGate["obstacle"] = null) =>
    live.setStorage({ ...unprobed, checkedAt: now, free, obstacle }, [])
  gate(2_000_000_000)
  live.setLeading(true)
  const exports = Context.get(built, Exports)
  const user = yield* Context.get(built, Users).create({
    ...{ username: "alice", passwordHash: "x", role: "user", at: now }
  })
  const [source] = yield* Context.get(built, Sources).ensure([{ driver: "hls", username: "carol" }], now)
  const sourceId = source?.id ?? assert.fail("there is one")
  const add = Effect.fnUntraced(function* (name: string) {
    const asked = { userId: user.id, sourceId, name, sessions: [name], from: null, to: null, askedAt: now }
    yield* exports.add(asked, 100)
    yield* Context.get(built, ExportQueue.ExportQueue).nudge
  })
  const shown = Effect.map(exports.list("all"), (all) => all.map(({ name, state }) => `${name} ${state}`))
  /** The copies under way, in the order of their exports. */
  const copies = () =>
    [...under].sort(([a], [b]) => Number.parseInt(a, 10) - Number.parseInt(b, 10)).map(([, one]) => one)
  return { add, copies, disk, exports, gate, live, shown }
})

const second = TestClock.adjust("1 second")

describe("exports", () => {
  it.effect("are made two at a time, the first first, with how far they are, and told what came of them", () =>
    Effect.gen(function* () {
      const { add, copies, disk, exports, shown } = yield* queue
      for (const name of ["a", "b", "c"]) yield* add(name)
      yield* second
      assert.deepStrictEqual(yield* shown, ["a running", "b running", "c queued"])
      copies()[0]?.hears({ made: hour / 4, bytes: 250 })
      yield* second
      assert.deepInclude((yield* exports.list("all"))[0], { duration: hour, made: hour / 4, bytes: 250 })
      copies()[0]?.end(null)
      copies()[1]?.end("Invalid data")
      yield* TestClock.adjust("6 seconds")
      assert.deepStrictEqual(yield* shown, ["a done", "b failed", "c running"])
      const [a, b] = yield* exports.list("all")
      assert.deepInclude(a, { bytes: 999, made: hour })
      assert.strictEqual(b?.error, "The recordings can't be made into one file: Invalid data.")
      assert.deepStrictEqual(
        [...disk.keys()].filter((name) => name.endsWith(".mp4")),
        [a?.file]
      )
    })
  )

  it.effect("that are deleted are made no further, and leave nothing", () =>
    Effect.gen(function* () {
      const { add, copies, disk, exports, shown } = yield* queue
      yield* add("a")
      yield* second
      assert.lengthOf(copies(), 1)
      yield* exports.remove((yield* exports.list("all")).map(({ id }) => id))
      yield* second
      assert.deepStrictEqual([copies(), [...disk], yield* shown], [[], [], []])
    })
  )

  it.effect("R17: wait while recordings can't be written, and begin anew when they can; one without room says so", () =>
    Effect.gen(function* () {
      const { add, copies, disk, exports, gate, shown } = yield* queue
      yield* add("a")
      yield* second
      gate(0, { why: "low", free: 0, needed: 1 })
      yield* second
      assert.deepStrictEqual([copies(), [...disk], yield* shown], [[], [], ["a queued"]])
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(copies(), [])
      gate(1_250_000_500)
      yield* TestClock.adjust("6 seconds")
      assert.deepStrictEqual(yield* shown, ["a failed"])
      assert.strictEqual(
        (yield* exports.list("all"))[0]?.error,
        "It takes about 1.0 kB, and with 500 B more the disk is nearly full. Delete what is not needed, recordings or other exports, and ask for it again."
      )
    })
  )

  it.effect("R17: make no disk nearly full, for which recordings would be erased, one by one or together", () =>
    Effect.gen(function* () {
      const { add, copies, exports, gate, live, shown } = yield* queue
      const { min_free_space: toStayFree } = live.settings().settings
      gate(toStayFree * 1.25 + 1_500)
      for (const name of ["a", "b"]) yield* add(name)
      yield* second
      assert.deepStrictEqual(yield* shown, ["a running", "b queued"])
      // What is written already lacks on the disk.
      copies()[0]?.hears({ made: hour / 2, bytes: 500 })
      yield* TestClock.adjust("6 seconds")
      assert.deepStrictEqual(yield* shown, ["a running", "b running"])
      gate(toStayFree * 1.25 + 999)
      copies()[0]?.end(null)
      copies()[1]?.end(null)
      yield* second
      yield* add("c")
      yield* second
      assert.deepStrictEqual(yield* shown, ["a done", "b done", "c failed"])
      assert.include((yield* exports.list("all"))[2]?.error, "with 999 B more the disk is nearly full")
    })
  )

  it.effect("of a backend that leads no more are let go, and begun anew by the one that leads", () =>
    Effect.gen(function* () {
      const { add, copies, exports, live, shown } = yield* queue
      yield* add("a")
      yield* second
      live.setLeading(false)
      yield* second
      assert.deepStrictEqual([copies(), yield* shown], [[], ["a queued"]])
      // As one leaves it that was killed.
      yield* exports.begin("deadbeef")
      live.setLeading(true)
      yield* TestClock.adjust("6 seconds")
      assert.deepStrictEqual([copies().length, yield* shown], [1, ["a running"]])
      const { id } = Option.getOrThrow(Option.fromUndefinedOr((yield* exports.list("all"))[0]))
      assert.isFalse(yield* exports.progress(id, "deadbeef", { duration: 1, made: 1, bytes: 1 }))
    })
  )

  it.effect("go when they were kept for long enough, and what is left of those that nobody knows", () =>
    Effect.gen(function* () {
      const { add, copies, disk, exports, live, shown } = yield* queue
      yield* add("a")
      yield* second
      copies()[0]?.end(null)
      live.setLeading(false)
      yield* TestClock.adjust("6 seconds")
      yield* add("old")
      const { id } = Option.getOrThrow(yield* exports.begin("0badcafe"))
      const file = `${id}-0badcafe.mp4`
      yield* exports.end(id, "0badcafe", { _tag: "done", file, bytes: 9 }, later(now, -7 * 24 * hour))
      disk.set(file, now)
      disk.set("77-0badcafe.part", now)
      disk.set("78-0badcafe.mp4", now)
      yield* TestClock.adjust("9 minutes")
      assert.deepStrictEqual([disk.size, yield* shown], [4, ["a done", "old done"]])
      live.setLeading(true)
      yield* TestClock.adjust("15 minutes")
      assert.deepStrictEqual([disk.size, yield* shown], [1, ["a done"]])
    })
  )
})
