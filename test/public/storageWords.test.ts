import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { load } from "./module.ts"

interface Words {
  readonly growth: (storage: object) => string | null
  readonly forecast: (storage: object) => string | null
  readonly nearlyFull: (storage: object) => string
  readonly partsOf: (storage: object) => ReadonlyArray<{ readonly key: string; readonly bytes: number }>
}

const words = load<Words>("pages/storage/words.js")

it.effect("what comes on a day is told with the time that tells it where that is short", () =>
  Effect.gen(function* () {
    const { growth } = yield* words
    assert.strictEqual(growth({ growth_per_day: 12e9, growth_days: 7 }), "12.0 GB a day")
    assert.strictEqual(growth({ growth_per_day: 5e8, growth_days: 2.5 }), "500 MB a day, as the last 2 d 12 h tell")
    assert.isNull(growth({ growth_per_day: null, growth_days: null }))
    assert.isNull(
      growth({ growth_per_day: 0, growth_days: 7 }),
      "that nothing comes is told instead of when it is full"
    )
  })
)

it.effect("when the disk is full is told as far as anybody can, and otherwise why not", () =>
  Effect.gen(function* () {
    const { forecast } = yield* words
    const told = (full_in_days: number | null, full_in_unknown: string | null = null) =>
      forecast({ full_in_days, full_in_unknown })
    assert.strictEqual(told(16.9), "full in 16 days")
    assert.strictEqual(told(1), "full in 1 day")
    assert.strictEqual(told(0.5), "full in 12 h")
    assert.strictEqual(told(0), "full: starts wait for room")
    assert.match(told(null, "too_young") ?? "", /after a day of recordings/)
    assert.match(told(null, "no_growth") ?? "", /^nothing was recorded/)
    assert.isNull(told(null, "not_shown"))
  })
)

it.effect("the parts of the disk add up to it, with what is not ours", () =>
  Effect.gen(function* () {
    const { partsOf } = yield* words
    const storage = { disk: { free: 40, used: 60 }, recordings: { bytes: 30 }, trash: { bytes: 5 } }
    assert.deepStrictEqual(
      partsOf(storage).map(({ bytes, key }) => [key, bytes]),
      [
        ["recordings", 30],
        ["trash", 5],
        ["others", 25],
        ["free", 40]
      ]
    )
    assert.deepStrictEqual(
      partsOf({ ...storage, exports: { bytes: 7 } }).map(({ bytes, key }) => [key, bytes]),
      [
        ["recordings", 30],
        ["exports", 7],
        ["trash", 5],
        ["others", 18],
        ["free", 40]
      ]
    )
    assert.deepStrictEqual(partsOf({ ...storage, disk: { free: null, used: null } }), [])
  })
)

it.effect("what becomes of a disk that is nearly full is what the settings say", () =>
  Effect.gen(function* () {
    const { nearlyFull } = yield* words
    const told = (to_stay_free: number, when_nearly_full: string) =>
      nearlyFull({ disk: { to_stay_free }, when_nearly_full })
    assert.match(told(1e9, "hold"), /1\.0 GB are free, starts wait/)
    assert.match(told(1e9, "delete"), /the oldest recordings without a star are erased/)
    assert.match(told(0, "hold"), /Nothing stops recording/)
  })
)
