import { assert } from "@effect/vitest"
import { Effect, Exit, Option } from "effect"
import type { Posture } from "../../src/domain/subscriptions/Posture.ts"
import type { SubscriptionId } from "../../src/domain/values/Ids.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { Users } from "../../src/ports/Users.ts"
import { contract } from "./contract.ts"
import { aKey, aSource, at, aUser, load, nobody, noon } from "./World.ts"

const none = (2 ** 40) as SubscriptionId

/** What every `Subscriptions` promises. */
contract("Subscriptions", (it) => {
  it.effect("S24: a user's are counted, in every posture, and nobody else's", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const [user, other] = [yield* aUser, yield* aUser]
      const keys = [yield* aKey, yield* aKey]
      for (const key of keys) yield* subscriptions.subscribe(user.id, key, noon)
      for (const key of keys) yield* subscriptions.subscribe(other.id, key, noon)
      yield* subscriptions.grant([{ userId: user.id, key: yield* aKey, posture: "archived" }], noon)
      assert.deepStrictEqual(yield* subscriptions.countOfUser(user.id), Option.some(3))
      assert.deepStrictEqual(yield* subscriptions.countOfUser(nobody), Option.none())
    })
  )

  it.effect("the first subscription adds the source, the next ones share it", () =>
    Effect.gen(function* () {
      const [subscriptions, sources] = [yield* Subscriptions, yield* Sources]
      const [one, other] = [yield* aUser, yield* aUser]
      const key = yield* aKey
      assert.deepStrictEqual(yield* sources.find(key), Option.none())
      const first = yield* subscriptions.subscribe(one.id, key, at(1))
      assert.deepStrictEqual(first, {
        created: true,
        subscription: {
          id: first.subscription.id,
          userId: one.id,
          owner: one.username,
          sourceId: first.subscription.sourceId,
          ...key,
          posture: "active",
          createdAt: at(1),
          updatedAt: at(1)
        }
      })
      assert.deepStrictEqual(yield* sources.find(key), Option.some(first.subscription.sourceId))
      const second = yield* subscriptions.subscribe(other.id, key, at(2))
      assert.isTrue(second.created)
      assert.strictEqual(second.subscription.sourceId, first.subscription.sourceId)
      const stored = yield* load(first.subscription.sourceId)
      assert.strictEqual(stored.createdAt, at(1))
      assert.deepStrictEqual(stored.subscriptions, [first.subscription, second.subscription])
    })
  )

  it.effect("subscribing again to an active one changes nothing", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const { key, subscription, user } = yield* aSource
      const again = yield* subscriptions.subscribe(user.id, key, at(9))
      assert.deepStrictEqual(again, { created: false, subscription })
    })
  )

  it.effect.each(["paused", "archived"] as const)("subscribing again makes a %s one active", (posture) =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const { key, subscription, user } = yield* aSource
      yield* subscriptions.setPostures([{ id: subscription.id, from: "active", to: posture }], at(5))
      assert.deepStrictEqual(
        yield* subscriptions.find(user.id, key),
        Option.some({ ...subscription, posture, updatedAt: at(5) })
      )
      const again = yield* subscriptions.subscribe(user.id, key, at(9))
      assert.deepStrictEqual(again, { created: false, subscription: { ...subscription, updatedAt: at(9) } })
    })
  )

  it.effect("fifty users who subscribe to a new source at the same time share one row", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const users = yield* Effect.replicateEffect(aUser, 50)
      const key = yield* aKey
      const results = yield* Effect.forEach(users, ({ id }) => subscriptions.subscribe(id, key, noon), {
        concurrency: "unbounded"
      })
      assert.strictEqual(new Set(results.map(({ subscription }) => subscription.sourceId)).size, 1)
      assert.isTrue(results.every(({ created }) => created))
      const sourceId = results[0]?.subscription.sourceId ?? assert.fail("nobody subscribed")
      const stored = yield* load(sourceId)
      assert.deepStrictEqual(
        stored.subscriptions.map(({ userId }) => userId).sort((a, b) => a - b),
        users.map(({ id }) => id).sort((a, b) => a - b)
      )
    })
  )

  it.effect("fifty subscribes of one user at the same time make one subscription", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const user = yield* aUser
      const key = yield* aKey
      const results = yield* Effect.all(
        Array.from({ length: 50 }, () => subscriptions.subscribe(user.id, key, noon)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(results.filter(({ created }) => created).length, 1)
      assert.strictEqual(new Set(results.map(({ subscription }) => subscription.id)).size, 1)
    })
  )

  it.effect("the same name at two drivers is two sources", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const { key, subscription, user } = yield* aSource
      const other = yield* subscriptions.subscribe(user.id, { ...key, driver: "other" }, noon)
      assert.isTrue(other.created)
      assert.notStrictEqual(other.subscription.sourceId, subscription.sourceId)
    })
  )

  it.effect("nobody's subscription is found, and nobody can subscribe", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const { key, user } = yield* aSource
      assert.deepStrictEqual(yield* subscriptions.find(nobody, key), Option.none())
      assert.deepStrictEqual(yield* subscriptions.find(user.id, { ...key, driver: "other" }), Option.none())
      const exit = yield* Effect.exit(subscriptions.subscribe(nobody, yield* aKey, noon))
      assert.isTrue(Exit.isFailure(exit))
    })
  )

  it.effect("a subscription goes with its user while another is made", () =>
    Effect.gen(function* () {
      const [subscriptions, users] = [yield* Subscriptions, yield* Users]
      const user = yield* aUser
      const key = yield* aKey
      const [exit] = yield* Effect.all(
        [Effect.exit(subscriptions.subscribe(user.id, key, noon)), users.remove(user.id)],
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(yield* subscriptions.find(user.id, key), Option.none())
      if (Exit.isSuccess(exit)) {
        assert.deepStrictEqual((yield* load(exit.value.subscription.sourceId)).subscriptions, [])
      }
    })
  )

  it.effect("postures change where they are what they were believed to be, and nowhere else", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const [one, two, three] = [yield* aSource, yield* aSource, yield* aSource]
      const change = (id: SubscriptionId, from: Posture, to: Posture) => ({ id, from, to })
      const changed = yield* subscriptions.setPostures(
        [
          change(one.subscription.id, "active", "paused"),
          change(two.subscription.id, "paused", "active"),
          change(three.subscription.id, "active", "archived"),
          change(none, "active", "paused")
        ],
        at(3)
      )
      assert.deepStrictEqual(new Set(changed), new Set([one.subscription.id, three.subscription.id]))
      assert.deepStrictEqual((yield* load(one.id)).subscriptions, [
        { ...one.subscription, posture: "paused", updatedAt: at(3) }
      ])
      assert.deepStrictEqual((yield* load(two.id)).subscriptions, [two.subscription])
      assert.deepStrictEqual((yield* load(three.id)).subscriptions, [
        { ...three.subscription, posture: "archived", updatedAt: at(3) }
      ])
      assert.deepStrictEqual(yield* subscriptions.setPostures([], noon), [])
    })
  )

  it.effect("bulk changes that overlap in opposite orders all end, each row changed by one of them", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const rows = yield* Effect.replicateEffect(aSource, 40)
      const changes = rows.map(({ subscription }) => ({
        id: subscription.id,
        from: "active" as const,
        to: "paused" as const
      }))
      const changed = yield* Effect.forEach(
        [changes, changes.toReversed(), changes, changes.toReversed()],
        (some) => subscriptions.setPostures(some, noon),
        { concurrency: "unbounded" }
      )
      const ids = changed.flat()
      assert.strictEqual(ids.length, rows.length)
      assert.strictEqual(new Set(ids).size, rows.length)
    })
  )

  it.effect("removed subscriptions are gone, and the ids that were there are told", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const [one, two] = [yield* aSource, yield* aSource]
      assert.deepStrictEqual(
        new Set(yield* subscriptions.remove([one.subscription.id, none, two.subscription.id])),
        new Set([one.subscription.id, two.subscription.id])
      )
      assert.deepStrictEqual(yield* subscriptions.remove([one.subscription.id]), [])
      assert.deepStrictEqual((yield* load(one.id)).subscriptions, [])
      const again = yield* subscriptions.subscribe(one.user.id, one.key, at(1))
      assert.isTrue(again.created)
      assert.strictEqual(again.subscription.sourceId, one.id)
    })
  )
})
