import { Effect, Schedule } from "effect"
import { isAway } from "../../../ports/StoreUnavailable.ts"

/** What is done next time all the same: `otherwise` while the store is away. */
export const unlessAway = <A, E, R>(effect: Effect.Effect<A, E, R>, otherwise: A): Effect.Effect<A, E, R> =>
  Effect.catchCauseIf(effect, isAway, () => Effect.succeed(otherwise))

/** What nothing goes on without: tried again each second while the store is away, each time with `warning` in the log. */
export const untilBack = <A, R>(effect: Effect.Effect<A, never, R>, warning: string): Effect.Effect<A, never, R> =>
  effect.pipe(
    Effect.catchCauseIf(isAway, () => Effect.andThen(Effect.logWarning(warning), Effect.fail("away" as const))),
    Effect.retry(Schedule.spaced("1 second")),
    Effect.orDie
  )
