import { Cause, Duration, Effect, Exit, Layer, Schedule, Scope } from "effect"
import { StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import { awayAsError } from "../../ports/storeAway.ts"
import { troubleOf } from "./databaseTrouble.ts"
import { wordsOfCause } from "./unreachable.ts"

/** A quarter of a second, then longer and longer, ten seconds at most. */
const longerAndLonger = Schedule.exponential("250 millis").pipe(
  Schedule.modifyDelay(({ duration }) => Effect.succeed(Duration.min(duration, Duration.seconds(10))))
)

/** From this moment of waiting on, somebody may want to know. */
const hardly = "1 second"

/** What is told before the first attempt has come to an end. */
const notYet = "it has not answered yet"

/**
 * A layer over stores that is built anew, from its beginning, for as long as the database is away, at whichever of its steps that shows.
 * Why is told to the log and to what goes on `meanwhile`, which ends before the layer is there.
 */
export const patiently = <A, E, R, E2, R2>(
  layer: Layer.Layer<A, E, R>,
  meanwhile: (trouble: Effect.Effect<string>) => Layer.Layer<never, E2, R2>
): Layer.Layer<A, E | StoreUnavailable, R | R2> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      let trouble = notYet
      const attempt = Effect.gen(function* () {
        const own = yield* Scope.fork(scope)
        const building = Layer.buildWithScope(Layer.fresh(layer), own)
        return yield* Effect.onError(building, (cause) => Scope.close(own, Exit.failCause(cause)))
      })
      const told = (away: StoreUnavailable) => {
        const cause = Cause.die(away)
        trouble = troubleOf(cause)
        return Effect.logWarning(`the database can't be used yet, trying again: ${wordsOfCause(cause)}`)
      }
      const isAway = (error: unknown): error is StoreUnavailable => error instanceof StoreUnavailable
      const built = awayAsError(attempt).pipe(
        Effect.tapError((error) => (isAway(error) ? told(error) : Effect.void)),
        Effect.retry({ while: isAway, schedule: longerAndLonger })
      )
      const waiting = Layer.launch(meanwhile(Effect.sync(() => trouble))).pipe(
        Effect.delay(hardly),
        Effect.catchCause((cause) => Effect.logWarning("nothing goes on while the database is waited for", cause)),
        Effect.andThen(Effect.never)
      )
      return yield* Effect.raceFirst(built, waiting)
    })
  )
