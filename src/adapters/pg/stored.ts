import { type Duration, Effect, Fiber, Schema } from "effect"
import { SqlError } from "effect/sql"
import { StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import { defectOf } from "./unreachable.ts"

/**
 * Waits for `effect` no longer than `limit`, then dies with `StoreUnavailable`. The effect is interrupted, but nobody waits for
 * the end of that: on a connection that no longer answers, a transaction can't even be rolled back.
 */
export const within =
  (limit: Duration.Input) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(Effect.forkDetach(effect), (fiber) => {
        const answer = Effect.timeoutOrElse(Fiber.join(fiber), {
          duration: limit,
          orElse: () => Effect.die(new StoreUnavailable({ cause: new Error("no answer in time") }))
        })
        // Also where the caller is interrupted: what nobody waits for any more ends in the background.
        return Effect.onError(restore(answer), () => Effect.sync(() => fiber.interruptUnsafe()))
      })
    )

type StorageError = SqlError.SqlError | Schema.SchemaError

const isStorageError = (error: unknown): error is StorageError =>
  SqlError.isSqlError(error) || Schema.isSchemaError(error)

const die = (error: StorageError) => Effect.die(SqlError.isSqlError(error) ? defectOf(error) : error)

/** Turns the store's own troubles into defects: no caller of a port can act on them. What a port refuses stays an error. */
export const asDefects = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.catchIf(
    effect,
    (error: E): error is Extract<E, StorageError> => isStorageError(error),
    (error) => die(error)
  )

/** What every method of a port goes through. */
export const stored = <A, E, R>(effect: Effect.Effect<A, E, R>) => within("10 seconds")(asDefects(effect))
