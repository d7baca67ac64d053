import { assert } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import type { Standing } from "../../src/domain/supervision/Outage.ts"
import { Journal } from "../../src/ports/Journal.ts"
import { Leadership } from "../../src/ports/Leadership.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { contract } from "./contract.ts"
import { at } from "./World.ts"

/** The number of a term that has begun and ended. */
const term = Effect.gen(function* () {
  const leadership = yield* Leadership
  const number = yield* Deferred.make<number>()
  const leading = yield* Effect.forkChild(
    leadership.lead((own) => Effect.andThen(Deferred.succeed(number, own), Effect.never))
  )
  const own = yield* Deferred.await(number)
  yield* Fiber.interrupt(leading)
  return own
})

const told = (of: number, seconds: number, ...standing: ReadonlyArray<Standing>) =>
  Journal.use((journal) => journal.write([{ _tag: "outages", standing, at: at(seconds), term: of, look: seconds }]))

const disk = (since: number): Standing => ({ kind: "disk", subject: "", since: at(since) })

const onRecord = (since: number) => Sources.use((sources) => sources.closures(at(since)))

/** What every store makes of what two leaders tell of outages. */
contract("outages as two leaders tell of them", (it) => {
  it.effect("R27: are neither opened nor ended by what the earlier one tells late, however late", () =>
    Effect.gen(function* () {
      const [earlier, later] = [yield* term, yield* term]
      yield* told(later, 10, disk(9))
      yield* told(earlier, 11)
      assert.deepStrictEqual(yield* onRecord(0), [{ from: at(9), to: null }])
      yield* told(later, 12)
      yield* told(earlier, 13, disk(3))
      assert.deepStrictEqual(yield* onRecord(0), [{ from: at(9), to: at(12) }])
    })
  )

  it.effect("are those of the later one, even before it has told of any, and by whatever clock", () =>
    Effect.gen(function* () {
      const earlier = yield* term
      yield* told(earlier, 7_200, disk(7_000))
      const later = yield* term
      yield* told(earlier, 7_300)
      assert.deepStrictEqual(yield* onRecord(6_000), [{ from: at(7_000), to: null }])
      yield* told(later, 60)
      yield* told(later, 70, disk(65))
      assert.deepStrictEqual(yield* onRecord(6_000), [
        { from: at(65), to: null },
        { from: at(7_000), to: at(7_000) }
      ])
    })
  )

  it.effect("R27: are neither opened nor ended by what the same one told before, however late, or tells twice", () =>
    Effect.gen(function* () {
      const only = yield* term
      yield* told(only, 90_000)
      const standing = told(only, 90_010, disk(90_009))
      yield* standing
      yield* standing
      assert.deepStrictEqual(yield* onRecord(90_001), [{ from: at(90_009), to: null }])
      yield* told(only, 90_005)
      assert.deepStrictEqual(yield* onRecord(90_001), [{ from: at(90_009), to: null }])
      yield* told(only, 90_012)
      yield* standing
      assert.deepStrictEqual(yield* onRecord(90_001), [{ from: at(90_009), to: at(90_012) }])
    })
  )
})
