/** A track that has something to write, or waits for it: seconds of its own time. */
export interface Waiting {
  readonly isThere: boolean
  /** When what it has begins. */
  readonly at: number | undefined
  /** When what was written of it ends. */
  readonly end: number | undefined
}

/** Times that lie further apart than this are not of one timeline, in seconds. */
const far = 30

const isFar = (a: number | undefined, b: number | undefined): boolean =>
  a !== undefined && b !== undefined && Math.abs(a - b) > far

/** Which track is written next: the one whose time comes first; where time jumped in one alone, the other's old time comes to its end first. */
export const nextOf = (tracks: ReadonlyArray<Waiting>): number => {
  const ready = tracks.flatMap((track, index) => (track.isThere ? [{ ...track, index }] : []))
  const chosen = ready.reduce<(typeof ready)[number] | undefined>((a, b) => {
    if (a === undefined) return b
    if (isFar(a.at, b.at)) {
      const [aJumped, bJumped] = [isFar(a.at, a.end), isFar(b.at, b.end)]
      if (aJumped !== bJumped) return aJumped ? b : a
    }
    return (b.at ?? 0) < (a.at ?? 0) ? b : a
  }, undefined)
  return chosen?.index ?? 0
}
