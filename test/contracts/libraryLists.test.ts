import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { EntryId } from "../../src/domain/values/Ids.ts"
import type { LibraryPlace } from "../../src/ports/Library.ts"
import { contract } from "./contract.ts"
import { everything, facts, shelved } from "./Shelves.ts"
import { at, noon } from "./World.ts"

/** How a `Library` is asked for pages and totals. */
contract("Library's lists", (it) => {
  it.effect("pages go on in each order, also among those that are alike", () =>
    Effect.gen(function* () {
      const sizes = [3, 1, 2, 2, 2, 1, 3]
      const all = sizes.map((n, i) => facts(i % 5, { session: `x${i}`, bytes: n, duration: n * 1_000 }))
      const { id, library, user } = yield* shelved(...all)
      for (const sort of ["newest", "oldest", "longest", "largest"] as const) {
        const whole = yield* library.list(everything(user.id, [id]), { sort, limit: 100, after: null })
        const met: Array<EntryId> = []
        let after: LibraryPlace | null = null
        while (true) {
          const page: typeof whole = yield* library.list(everything(user.id, [id]), { sort, limit: 2, after })
          const last = page.at(-1)
          if (last === undefined) break
          met.push(...page.map((one) => one.id))
          const value = sort === "longest" ? last.duration : sort === "largest" ? last.bytes : last.startedAt
          after = { value, id: last.id }
        }
        assert.deepStrictEqual(
          met,
          whole.map((one) => one.id),
          sort
        )
        assert.strictEqual(new Set(met).size, all.length)
        const ordered = whole.map(({ bytes, startedAt }) =>
          sort === "newest" ? -startedAt : sort === "oldest" ? startedAt : -bytes
        )
        assert.deepStrictEqual(
          ordered,
          ordered.toSorted((a, b) => a - b)
        )
      }
    })
  )

  it.effect("filters leave out what they do not ask for, and the count is of what they leave", () =>
    Effect.gen(function* () {
      const gaps = [{ from: at(60), to: at(70), ms: 1, cause: null }]
      const { id, idOf, key, library, names, user } = yield* shelved(
        facts(0),
        facts(1, { gaps }),
        facts(2, { endedAt: null }),
        facts(3)
      )
      yield* library.keep([yield* idOf("s0000")], user.id, noon)
      yield* library.see([yield* idOf("s0001")], user.id, { seen: true }, noon)
      yield* library.see([yield* idOf("s0002")], user.id, { position: 10 }, noon)
      yield* library.trash([yield* idOf("s0003")], noon)
      assert.deepStrictEqual(yield* names(), ["s0002", "s0001", "s0000"])
      assert.deepStrictEqual(yield* names({ trashed: true }), ["s0003"])
      assert.deepStrictEqual(yield* names({ kept: true }), ["s0000"])
      assert.deepStrictEqual(yield* names({ kept: false }), ["s0002", "s0001"])
      assert.deepStrictEqual(yield* names({ seen: true }), ["s0001"])
      assert.deepStrictEqual(yield* names({ seen: false }), ["s0002", "s0000"])
      assert.deepStrictEqual(yield* names({ gaps: true }), ["s0001"])
      assert.deepStrictEqual(yield* names({ gaps: false }), ["s0002", "s0000"])
      assert.deepStrictEqual(yield* names({ from: at(600) }), ["s0002", "s0001"])
      assert.deepStrictEqual(yield* names({ from: at(599), to: at(3600) }), ["s0000"])
      assert.deepStrictEqual(yield* names({ from: at(9 * 3600) }), ["s0002"], "what goes on still does")
      assert.deepStrictEqual(yield* names({ search: `LS/${key.username.slice(0, 9).toUpperCase()}` }), [
        "s0002",
        "s0001",
        "s0000"
      ])
      assert.deepStrictEqual(yield* names({ search: "S0001" }), ["s0001"])
      assert.deepStrictEqual(yield* names({ search: "s000%" }), [])
      assert.deepStrictEqual(yield* names({ search: "\0" }), [])
      assert.deepStrictEqual(yield* names({ sources: [] }), [])
      for (const [other, n] of [
        [{}, 3],
        [{ seen: false, gaps: false }, 2],
        [{ search: "s000", trashed: true }, 1]
      ] as const)
        assert.strictEqual(yield* library.count(everything(user.id, [id], other)), n)
    })
  )

  it.effect("totals are of what began between two moments", () =>
    Effect.gen(function* () {
      const { id, library, user } = yield* shelved(facts(0), facts(1, { bytes: 7 }), facts(2), facts(5))
      const hours = [0, 2, 3, 5].map((n) => at(n * 3600))
      assert.deepStrictEqual(yield* library.totals(everything(user.id, [id]), hours), [
        { count: 2, duration: 1_200_000, bytes: 1_007 },
        { count: 1, duration: 600_000, bytes: 1_000 },
        { count: 0, duration: 0, bytes: 0 }
      ])
      assert.deepStrictEqual(yield* library.totals(everything(user.id, [id], { search: "s0005" }), hours), [
        { count: 0, duration: 0, bytes: 0 },
        { count: 0, duration: 0, bytes: 0 },
        { count: 0, duration: 0, bytes: 0 }
      ])
    })
  )
})
