import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { unprobed } from "../../../src/domain/supervision/StorageGate.ts"
import { later } from "../../../src/domain/values/Time.ts"
import { now } from "../supervision/desk.ts"
import { eyes, factsOf, world } from "./keptStorage.ts"

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

  it.effect("erases what waits no longer once the trash is emptied, and nothing that was taken out of it", () =>
    Effect.gen(function* () {
      const { disk, idOf, library, trashed } = yield* world({ trash_retention: "1h" }, { a: 1, b: 2, c: 3 })
      yield* library.trash([idOf("a"), idOf("b")], now)
      yield* library.empty(now, now)
      yield* library.trash([idOf("b")], null)
      yield* library.trash([idOf("c")], now)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(disk.erased, ["a"])
      assert.deepStrictEqual(yield* trashed, ["c"])
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
        (yield* library.shelf(id)).map(({ goneAt, session }) => [session, goneAt === null]),
        [
          ["a", false],
          ["b", false]
        ]
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

  it.effect("loses nothing that is known of a recording by a look that finds none of its files", () =>
    Effect.gen(function* () {
      const { disk, found, id, idOf, library } = yield* world({ trash_retention: "1h" }, { a: 1 })
      yield* library.see([idOf("a")], eyes.reader, { position: 7_000 }, now)
      yield* library.trash([idOf("a")], now)
      const { files } = disk
      disk.files = []
      yield* TestClock.adjust("61 minutes")
      assert.isUndefined(yield* found("a"))
      yield* library.put(id, files.map(factsOf), now)
      assert.deepInclude(yield* found("a"), { position: 7_000, trashedAt: now })
      assert.deepStrictEqual(disk.erased, [])
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
