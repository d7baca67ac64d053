import { assert } from "@effect/vitest"
import { Effect } from "effect"
import { Atomically } from "../../src/ports/Atomically.ts"
import { Sources } from "../../src/ports/Sources.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { contract } from "./contract.ts"
import { covers, listen } from "./Ear.ts"
import { everyWriteIsTold } from "./everyWriteIsTold.ts"
import { aKey, aSource, aUser, noon } from "./World.ts"

/** What every `Changes` promises. */
contract("Changes", (it) => {
  it.effect("every hearer begins with everything", () =>
    Effect.gen(function* () {
      for (let n = 0; n < 3; n++) {
        const ear = yield* listen
        assert.deepStrictEqual(ear.heard()[0], { _tag: "everything" })
      }
    })
  )

  it.effect("every kind of write is told", () => Effect.flatMap(listen, everyWriteIsTold))

  it.effect("all hearers are told", () =>
    Effect.gen(function* () {
      const ears = yield* Effect.replicateEffect(listen, 5)
      const { id } = yield* aSource
      const write = Sources.use((sources) => sources.restart([id]))
      yield* ears.reduce<Effect.Effect<unknown, never, Sources>>(
        (act, ear) => ear.hearing(covers("sources", id), act),
        write
      )
    })
  )

  it.effect("a unit of storage is told when it has ended, a refused one never", () =>
    Effect.gen(function* () {
      const [atomically, subscriptions] = [yield* Atomically, yield* Subscriptions]
      const [user, mark] = [yield* aUser, yield* aSource]
      const ear = yield* listen
      const subscribe = Effect.flatMap(aKey, (key) => subscriptions.subscribe(user.id, key, noon))
      const refused = yield* Effect.flip(
        atomically.run(Effect.flatMap(subscribe, ({ subscription }) => Effect.fail(subscription.sourceId)))
      )
      // What is told of a later write comes after what would have been told of the refused one.
      yield* ear.hearing(
        covers("sources", mark.id),
        Sources.use((sources) => sources.restart([mark.id]))
      )
      assert.isFalse(ear.heard().some(covers("sources", refused)))
      const kept = yield* atomically.run(subscribe)
      yield* ear.hearing(
        covers("sources", mark.id),
        Sources.use((sources) => sources.restart([mark.id]))
      )
      assert.isTrue(ear.heard().some(covers("sources", kept.subscription.sourceId)))
    })
  )

  it.effect("a write of thousands of rows is told, too", () =>
    Effect.gen(function* () {
      const subscriptions = yield* Subscriptions
      const ear = yield* listen
      const user = yield* aUser
      const mine = yield* Effect.forEach(
        Array.from({ length: 500 }),
        () => Effect.flatMap(aKey, (key) => subscriptions.subscribe(user.id, key, noon)),
        { concurrency: 10 }
      )
      const last = mine.at(-1)?.subscription.sourceId ?? assert.fail("nothing was subscribed to")
      yield* ear.hearing(
        covers("sources", last),
        subscriptions.setPostures(
          mine.map(({ subscription }) => ({ id: subscription.id, from: "active", to: "paused" })),
          noon
        )
      )
    })
  )
})
