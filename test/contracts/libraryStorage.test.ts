import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { contract } from "./contract.ts"
import { facts, shelved } from "./Shelves.ts"
import { at, nobody, noon } from "./World.ts"

/** What a `Library` tells of what recordings take. */
contract("Library's storage", (it) => {
  it.effect(
    "rules see what is in no trash and not gone, each source its share, and the trash what was put there first",
    () =>
      Effect.gen(function* () {
        const { id, idOf, key, library, user } = yield* shelved(
          facts(0, { bytes: 1 }),
          facts(1, { bytes: 2, endedAt: null }),
          facts(2, { bytes: 4 }),
          facts(3, { bytes: 8 }),
          facts(4, { bytes: 16 })
        )
        const entry = (n: number) => idOf(`s000${n}`)
        yield* library.keep([yield* entry(0)], user.id, noon)
        yield* library.trash([yield* entry(3)], at(1))
        yield* library.trash([yield* entry(2)], at(2))
        yield* library.gone(id, ["s0004"], noon)
        const ruled = (yield* library.ruled).filter(({ sourceId }) => sourceId === id).toSorted((a, b) => a.id - b.id)
        assert.deepStrictEqual(ruled, [
          { id: yield* entry(0), sourceId: id, startedAt: at(0), endedAt: at(600), bytes: 1, kept: true },
          { id: yield* entry(1), sourceId: id, startedAt: at(3_600), endedAt: null, bytes: 2, kept: false }
        ])
        const shares = yield* library.bySource({ reader: user.id, of: user.id })
        assert.deepStrictEqual(shares, [
          { ...key, trashed: false, count: 2, bytes: 3 },
          { ...key, trashed: true, count: 2, bytes: 12 }
        ])
        const expired = (by: number, limit = 100) =>
          Effect.map(library.expired(at(by), limit), (all) =>
            all.filter(({ sourceId }) => sourceId === id).map(({ session }) => session)
          )
        assert.deepStrictEqual(yield* expired(0), [])
        assert.deepStrictEqual(yield* expired(1), ["s0003"])
        assert.deepStrictEqual(yield* expired(2), ["s0003", "s0002"])

        assert.deepStrictEqual(yield* library.empty(at(1), at(5)), { count: 1, bytes: 8 })
        assert.deepStrictEqual(yield* expired(0), ["s0003"], "what waits no longer is erased whatever the time")
        assert.deepStrictEqual(yield* library.empty(at(2), at(6)), { count: 2, bytes: 12 })
        const [emptied] = yield* library.find([yield* entry(3)], { reader: user.id, of: "all" })
        assert.strictEqual(emptied?.emptiedAt, at(5))
        yield* library.trash([yield* entry(2), yield* entry(3)], null)
        yield* library.trash([yield* entry(3)], at(1))
        yield* library.trash([yield* entry(2)], at(2))
        assert.deepStrictEqual(yield* expired(0), [], "what was restored and thrown away again waits anew")
        assert.deepStrictEqual(yield* library.bySource({ reader: user.id, of: nobody }), [])
        yield* library.put(id, [facts(3, { endedAt: null })], at(3))
        yield* library.keep([yield* entry(2)], user.id, noon)
        assert.deepStrictEqual(yield* expired(9), [], "what goes on or is kept is not erased")
        yield* library.trash([yield* entry(2), yield* entry(3)], null)
      })
  )
})
