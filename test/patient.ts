import { it } from "@effect/vitest"
import { Clock, Duration, Effect, type Scope } from "effect"

/** A clock that goes on while nobody who waits for a time is ever woken. */
const patience = Effect.map(
  Clock.clockWith(Effect.succeed),
  (base): Clock.Clock => ({
    ...base,
    currentTimeMillisUnsafe: () => base.currentTimeMillisUnsafe(),
    currentTimeNanosUnsafe: () => base.currentTimeNanosUnsafe(),
    monotonicTimeNanosUnsafe: () => base.monotonicTimeNanosUnsafe(),
    sleep: (duration) => (Duration.isZero(duration) ? Effect.yieldNow : Effect.never)
  })
)

/**
 * A test of real files and connections of which nothing is given up for taking too long: how fast the machine is has no say in
 * what it finds. Who gives up, and when, is for tests by a clock that wakes.
 */
export const patient = <A, E>(name: string, body: () => Effect.Effect<A, E, Scope.Scope>) =>
  it.live(name, () => Effect.provideServiceEffect(body(), Clock.Clock, patience))

/** Waits until it is so, by turns of the event loop: whatever the clock of the test does. */
export const becomes = (is: () => boolean) =>
  Effect.repeat(
    Effect.callback<void>((resume) => void setImmediate(() => resume(Effect.void))),
    { until: is }
  )
