import { assert, describe, it } from "@effect/vitest"
import { Config, Effect, Random, Ref } from "effect"
import { fuzz } from "./Fuzzing.ts"
import { Site, world } from "./World.ts"

const requestsOfRound = 2_500

/** One round against a world of its own. What it finds names its seed, which then belongs into fuzz.test.ts. */
const round = (seed: number) =>
  Effect.gen(function* () {
    yield* fuzz(seed, requestsOfRound)
    const { reported } = yield* Site
    assert.deepStrictEqual(yield* Ref.get(reported), [], `seed ${seed}`)
  }).pipe(Effect.provide(world()))

describe("the whole API, fuzzed", () => {
  it.live(
    "never fails the server and always explains itself, for 50,000 requests (REQUESTS), or one round of SEED",
    () =>
      Effect.gen(function* () {
        const requests = yield* Config.Int("REQUESTS").pipe(Config.withDefault(50_000))
        const seed = yield* Config.option(Config.Int("SEED"))
        if (seed._tag === "Some") return yield* round(seed.value)
        for (let done = 0; done < requests; done += requestsOfRound) {
          yield* round(yield* Random.nextIntBetween(1, 2 ** 31))
        }
      }),
    3_600_000
  )
})
