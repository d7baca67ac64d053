import { assert } from "@effect/vitest"
import { Effect, Option } from "effect"
import { SubscriptionId } from "../../src/domain/values/Ids.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { contract } from "./contract.ts"
import { aSource, at, noon } from "./World.ts"

const rules = { keep_days: 30, keep_newest: 5, keep_bytes: 3_000_000_000_000 }

contract("Subscriptions' rules", (it) => {
  it.effect("are kept until others take their place, heard unless archived, and go with their subscription", () =>
    Effect.gen(function* () {
      const store = yield* Subscriptions
      const { id: sourceId, subscription } = yield* aSource
      const { id } = subscription
      const heard = Effect.map(store.allRules, (all) =>
        all.filter((one) => one.sourceId === sourceId).map((one) => one.rules)
      )
      assert.isTrue(Option.isNone(yield* store.rules(id)))
      yield* store.setRules(id, { ...rules, keep_newest: 1 })
      yield* store.setRules(id, rules)
      assert.deepStrictEqual(Option.getOrNull(yield* store.rules(id)), rules)
      assert.deepStrictEqual(yield* heard, [rules])
      yield* store.setPostures([{ id, from: "active", to: "paused" }], noon)
      assert.deepStrictEqual(yield* heard, [rules])
      yield* store.setPostures([{ id, from: "paused", to: "archived" }], at(1))
      assert.deepStrictEqual(yield* heard, [])
      assert.isTrue(Option.isSome(yield* store.rules(id)))
      yield* store.setPostures([{ id, from: "archived", to: "active" }], at(2))
      yield* store.setRules(id, null)
      assert.isTrue(Option.isNone(yield* store.rules(id)))
      yield* store.setRules(id, rules)
      yield* store.remove([id])
      assert.isTrue(Option.isNone(yield* store.rules(id)))
      assert.deepStrictEqual(yield* heard, [])
      yield* store.setRules(id, rules)
      yield* store.setRules(SubscriptionId.make(2 ** 40), rules)
      assert.isTrue(Option.isNone(yield* store.rules(id)), "of none that is not there any more anything is stored")
    })
  )
})
