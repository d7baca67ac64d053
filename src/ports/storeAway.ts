import { Cause, Effect, Schedule } from "effect"
import { StoreUnavailable } from "./StoreUnavailable.ts"

/** What a failure says of the store being away for now, as a defect or as an error; undefined where it is of another kind. */
export const unavailable = (cause: Cause.Cause<unknown>): StoreUnavailable | undefined => {
  for (const reason of cause.reasons) {
    const failure = Cause.isDieReason(reason) ? reason.defect : Cause.isFailReason(reason) ? reason.error : undefined
    if (failure instanceof StoreUnavailable) return failure
  }
  return undefined
}

/** For who can act on it: that the store is away is an error like others. What is a bug stays a defect. */
export const awayAsError = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | StoreUnavailable, R> =>
  Effect.catchCause(effect, (cause): Effect.Effect<never, E | StoreUnavailable> => {
    const away = unavailable(cause)
    return away === undefined ? Effect.failCause(cause) : Effect.fail(away)
  })

/** What is done next time all the same: `otherwise` while the store is away. */
export const unlessAway = <A, E, R>(effect: Effect.Effect<A, E, R>, otherwise: A): Effect.Effect<A, E, R> =>
  Effect.catchCauseIf(
    effect,
    (cause) => unavailable(cause) !== undefined,
    () => Effect.succeed(otherwise)
  )

/** What nothing goes on without: tried again each second while the store is away, each time with `warning` in the log. */
export const untilBack = <A, R>(effect: Effect.Effect<A, never, R>, warning: string): Effect.Effect<A, never, R> =>
  awayAsError(effect).pipe(
    Effect.tapError(() => Effect.logWarning(warning)),
    Effect.retry(Schedule.spaced("1 second")),
    Effect.orDie
  )
