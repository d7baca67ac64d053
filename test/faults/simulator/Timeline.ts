import { Instant } from "../../../src/domain/values/Time.ts"

interface Due {
  readonly at: number
  readonly act: () => void
}

/**
 * Simulated time: things happen one after another, at the same moment in the order in which they were planned. The machines'
 * wall clock may be stepped; waits go by the time that has passed.
 */
export interface Timeline {
  /** Milliseconds since the beginning. */
  readonly now: () => number
  /** What the wall clock of the backends' and the overseer's machine shows. */
  readonly wall: () => Instant
  /** The latest that the wall clock ever showed. */
  readonly furthest: () => Instant
  /** Sets the wall clock forward, or back. */
  readonly step: (ms: number) => void
  /** When it was set last, up to now or to that moment; before the beginning if it never was. */
  readonly steppedAt: (upTo?: number) => number
  /** Plans `act`; the answer takes it back. */
  readonly after: (ms: number, act: () => void) => () => void
  /** Lets everything happen that is due up to `until`. */
  readonly run: (until: number) => void
}

/** A time line that calls `each` after everything that happened. */
export const makeTimeline = (each: () => void): Timeline => {
  const due: Array<Due> = []
  let now = 0
  let wall = Date.UTC(2026, 0, 1)
  let furthest = 0
  const steps: Array<number> = []

  const takeBack = (one: Due) => () => {
    const index = due.indexOf(one)
    if (index >= 0) due.splice(index, 1)
  }

  return {
    now: () => now,
    wall: () => Instant.make(wall + now),
    furthest: () => Instant.make(Math.max(furthest, wall + now)),
    step: (ms) => {
      furthest = Math.max(furthest, wall + now)
      wall += ms
      steps.push(now)
    },
    steppedAt: (upTo = now) => steps.findLast((at) => at <= upTo) ?? Number.NEGATIVE_INFINITY,
    after: (ms, act) => {
      const one = { at: now + Math.max(0, ms), act }
      // The latest first, so that the next one is taken from the end.
      let [low, high] = [0, due.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if ((due[middle]?.at ?? 0) > one.at) low = middle + 1
        else high = middle
      }
      due.splice(low, 0, one)
      return takeBack(one)
    },
    run: (until) => {
      for (;;) {
        const next = due.at(-1)
        if (next === undefined || next.at > until) break
        due.pop()
        now = next.at
        next.act()
        each()
      }
      now = until
    }
  }
}
