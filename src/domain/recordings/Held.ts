import type { Loss } from "../supervision/Run.ts"
import type { Millis } from "../values/Time.ts"

/** How much stream a file holds, and what is missing within it, as far as its time stamps tell: so many holes, so long together. */
export interface Held {
  readonly duration: Millis
  readonly holes: number
  readonly missing: Millis
}

/** What a recording may be shorter than the time that it took, and still be whole: its first bytes come late, and clocks differ. */
const slack = (took: Millis): Millis => Math.max(5_000, took / 50)

/** A recorder may begin with so much that was on air before it. */
const backlog: Millis = 60_000

/**
 * What is lost of a recording whose recorder tells nothing, by what its files hold of the time in which it grew; null where nothing is
 * known to be. Holes tell it, or that all of it plays for less than it took. Time stamps that begin anew look like holes, and are none
 * where the files then would hold more than there was time for.
 */
export const lossOf = (took: Millis, files: ReadonlyArray<Held>): Loss | null => {
  const sum = (figure: keyof Held) => files.reduce((total, file) => total + file[figure], 0)
  const [duration, missing] = [sum("duration"), sum("missing")]
  const holes = duration + missing <= took + backlog ? missing : 0
  const short = took - duration
  const ms = Math.max(holes, short > slack(took) ? short : 0)
  return ms === 0
    ? null
    : { gaps: Math.max(1, holes === 0 ? 0 : sum("holes")), segments: 0, ms, hindrance: null, countedUntil: null }
}
