import { Context, Effect, Layer } from "effect"
import { heard, lag, noDelays } from "../../../domain/supervision/OverseerClock.ts"
import { type Instant, later } from "../../../domain/values/Time.ts"
import { timeline } from "../../../runtime/Timeline.ts"

/** A clock that is ahead by less, as far as that is not known yet, tells of now; what lies further ahead may be of before a setting. */
const slightly = 60_000

/** The overseer's times on the timeline of this process, however wrong its clock is. */
export class OverseerTime extends Context.Service<
  OverseerTime,
  {
    /** The overseer told by its clock what happened at this moment; it was heard at `heardAt` and was new then. */
    readonly hear: (itsTime: Instant, heardAt: Instant) => void
    /** Whether it told anything yet that was new. */
    readonly isHeard: () => boolean
    /** It told by its clock what is on record to have happened then: so a process that begins knows how far that clock is off. */
    readonly recall: (itsTime: Instant, at: Instant) => void
    /** When the overseer's clock showed `itsTime`; what it is still to come to counts as now. */
    readonly lived: (itsTime: Instant) => Instant
    /** What the overseer's clock, as it is now, calls this moment. */
    readonly itsTime: (at: Instant) => Instant
  }
>()("sticky-dvr/app/supervision/overseer/OverseerTime") {}

export const layer = Layer.effect(
  OverseerTime,
  Effect.map(timeline, ({ fromWall, now, toWall }) => {
    let delays = noDelays
    let isHeard = false
    return OverseerTime.of({
      hear: (itsTime, heardAt) => {
        delays = heard(delays, itsTime, toWall(heardAt))
        isHeard = true
      },
      isHeard: () => isHeard,
      recall: (itsTime, at) => {
        // What is still to come, or is far off, tells that a clock was set since.
        const isClear = itsTime <= toWall(now()) && Math.abs(toWall(at) - itsTime) < slightly
        if (isClear) delays = heard(delays, itsTime, toWall(at))
      },
      lived: (itsTime) => {
        const wall = later(itsTime, lag(delays))
        const at = now()
        const ahead = wall - toWall(at)
        return ahead > 0 && ahead < slightly ? at : fromWall(wall)
      },
      itsTime: (at) => later(toWall(at), -lag(delays))
    })
  })
)
