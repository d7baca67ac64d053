import { Effect } from "effect"
import type { Instant, Millis } from "../../domain/values/Time.ts"

const pause: Millis = 60_000

/** Something that may happen a thousand times a second and is said at most once a minute, with how often it happened. */
export const make = (say: (times: number, last: string) => Effect.Effect<void>) => {
  let times = 0
  let last = ""
  let saidAt: Instant | null = null

  return {
    note: (what: string, count = 1): void => {
      times += count
      last = what
    },
    /** Says what was noted since the last time, unless that is less than a minute ago. */
    voice: (now: Instant): Effect.Effect<void> => {
      if (times === 0 || (saidAt !== null && now - saidAt < pause)) return Effect.void
      const said = say(times, last)
      times = 0
      saidAt = now
      return said
    }
  }
}
