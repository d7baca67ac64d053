import { Instant } from "../../../../src/domain/values/Time.ts"
import { t0 } from "../given.ts"

interface Due {
  readonly at: number
  readonly order: number
  readonly act: () => void
}

/** A virtual clock: things happen one after another, at the same moment in the order in which they were planned. */
export interface Timeline {
  readonly now: () => Instant
  readonly after: (ms: number, act: () => void) => void
  /** Lets everything happen that is due up to `until`, and tells after each thing. */
  readonly run: (until: number, each: () => void) => void
}

export const makeTimeline = (): Timeline => {
  const due: Array<Due> = []
  let [now, order] = [t0 as number, 0]
  const before = (a: Due, b: Due) => a.at < b.at || (a.at === b.at && a.order < b.order)
  return {
    now: () => Instant.make(now),
    after: (ms, act) => {
      const one = { at: now + Math.max(0, ms), order: order++, act }
      let [low, high] = [0, due.length]
      while (low < high) {
        const middle = (low + high) >> 1
        const other = due[middle]
        if (other !== undefined && before(one, other)) low = middle + 1
        else high = middle
      }
      due.splice(low, 0, one)
    },
    run: (until, each) => {
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
