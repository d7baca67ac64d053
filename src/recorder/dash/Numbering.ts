import type { Piece } from "./segments.ts"

/** Pieces that begin within so many seconds of each other are the same. */
const nearly = 0.05

/**
 * Numbers pieces one after another, so that each keeps its number however the list that it is in goes on, and what is missing between
 * two leaves numbers free. Manifests often tell times alone.
 */
export class Numbering {
  #known: ReadonlyArray<{ readonly at: number; readonly seconds: number; readonly number: number }> = []

  number(pieces: ReadonlyArray<Piece>): ReadonlyArray<number> {
    const before = this.#known
    const newest = before.at(-1)
    // A list that ends before anything that was known begins is one of another beginning.
    const isAnew = newest !== undefined && (pieces.at(-1)?.at ?? newest.at) < (before[0]?.at ?? 0) - nearly
    let last = isAnew ? undefined : newest
    let place = 0
    const numbers = pieces.map(({ at, seconds }, i): number => {
      while (!isAnew && (before[place]?.at ?? Number.POSITIVE_INFINITY) < at - nearly) place += 1
      const same = isAnew ? undefined : before[place]
      if (same !== undefined && Math.abs(same.at - at) <= nearly) return same.number
      // Older than what is known first: counted back from there.
      if (same !== undefined) return same.number - Math.max(1, Math.round((same.at - at) / (seconds || 1)))
      const number =
        last === undefined ? i : last.number + Math.max(1, Math.round((at - last.at) / (last.seconds || seconds || 1)))
      last = { at, seconds, number }
      return number
    })
    if (pieces.length > 0) this.#known = pieces.map(({ at, seconds }, i) => ({ at, seconds, number: numbers[i] ?? 0 }))
    return numbers
  }
}
