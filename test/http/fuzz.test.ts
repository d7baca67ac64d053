import { assert, layer } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { fuzz } from "./Fuzzing.ts"
import { stores } from "./Stores.ts"
import { Site, world } from "./World.ts"

/** A run for each store; seed 1 once found something. */
const runs: ReadonlyArray<{ readonly store: keyof typeof stores; readonly seed: number; readonly requests: number }> = [
  { store: "memory", seed: 1, requests: 1000 },
  { store: "memory", seed: 20_261_122, requests: 1000 },
  { store: "PostgreSQL", seed: 20_261_123, requests: 500 }
]

for (const { requests, seed, store } of runs) {
  layer(world({ store: stores[store] }), { excludeTestServices: true })(`fuzzed with seed ${seed} (${store})`, (it) => {
    it.effect(
      "every route answers, never with a failure of the server, and errors are problem documents",
      () =>
        Effect.gen(function* () {
          const statuses = yield* fuzz(seed, requests)
          for (const status of [200, 400, 403, 404])
            assert.isAbove(statuses.get(status) ?? 0, requests / 50, `${status}`)
          const { reported } = yield* Site
          assert.deepStrictEqual(yield* Ref.get(reported), [])
        }),
      120_000
    )
  })
}
