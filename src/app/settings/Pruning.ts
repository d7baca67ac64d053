import { Effect, Layer, Random } from "effect"
import { parseDuration } from "../../domain/values/Durations.ts"
import { later } from "../../domain/values/Time.ts"
import { Sessions } from "../../ports/Sessions.ts"
import { WorkerEvents } from "../../ports/WorkerEvents.ts"
import * as Loop from "../../runtime/Loop.ts"
import * as Time from "../../runtime/Time.ts"
import { CurrentSettings } from "../supervision/live/CurrentSettings.ts"

const hour = 3_600_000

/** Removes, once, what is older than the settings keep it, and sessions that have expired. */
export const prune = Effect.fn("Pruning.prune")(function* () {
  const { settings } = yield* Effect.flatMap(CurrentSettings, ({ get }) => get)
  const now = yield* Time.now
  const retention = parseDuration(settings.event_retention)
  const rows = retention === undefined ? 0 : yield* WorkerEvents.use((events) => events.prune(later(now, -retention)))
  const sessions = yield* Sessions.use((all) => all.removeExpired(now))
  if (rows + sessions > 0) yield* Effect.logInfo("removed what is no longer kept", { rows, sessions })
  return { rows, sessions }
})

/**
 * Prunes within the first minute and about once an hour. Every backend does, each at its own time: removing what another has
 * removed costs nothing, and nobody has to lead for it.
 */
export const layer = Layer.effectDiscard(
  Effect.gen(function* () {
    let wait = yield* Random.nextBetween(5_000, 60_000)
    yield* Loop.run(
      "pruning",
      Effect.gen(function* () {
        yield* Effect.sleep(wait)
        wait = hour * (yield* Random.nextBetween(0.8, 1.2))
        yield* prune().pipe(
          Effect.catchCause((cause) => Effect.logWarning("old rows could not be removed; this is tried again", cause))
        )
      })
    )
  })
)
