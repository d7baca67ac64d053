import { Clock, Effect } from "effect"
import type { Instant, Moment, Steady } from "../domain/values/Time.ts"

/** What the wall clock shows: for what is stored or shown, and never to wait by, since anybody may set it. */
export const now: Effect.Effect<Instant> = Clock.clockWith((clock) =>
  Effect.succeed(clock.currentTimeMillisUnsafe() as Instant)
)

/** Where the steady clock stands: for waits and deadlines. */
export const steady: Effect.Effect<Steady> = Clock.clockWith((clock) =>
  Effect.succeed(steadyOf(clock.monotonicTimeNanosUnsafe()))
)

/** The moment by both clocks. */
export const moment: Effect.Effect<Moment> = Clock.clockWith((clock) => Effect.sync(() => momentBy(clock)))

/** The same where no effect can run. */
export const momentBy = (clock: Clock.Clock): Moment => ({
  wall: clock.currentTimeMillisUnsafe() as Instant,
  steady: steadyOf(clock.monotonicTimeNanosUnsafe())
})

const steadyOf = (nanos: bigint): Steady => (Number(nanos) / 1e6) as Steady
