import { Cause, Effect, Predicate } from "effect"
import { SqlError } from "effect/sql"
import { StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import { unavailable } from "../../ports/storeAway.ts"

/**
 * SQLSTATE classes of a server that can't serve anybody now, whatever it is asked: shutting down or starting (57P),
 * out of connections, memory or disk (53), its own I/O errors (58), fallen back to a read-only standby (25006); and of a
 * transaction that it gave up (25P, 40), by which nothing was changed, so that it may be asked for again.
 */
const notNow = /^(57P|53|58|25006|25P|40)/

const stateOf = (error: SqlError.SqlError): string => {
  const { cause } = error.reason
  return Predicate.hasProperty(cause, "code") && typeof cause.code === "string" ? cause.code : ""
}

/** Whether the error says that the store is away or overcharged, rather than that a statement is wrong. */
export const isUnreachable = (error: SqlError.SqlError): boolean => {
  if (error.reason.operation === "connect" || error.reason.operation === "commit") return true
  switch (error.reason._tag) {
    case "ConnectionError":
    case "AuthenticationError":
    case "StatementTimeoutError":
    case "LockTimeoutError":
      return true
    default:
      return notNow.test(stateOf(error))
  }
}

/** The words of the server, or of the connection that failed. */
export const wordsOf = (error: SqlError.SqlError): string => {
  const { cause } = error.reason
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message
}

/** What a port dies with in place of the error. */
export const defectOf = (error: SqlError.SqlError): StoreUnavailable | SqlError.SqlError =>
  isUnreachable(error) ? new StoreUnavailable({ cause: error.reason.cause }) : error

/** Outside of ports the same two are errors: what the server refuses is told as `refusal` makes it of the server's words. */
export const asErrors =
  <E2>(refusal: (words: string) => E2) =>
  <A, E, R>(effect: Effect.Effect<A, E | SqlError.SqlError, R>) =>
    Effect.catchIf(effect, SqlError.isSqlError, (error) =>
      Effect.fail(isUnreachable(error) ? new StoreUnavailable({ cause: error.reason.cause }) : refusal(wordsOf(error)))
    )

/** What to say of the end of a session: the words where the reason is the store's, the whole cause where it may be a bug. */
export const wordsOfCause = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  if (SqlError.isSqlError(error)) return wordsOf(error)
  const away = unavailable(cause)
  return away?.cause instanceof Error ? away.cause.message : Cause.pretty(cause)
}
