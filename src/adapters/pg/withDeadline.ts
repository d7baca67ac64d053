import { type Duration, Effect, Fiber, Schema } from "effect"
import { SqlError } from "effect/sql"
import { away } from "../../ports/StoreUnavailable.ts"
import { defectOf } from "./unreachable.ts"

const late = away("no answer in time")

/**
 * Runs `effect` until `given up` dies. The effect is then interrupted, but nobody waits for the end of that: on a connection that
 * no longer answers, a transaction can't even be rolled back.
 */
const until =
  (givenUp: Effect.Effect<never>) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(Effect.forkDetach(effect), (fiber) =>
        // Also where the caller is interrupted: what nobody waits for any more ends in the background.
        Effect.onError(restore(Effect.raceFirst(Fiber.join(fiber), givenUp)), () =>
          Effect.sync(() => fiber.interruptUnsafe())
        )
      )
    )

/** Waits for an effect no longer than `limit`, then dies with `StoreUnavailable`. */
export const within = (limit: Duration.Input) => until(Effect.andThen(Effect.sleep(limit), late))

/**
 * Waits for an effect of many steps as long as it says of another one, with the effect that it is given, at least once in each
 * `limit`; dies with `StoreUnavailable` after at most two of them without a step.
 */
export const stepwise =
  (limit: Duration.Input) =>
  <A, E, R>(effect: (step: Effect.Effect<void>) => Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.suspend(() => {
      let steps = 0
      let seen = -1
      const stalls = Effect.suspend(() => {
        if (steps === seen) return late
        seen = steps
        return Effect.sleep(limit)
      })
      const step = Effect.sync(() => {
        steps += 1
      })
      return until(Effect.forever(stalls))(effect(step))
    })

type StorageError = SqlError.SqlError | Schema.SchemaError

const isStorageError = (error: unknown): error is StorageError =>
  SqlError.isSqlError(error) || Schema.isSchemaError(error)

const die = (error: StorageError) => Effect.die(SqlError.isSqlError(error) ? defectOf(error) : error)

/**
 * Turns the store's own troubles into defects: no caller of a port can act on them. What a port refuses stays an error. A transaction
 * that can't even be rolled back ends by a defect itself, which says as little to callers.
 */
const asDefects = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(
    Effect.catchIf((error: E): error is Extract<E, StorageError> => isStorageError(error), die),
    Effect.catchDefect((defect) => (isStorageError(defect) ? die(defect) : Effect.die(defect)))
  )

const patience = "10 seconds"

/** What every method of a port goes through. */
export const withDeadline = <A, E, R>(effect: Effect.Effect<A, E, R>) => within(patience)(asDefects(effect))

/** The same for what takes the longer the more there is. */
export const withDeadlineStepwise = <A, E, R>(effect: (step: Effect.Effect<void>) => Effect.Effect<A, E, R>) =>
  stepwise(patience)((step) => asDefects(effect(step)))
