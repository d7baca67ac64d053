import { type Cause, Deferred, Effect, Metric, type Scope, Stream } from "effect"
import { Fatal, Fate } from "./Fatal.ts"

const failures = Metric.counter("sticky_dvr_loop_failures_total", {
  description: "Faults that nobody foresaw in what runs without an end",
  incremental: true
})

/** Milliseconds before a loop goes on after its first failure, doubled with each further one, and at most. */
const first = 10
const longest = 30_000

/** A loop that fails so often in a row, over a minute and a half at the least, does not come back. */
const most = 15

/** Work without turns that went on for so long was well again. */
const healthy = "1 minute"

const pause = (inARow: number): number => Math.min(longest, first * 2 ** (inARow - 1))

/**
 * Runs a body without end until it is interrupted. However it ends, that is told by name, counted, and it begins anew after a
 * pause. `went` is how the body says that it got on; when it never does again, the process is given up: a new one may fare
 * better, and somebody notices.
 */
const again = Effect.fnUntraced(function* <E, R>(
  name: string,
  body: (went: Effect.Effect<void>) => Effect.Effect<unknown, E, R>
) {
  const fate = yield* Fate
  let inARow = 0
  const went = Effect.sync(() => {
    inARow = 0
  })
  const failed = Effect.fnUntraced(function* (cause: Cause.Cause<unknown>) {
    inARow += 1
    yield* Metric.update(Metric.withAttributes(failures, { loop: name }), 1)
    if (inARow < most) {
      yield* Effect.logError(`the loop '${name}' failed and begins anew`, cause)
      return yield* Effect.sleep(pause(inARow))
    }
    yield* Effect.logFatal(`the loop '${name}' failed and is given up`, cause)
    const message = `The loop '${name}' failed ${inARow} times in a row and does not come back; its lines above say why.`
    yield* Deferred.fail(fate, new Fatal({ message }))
    return yield* Effect.never
  })
  const ended = Effect.die(new Error("it ended, which it never should"))
  return yield* body(went).pipe(Effect.andThen(ended), Effect.catchCause(failed), Effect.forever)
})

/** Takes one turn after another without an end. A failure costs the turn that it happens in and no more. */
export const forever = <E, R>(name: string, turn: Effect.Effect<unknown, E, R>): Effect.Effect<never, never, R> =>
  again(name, (went) => Effect.forever(Effect.andThen(turn, went)))

/** The same beside the caller, until the scope closes. */
export const run = <E, R>(
  name: string,
  turn: Effect.Effect<unknown, E, R>
): Effect.Effect<void, never, R | Scope.Scope> => Effect.asVoid(Effect.forkScoped(forever(name, turn)))

/**
 * Takes the elements of a stream that never ends, beside the caller, until the scope closes. After a failure the stream is run
 * anew: it must then give what was not taken yet, or something from which that follows.
 */
export const each = <A, E, R, E2, R2>(
  name: string,
  stream: Stream.Stream<A, E, R>,
  take: (element: A) => Effect.Effect<unknown, E2, R2>
): Effect.Effect<void, never, R | R2 | Scope.Scope> =>
  Effect.asVoid(
    Effect.forkScoped(
      again(name, (went) => Stream.runForEach(stream, (element) => Effect.andThen(take(element), went)))
    )
  )

/** Keeps up work that has no end of its own, beside the caller, until the scope closes. */
export const keep = <E, R>(
  name: string,
  work: Effect.Effect<unknown, E, R>
): Effect.Effect<void, never, R | Scope.Scope> =>
  Effect.asVoid(
    Effect.forkScoped(again(name, (went) => Effect.raceFirst(work, Effect.forever(Effect.delay(went, healthy)))))
  )
