import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { end } from "../../../src/domain/supervision/RunReducer.ts"
import { unprobed } from "../../../src/domain/supervision/StorageGate.ts"
import { now, task } from "../supervision/desk.ts"
import { storedSource } from "../supervision/storedSource.ts"
import { at, file, key, world } from "./catalogued.ts"

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

  it.effect("says how a recording is coded, as its first file tells", () =>
    Effect.gen(function* () {
      const { codings, disk, live } = yield* world
      disk.files = [file("s1", "a_00000.ts", 10, 20), file("s1", "a_00001.ts", 20, 30), file("s2", "b_00001.ts", 1, 2)]
      live.setLeading(true)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* codings, [
        { codecs: "avc1.64001f,mp4a.40.2", width: 1280, height: 720 },
        { codecs: null, width: null, height: null }
      ])
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

  it.effect("has what the other sources have, where one can't be looked at, which is tried again after a round", () =>
    Effect.gen(function* () {
      const { disk, id, listed, live, second } = yield* world
      live.store([storedSource(id, { ...key, createdAt: now }), second], "all")
      disk.broken = key.username
      disk.files = [file("old", "b.mp4", -9_000, -8_000)]
      const found = { session: "old", files: 1, bytes: 1_000, endedAt: at(-8_000) }
      live.setLeading(true)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* listed, [found])
      assert.lengthOf(disk.listed, 2)
      disk.broken = ""
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* listed, [found, found])
    })
  )

  it.effect("has what others record while what one records can't be read, which is tried again after a round", () =>
    Effect.gen(function* () {
      const { disk, id, listed, live, recording, second } = yield* world
      live.store([storedSource(id, { ...key, createdAt: now }), second], "all")
      live.setLeading(true)
      yield* TestClock.adjust("10 seconds")
      disk.broken = key.username
      disk.files = [file("s1", "a_00000.ts", 10, 12), file("s2", "a_00000.ts", 10, 12)]
      live.apply(recording("s1/a_00000.ts"))
      const { capture, ...run } = recording("s2/a_00000.ts")
      const named = "/recordings/hls/dave/s2/a_00000.ts"
      live.apply({ ...run, taskId: task(2), sourceId: second.id, capture: { ...capture, file: named } })
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(yield* listed, [{ session: "s2", files: 1, bytes: 1_000, endedAt: null }])
      assert.deepStrictEqual(disk.listed, ["s1", "s2"])
      disk.broken = ""
      yield* TestClock.adjust("1 hour")
      assert.deepInclude(yield* listed, { session: "s1", files: 1, bytes: 1_000, endedAt: null })
    })
  )
})
