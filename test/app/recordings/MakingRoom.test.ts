import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { world } from "./keptStorage.ts"

describe("a nearly full disk", () => {
  it.effect("is not emptied for room on a disk where erasing leaves none, until some is free", () =>
    Effect.gen(function* () {
      const settings = { when_nearly_full: "delete", min_free_space: 4_000 } as const
      const days = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`s${i}`, i + 1]))
      const { disk, live, room, stopped, trashed } = yield* world(settings, days)
      room(3_000)
      assert.isNull(stopped())
      const frees = disk.freed
      disk.freed = () => {}
      yield* TestClock.adjust("2 hours")
      assert.deepStrictEqual(disk.erased, ["s39", "s38", "s37", "s36", "s35"])
      assert.deepStrictEqual(yield* trashed, [], "nor does more wait in the trash for it")
      const told = stopped() ?? assert.fail("it is told")
      assert.deepInclude(told, { bytes: 500, freed: 0 })
      assert.strictEqual(told.until - told.since, 24 * 3_600_000 - 120_000)
      live.setLeading(false)
      assert.isNull(stopped(), "who leads tells it")
      live.setLeading(true)
      disk.freed = frees
      room(3_300)
      yield* TestClock.adjust("3 minutes")
      assert.isNull(stopped())
      assert.strictEqual(disk.files.length, 40 - 5 - 20, "room is made again, five at a time")
    })
  )

  it.effect("is not emptied for room before a look at the disk shows what was erased, and goes on then", () =>
    Effect.gen(function* () {
      const settings = { when_nearly_full: "delete", min_free_space: 4_000 } as const
      const days = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`s${i}`, i + 1]))
      const { disk, room } = yield* world(settings, days)
      room(3_000)
      disk.freed = () => {}
      yield* TestClock.adjust("90 seconds")
      assert.strictEqual(disk.erased.length, 5)
      room(3_250)
      yield* TestClock.adjust("50 seconds")
      assert.strictEqual(disk.erased.length, 10)
    })
  )
})
