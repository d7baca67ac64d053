import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { type PostureChange, turns } from "../../../src/domain/subscriptions/Demand.ts"
import { Posture } from "../../../src/domain/subscriptions/Posture.ts"
import { m, minute, wish } from "../recordings/evidence.ts"
import { t0 } from "../supervision/given.ts"

const show = (changes: ReadonlyArray<PostureChange>) =>
  turns(changes).map(({ at, wanted }) => `${(at - t0) / minute} ${wanted ? "wanted" : "unwanted"}`)

const AnyWish = Schema.Struct({
  posture: Schema.NullOr(Posture),
  ms: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20 })),
  subscription: Schema.Literals([1, 2, 3])
})

describe("a source", () => {
  it.each<{ name: string; changes: ReadonlyArray<PostureChange>; found: ReadonlyArray<string> }>([
    { name: "turns nowhere while nothing is known", changes: [], found: [] },
    { name: "is wanted by its first subscription", changes: [wish("active", 1)], found: ["1 wanted"] },
    {
      name: "is wanted until the last one pauses",
      changes: [wish("active", 1), wish("active", 2, 2), wish("paused", 3), wish("archived", 4, 2), wish("active", 5)],
      found: ["1 wanted", "4 unwanted", "5 wanted"]
    },
    {
      name: "is unwanted when its subscription is removed",
      changes: [wish("active", 1), wish(null, 2)],
      found: ["1 wanted", "2 unwanted"]
    },
    { name: "is unwanted when all that is known is a pause", changes: [wish("paused", 1)], found: ["1 unwanted"] },
    {
      name: "turns in the order of what was done, though the clocks that told the time differ",
      changes: [wish("active", 2), wish("paused", 1)],
      found: ["2 wanted", "2 unwanted"]
    }
  ])("$name", ({ changes, found }) => {
    assert.deepStrictEqual(show(changes), [...found])
  })

  it.prop(
    "alternates in time, and ends wanted exactly when a subscription is active",
    [Schema.Array(AnyWish)],
    ([made]) => {
      const changes = made.map(({ ms, posture, subscription }) => wish(posture, ms, subscription))
      const found = turns(changes)
      for (const [i, { at, wanted }] of found.entries()) {
        const before = found[i - 1]
        if (before === undefined) continue
        assert.isAtLeast(at, before.at)
        assert.notStrictEqual(wanted, before.wanted)
      }
      const last = new Map(changes.map(({ posture, subscriptionId }) => [subscriptionId, posture]))
      if (changes.length > 0) assert.strictEqual(found.at(-1)?.wanted, [...last.values()].includes("active"))
      assert.isAtLeast(found[0]?.at ?? m(0), m(0))
    }
  )
})
