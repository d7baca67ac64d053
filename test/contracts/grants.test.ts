import { assert } from "@effect/vitest"
import { Effect, Exit, Option } from "effect"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { WorkerEvents } from "../../src/ports/WorkerEvents.ts"
import { contract } from "./contract.ts"
import { aKey, aSource, at, aUser, load, nobody, noon } from "./World.ts"

/** What every `Subscriptions` promises of many wishes at once. */
contract("Many wishes at once", (it) => {
  it.effect("many wishes are granted at once, each with its posture from the first moment", () =>
    Effect.gen(function* () {
      const [subscriptions, sources] = [yield* Subscriptions, yield* Sources]
      const [known, paused, fresh] = [yield* aSource, yield* aSource, yield* aKey]
      const other = yield* aUser
      yield* subscriptions.setPostures([{ id: paused.subscription.id, from: "active", to: "paused" }], at(1))
      const wishes = [
        { userId: other.id, key: fresh, posture: "archived" },
        { userId: known.user.id, key: known.key, posture: "active" },
        { userId: known.user.id, key: fresh, posture: "paused" },
        { userId: paused.user.id, key: paused.key, posture: "archived" },
        { userId: other.id, key: known.key, posture: "active" }
      ] as const
      assert.deepStrictEqual(yield* subscriptions.postures(wishes), [null, "active", null, "paused", null])
      const granted = yield* subscriptions.grant(wishes, at(2))
      const freshId = Option.getOrThrow(yield* sources.find(fresh))
      assert.deepStrictEqual(granted, [
        { sourceId: freshId, outcome: "created" },
        { sourceId: known.id, outcome: "unchanged" },
        { sourceId: freshId, outcome: "created" },
        { sourceId: paused.id, outcome: "changed" },
        { sourceId: known.id, outcome: "created" }
      ])
      const postures = wishes.map(({ posture }) => posture)
      assert.deepStrictEqual(yield* subscriptions.postures(wishes), postures)
      const stored = Option.getOrThrow(yield* subscriptions.find(known.user.id, fresh))
      assert.deepStrictEqual([stored.createdAt, stored.updatedAt], [at(2), at(2)])
      const changed = Option.getOrThrow(yield* subscriptions.find(paused.user.id, paused.key))
      assert.deepStrictEqual(changed, { ...paused.subscription, posture: "archived", updatedAt: at(2) })
      assert.deepStrictEqual((yield* load(known.id)).subscriptions[0], known.subscription)
      const past = yield* WorkerEvents.use((events) => events.past(freshId, at(-1), at(3)))
      assert.deepStrictEqual(past.wishes.map(({ posture }) => posture).sort(), ["archived", "paused"])
      assert.isTrue((yield* subscriptions.grant(wishes, at(9))).every(({ outcome }) => outcome === "unchanged"))
      assert.deepStrictEqual(yield* subscriptions.grant([], at(9)), [])
      assert.deepStrictEqual(yield* subscriptions.postures([]), [])
    })
  )

  it.effect("a wish of nobody's is not granted, nor are those beside it", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const user = yield* aUser
      const key = yield* aKey
      const wishes = [user.id, nobody].map((userId) => ({ userId, key, posture: "active" as const }))
      assert.isTrue(Exit.isFailure(yield* Effect.exit(subscriptions.grant(wishes, noon))))
      assert.deepStrictEqual(yield* subscriptions.find(user.id, key), Option.none())
    })
  )

  it.effect("many wishes that overlap in opposite orders, and with changes by id, are all granted", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const rows = yield* Effect.replicateEffect(aSource, 20)
      const user = yield* aUser
      const keys = [...rows.map(({ key }) => key), ...(yield* Effect.replicateEffect(aKey, 20))]
      const wishes = [
        ...keys.map((key) => ({ userId: user.id, key, posture: "paused" as const })),
        ...rows.map(({ key, user }) => ({ userId: user.id, key, posture: "paused" as const }))
      ]
      const changes = rows.map(({ subscription: { id } }) => ({ id, from: "active" as const, to: "paused" as const }))
      const [one, two, three, four] = yield* Effect.all(
        [
          subscriptions.grant(wishes, noon),
          subscriptions.grant(wishes.toReversed(), noon),
          subscriptions.setPostures(changes, noon),
          subscriptions.setPostures(changes.toReversed(), noon)
        ],
        { concurrency: "unbounded" }
      )
      const granted = [...one, ...two].filter(({ outcome }) => outcome !== "unchanged")
      assert.strictEqual(granted.filter(({ outcome }) => outcome === "created").length, keys.length)
      assert.strictEqual(granted.length + three.length + four.length, keys.length + rows.length)
      assert.isTrue((yield* subscriptions.postures(wishes)).every((posture) => posture === "paused"))
    })
  )
})
