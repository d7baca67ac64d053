import { PgConnection } from "@effect/sql-pg"
import { Cause, Deferred, Effect, Exit, Layer, Queue, type Redacted, Schedule, Scope } from "effect"
import { Leadership } from "../../ports/Leadership.ts"
import { session } from "./Client.ts"
import { heartbeat } from "./heartbeat.ts"
import { wordsOfCause } from "./unreachable.ts"
import { within } from "./withDeadline.ts"

/** The advisory lock of whoever leads, within the product's database. */
const lock = 7_310_001

/** How long an answer of the session may take: also one that only waits for leadership may have lost its server. */
const patience = "3 seconds"

/**
 * A session that holds the lock until its scope closes, the number of its term, and a wait for the first doubt about that. The server ends a session that
 * it has not heard of for 5 s, so that a leader which hangs or is cut off keeps nobody from leading; the leader itself doubts a
 * second earlier.
 */
const term = Effect.fnUntraced(function* (dsn: Redacted.Redacted<string>) {
  const connection = yield* (yield* PgConnection.make({
    ...session(dsn),
    startupParameters: { idle_session_timeout: "5000", statement_timeout: "5000" }
  })).pin
  const take = connection.queryValues(`SELECT pg_try_advisory_lock(${lock})`).pipe(
    within(patience),
    Effect.map(([row]) => row?.[0] === true)
  )
  yield* Effect.repeat(take, { until: (taken) => taken, schedule: Schedule.spaced("1 second") })
  const raised = yield* within(patience)(
    connection.queryValues("UPDATE installation SET term = term + 1, outages_look = 0 RETURNING term::int")
  )
  // Nothing is ever said here: the queue is how the end of the session is heard of at once.
  const silence = yield* within(patience)(connection.listen("sticky_dvr_leader"))
  const doubt = yield* Deferred.make<never, Cause.Cause<unknown>>()
  const doubtless = Effect.raceFirst(
    Effect.forever(Queue.take(silence)),
    heartbeat(connection, { every: "1 second", patience })
  )
  yield* doubtless.pipe(
    Effect.onExit((exit) => Deferred.fail(doubt, Exit.isFailure(exit) ? exit.cause : Cause.empty)),
    Effect.ignoreCause,
    Effect.forkScoped
  )
  return { doubt, number: Number(raised[0]?.[0]) }
})

/** One backend of all on the database leads. Work that ends of itself gives leadership up and ends the caller. */
export const layer = (dsn: Redacted.Redacted<string>) => {
  /** One wait for leadership and the work under it; null when it came to nothing or was lost. */
  const turn = <E, R>(work: (term: number) => Effect.Effect<never, E, R>) =>
    Effect.acquireUseRelease(
      Scope.make(),
      Effect.fnUntraced(function* (scope) {
        const begun = yield* Effect.exit(Scope.provide(term(dsn), scope))
        if (Exit.isFailure(begun)) {
          yield* Effect.logDebug(`leadership can't be asked for: ${wordsOfCause(begun.cause)}`)
          return null
        }
        yield* Effect.logInfo("this backend leads")
        const { doubt, number } = begun.value
        const outcome = yield* Effect.raceFirst(Effect.exit(work(number)), Effect.flip(Deferred.await(doubt)))
        if (Exit.isExit(outcome)) return outcome
        yield* Effect.logWarning(`this backend no longer leads, its session is in doubt: ${wordsOfCause(outcome)}`)
        return null
      }),
      // A session whose server is gone may not even end.
      (scope, exit) => Effect.ignoreCause(within(patience)(Scope.close(scope, exit)))
    )

  return Layer.succeed(Leadership, {
    lead: Effect.fnUntraced(function* <E, R>(work: (term: number) => Effect.Effect<never, E, R>) {
      while (true) {
        const outcome = yield* turn(work)
        if (outcome !== null) return yield* outcome
        yield* Effect.sleep("1 second")
      }
    })
  })
}
