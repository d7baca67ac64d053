import { earliest, type Instant } from "../../domain/values/Time.ts"

/** Before anything that is remembered. */
const always = 0 as Instant

/** Since when something may have happened that nobody heard or wrote down, over several such stretches; at first, since ever. */
export const inattention = () => {
  let attends = false
  let since: Instant | null = always

  return {
    /** Somebody attends to what happens from now on, or attended up to `until`; whether a stretch without that is over. */
    turn: (next: boolean, until: Instant): boolean => {
      if (next === attends) return false
      attends = next
      if (!next) since = since === null ? until : earliest(since, until)
      return next
    },
    /** Since when, as far as that was not taken before. */
    taken: (): Instant => {
      const taken = since ?? always
      if (attends) since = null
      return taken
    }
  }
}
