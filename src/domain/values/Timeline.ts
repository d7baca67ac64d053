import { earliest, type Instant, later, type Millis } from "./Time.ts"

/**
 * Moments of a process on a timeline of its own, which begins with the wall clock and then only goes on, however that one is set:
 * what is judged is judged on it. Eras are the stretches between two settings, `ahead` is how far the wall clock was ahead of the
 * timeline in each. There is at least one, the latest is the last. A setting is taken to have come right after the last look at which it
 * was not seen: nothing that was told since is taken for older than it may be.
 */
export interface Era {
  readonly from: Instant
  readonly ahead: Millis
}

/** A wall clock that is off by less than this has drifted and was not set. */
const drift: Millis = 200

/** The oldest are forgotten: what was written down in them counts as written in the oldest one left. */
const most = 100

/** The eras after the wall clock showed `wall` at `now`, and was looked at `before`. */
export const observe = (eras: ReadonlyArray<Era>, before: Instant, now: Instant, wall: Instant): ReadonlyArray<Era> => {
  const last = eras.at(-1)
  const ahead = wall - now
  if (last !== undefined && Math.abs(ahead - last.ahead) <= drift) return eras
  return [...eras, { from: earliest(later(before, 1), now), ahead }].slice(-most)
}

/** What the wall clock showed at a moment of the timeline. */
export const wallOf = (eras: ReadonlyArray<Era>, at: Instant): Instant => {
  const era = eras.findLast(({ from }) => from <= at) ?? eras[0]
  return (at + (era?.ahead ?? 0)) as Instant
}

/**
 * When the wall clock showed `wall`: the latest such moment of the timeline up to `now`. What it never showed is taken for the
 * setting that passed over it, and what it is still to come to for now.
 */
export const livedAt = (eras: ReadonlyArray<Era>, wall: Instant, now: Instant): Instant => {
  let end = now
  let nearest: Instant | undefined
  for (let i = eras.length - 1; i >= 0; i--) {
    const { ahead, from } = eras[i] ?? { ahead: 0, from: end }
    const at = (wall - ahead) as Instant
    if (at > end) nearest ??= end
    else if (at >= from || i === 0) return at
    end = from
  }
  return nearest ?? now
}
