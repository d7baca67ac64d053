import { Clock, Context, Effect, Layer } from "effect"
import * as Loop from "../runtime/Loop.ts"

/** How late this process is with what it has to do, in milliseconds, as last measured. */
export class LoopDelay extends Context.Service<LoopDelay, { readonly last: Effect.Effect<number> }>()(
  "sticky-dvr/http/LoopDelay"
) {}

const pause = 1000

/** Measures by oversleeping. */
export const layer = Layer.effect(
  LoopDelay,
  Effect.gen(function* () {
    let last = 0
    const measure = Effect.gen(function* () {
      const before = yield* Clock.currentTimeMillis
      yield* Effect.sleep(pause)
      last = Math.max(0, (yield* Clock.currentTimeMillis) - before - pause)
    })
    yield* Loop.run("delay of the event loop", measure)
    return LoopDelay.of({ last: Effect.sync(() => last) })
  })
)
