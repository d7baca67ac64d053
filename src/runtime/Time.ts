import { Clock, Effect } from "effect"
import type { Instant, Moment, Steady } from "../domain/values/Time.ts"

/** What the wall clock shows: for what is stored or shown, and never to wait by, since anybody may set it. */
export const now: Effect.Effect<Instant> = Effect.map(Clock.currentTimeMillis, (at) => at as Instant)

/** Where the steady clock stands: for waits and deadlines. */
export const steady: Effect.Effect<Steady> = Effect.map(Clock.monotonicTimeNanos, (at) => steadyOf(at))

/** The moment by both clocks. */
export const moment: Effect.Effect<Moment> = Clock.clockWith((clock) => Effect.sync(() => momentBy(clock)))

/** The same where no effect can run. */
export const momentBy = (clock: Clock.Clock): Moment => ({
  wall: clock.currentTimeMillisUnsafe() as Instant,
  steady: steadyOf(clock.monotonicTimeNanosUnsafe())
})

const steadyOf = (nanos: bigint): Steady => (Number(nanos) / 1e6) as Steady
