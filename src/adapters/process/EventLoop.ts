import { monitorEventLoopDelay } from "node:perf_hooks"
import { Effect, Layer } from "effect"
import { LoopDelay } from "../../ports/LoopDelay.ts"
import * as Loop from "../../runtime/Loop.ts"

/** Milliseconds between two looks, which every measured delay contains. */
const resolution = 20

/** So long a stretch is measured as one; the last whole one counts beside the one that goes on. */
const stretch = "1 minute"

/** Measures by what Node itself sees, so that nothing a delay holds up is part of measuring it. */
export const layer = Layer.effect(
  LoopDelay,
  Effect.gen(function* () {
    const histogram = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const made = monitorEventLoopDelay({ resolution })
        made.enable()
        return made
      }),
      (made) => Effect.sync(() => made.disable())
    )
    const measured = () => (histogram.count === 0 ? 0 : Math.max(0, histogram.percentile(99) / 1e6 - resolution))
    let before = 0
    const begin = Effect.sync(() => {
      before = measured()
      histogram.reset()
    })
    yield* Loop.run("delay of the event loop", Effect.andThen(Effect.sleep(stretch), begin))
    return LoopDelay.of({ p99: Effect.sync(() => Math.max(before, measured())) })
  })
)
