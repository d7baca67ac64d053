import { Clock, Effect } from "effect"
import type { Instant } from "../domain/values/Time.ts"
import { type Era, livedAt, observe, wallOf } from "../domain/values/Timeline.ts"
import { momentBy } from "./Time.ts"

/** The timeline of this process, and what its moments are called outside. */
export interface Timeline {
  /** Now, on the timeline: for all that is judged. */
  readonly now: () => Instant
  /** What is stored or told of a moment: what the wall clock showed then. */
  readonly toWall: (at: Instant) => Instant
  /** The same of what may be read again: then it is that very moment, though a clock that is set back shows its time twice. */
  readonly written: (at: Instant) => Instant
  /** When the wall clock showed `wall`; what it is still to come to counts as now. */
  readonly fromWall: (wall: Instant) => Instant
  /** The same of what may be read again: what counted as now goes on to count as that moment. */
  readonly recalled: (wall: Instant) => Instant
  /** How far the wall clock is ahead of the timeline now. */
  readonly ahead: () => number
}

/** So many moments are remembered that the wall clock was still to come to, or that were written. */
const mostRemembered = 100_000

const make = (clock: Clock.Clock): Timeline => {
  const begun = momentBy(clock)
  const early = new Map<Instant, Instant>()
  let eras: ReadonlyArray<Era> = [{ from: begun.wall, ahead: 0 }]
  let looked = begun.wall

  const now = (): Instant => {
    const { steady, wall } = momentBy(clock)
    const at = Math.round(begun.wall + (steady - begun.steady)) as Instant
    eras = observe(eras, looked, at, wall)
    looked = at
    return at
  }
  const ahead = (): number => {
    now()
    return eras.at(-1)?.ahead ?? 0
  }

  const remember = (wall: Instant, at: Instant): void => {
    if (early.size >= mostRemembered) early.clear()
    early.set(wall, at)
  }

  return {
    now,
    ahead,
    written: (at) => {
      const wall = wallOf(eras, at)
      remember(wall, at)
      return wall
    },
    toWall: (at) => wallOf(eras, at),
    fromWall: (wall) => {
      const at = now()
      return livedAt(eras, wall, at)
    },
    recalled: (wall) => {
      const at = now()
      const known = early.get(wall)
      if (known !== undefined) return known
      const lived = livedAt(eras, wall, at)
      if (wall > at + ahead()) remember(wall, lived)
      return lived
    }
  }
}

const timelines = new WeakMap<Clock.Clock, Timeline>()

const of = (clock: Clock.Clock): Timeline => {
  const known = timelines.get(clock)
  if (known !== undefined) return known
  const made = make(clock)
  timelines.set(clock, made)
  return made
}

/** The timeline of this process: one for its clock. */
export const timeline: Effect.Effect<Timeline> = Clock.clockWith((clock) => Effect.sync(() => of(clock)))

/** Now, on the timeline of this process. */
export const lived: Effect.Effect<Instant> = Effect.map(timeline, ({ now }) => now())
