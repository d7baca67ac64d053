import { Clock, Context, Effect, Layer } from "effect"

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
    yield* Effect.gen(function* () {
      const before = yield* Clock.currentTimeMillis
      yield* Effect.sleep(pause)
      last = Math.max(0, (yield* Clock.currentTimeMillis) - before - pause)
    }).pipe(Effect.forever, Effect.forkScoped)
    return LoopDelay.of({ last: Effect.sync(() => last) })
  })
)
