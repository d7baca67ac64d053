import "./store.ts"
import { assert, layer } from "@effect/vitest"
import { Effect, Ref } from "effect"
import { fuzz } from "../Fuzzing.ts"
import { Site, world } from "../World.ts"

layer(world(), { excludeTestServices: true })("fuzzed on PostgreSQL", (it) => {
  it.effect(
    "every route answers, never with a failure of the server, and errors are problem documents",
    () =>
      Effect.gen(function* () {
        const statuses = yield* fuzz(20_261_123, 500)
        for (const status of [200, 400, 403, 404]) assert.isAbove(statuses.get(status) ?? 0, 10, `${status}`)
        const { reported } = yield* Site
        assert.deepStrictEqual(yield* Ref.get(reported), [])
      }),
    120_000
  )
})
