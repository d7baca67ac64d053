import { Clock, Effect } from "effect"

/** A wall clock that can be set. */
export interface SteppedClock {
  /** Sets the wall clock forward by so many milliseconds, or back where they are negative. */
  readonly step: (ms: number) => Effect.Effect<void>
  /** Runs an effect by this clock. */
  readonly provide: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/**
 * The clock of a machine whose wall time somebody sets, over the clock of the caller, the test clock or a real one: what waits
 * and what is monotonic go on by that. `TestClock.adjust` and the like work under it as well.
 */
export const make: Effect.Effect<SteppedClock> = Effect.map(Clock.clockWith(Effect.succeed), (base) => {
  let offset = 0
  const millis = () => base.currentTimeMillisUnsafe() + offset
  const nanos = () => base.currentTimeNanosUnsafe() + BigInt(offset) * 1_000_000n
  const clock: Clock.Clock = {
    ...base,
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => base.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: base.monotonicTimeNanos,
    sleep: (duration) => base.sleep(duration)
  }
  return {
    step: (ms) =>
      Effect.sync(() => {
        offset += ms
      }),
    provide: Effect.provideService(Clock.Clock, clock)
  }
})
