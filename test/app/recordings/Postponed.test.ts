import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { now } from "../supervision/desk.ts"
import { world } from "./keptStorage.ts"

const five = ["a", "b", "c", "d", "e"]
const days = { a: 10, b: 9, c: 8, d: 7, e: 6, f: 5, g: 4 }

describe("what can't be erased", () => {
  it.effect("keeps nothing else in the trash, and goes once it can", () =>
    Effect.gen(function* () {
      const { disk, idOf, library, trashed } = yield* world({ trash_retention: "1h" }, days)
      for (const session of five) disk.stuck.add(session)
      yield* library.trash([...five, "f"].map(idOf), now)
      yield* TestClock.adjust("61 minutes")
      assert.deepStrictEqual(disk.erased, ["f"])
      assert.deepStrictEqual(yield* trashed, five)
      yield* TestClock.adjust("2 hours")
      disk.stuck.clear()
      yield* TestClock.adjust("11 minutes")
      assert.deepStrictEqual(disk.erased.toSorted(), [...five, "f"])
    })
  )

  it.effect("keeps no room from being made by others", () =>
    Effect.gen(function* () {
      const settings = { when_nearly_full: "delete", min_free_space: 400 } as const
      const { disk, idOf, library, room } = yield* world(settings, days)
      for (const session of five) disk.stuck.add(session)
      yield* library.trash(five.map(idOf), now)
      room(495)
      yield* TestClock.adjust("2 minutes")
      assert.deepStrictEqual(disk.erased, ["f", "g"])
    })
  )
})
