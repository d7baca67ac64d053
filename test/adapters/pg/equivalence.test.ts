import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Schema } from "effect"
import * as Memory from "../../../src/adapters/memory/World.ts"
import type { Store } from "../../contracts/World.ts"
import { Deed, outcome, someNames } from "./Deeds.ts"
import * as Pg from "./World.ts"

class Worlds extends Context.Service<
  Worlds,
  { readonly memory: Context.Context<Store>; readonly pg: Context.Context<Store> }
>()("sticky-dvr/test/pg/Worlds") {}

const worlds = Layer.effect(
  Worlds,
  Effect.gen(function* () {
    return { memory: yield* Layer.build(Memory.layer), pg: yield* Layer.build(Pg.layer) }
  })
)

layer(worlds, { excludeTestServices: true })("the memory world and PostgreSQL", (it) => {
  it.effect.prop(
    "answer the same and show the same after the same deeds",
    { deeds: Schema.Array(Deed) },
    ({ deeds }) =>
      Effect.gen(function* () {
        const { memory, pg } = yield* Worlds
        const names = yield* someNames
        const expected = yield* Effect.provideContext(outcome(deeds, names), memory)
        assert.deepStrictEqual(yield* Effect.provideContext(outcome(deeds, names), pg), expected)
      }),
    { timeout: 120_000, arbitrary: { runs: 150, size: 30 } }
  )
})
