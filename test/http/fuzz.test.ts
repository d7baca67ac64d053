import { assert, layer } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { fuzz } from "./Fuzzing.ts"
import { Site, world } from "./World.ts"

/** Seeds that once found something. */
const kept: ReadonlyArray<number> = [1]

for (const seed of [...kept, 20_261_122]) {
  layer(world(), { excludeTestServices: true })(`fuzzed with seed ${seed}`, (it) => {
    it.effect(
      "every route answers, never with a failure of the server, and errors are problem documents",
      () =>
        Effect.gen(function* () {
          const statuses = yield* fuzz(seed, 1000)
          for (const status of [200, 400, 403, 404]) assert.isAbove(statuses.get(status) ?? 0, 20, `${status}`)
          const { reported } = yield* Site
          assert.deepStrictEqual(yield* Ref.get(reported), [])
        }),
      120_000
    )
  })
}
