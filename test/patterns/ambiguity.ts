import { type Place, placesOf } from "./automaton.ts"

/** Whether a walk of the same characters, by as many walkers as `from` has places, leads to `to`; `split` asks that two part on it. */
const leads = (from: ReadonlyArray<Place>, to: ReadonlyArray<Place>, numbers: ReadonlyMap<Place, number>): boolean => {
  const key = (places: ReadonlyArray<Place>) => places.map((place) => numbers.get(place)).join()
  const goal = key(to)
  const seen = new Set<string>()
  const open = [from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    let steps: ReadonlyArray<{ readonly places: ReadonlyArray<Place>; readonly takes: bigint }> = [
      { places: [], takes: -1n }
    ]
    for (const walker of at) {
      steps = steps.flatMap(({ places, takes }) =>
        [...walker.next.keys()].flatMap((next) =>
          (takes & next.takes) === 0n ? [] : [{ places: [...places, next], takes: takes & next.takes }]
        )
      )
    }
    for (const { places } of steps) {
      const name = key(places)
      if (name === goal) return true
      if (seen.has(name)) continue
      seen.add(name)
      open.push(places)
    }
  }
  return false
}

const reach = (from: Place): ReadonlySet<Place> => {
  const found = new Set<Place>()
  const open = [from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const next of at.next.keys()) {
      if (found.has(next)) continue
      found.add(next)
      open.push(next)
    }
  }
  return found
}

/**
 * Why a pattern needs more than one pass over a hostile text, or `undefined`. Two repeats over the same characters, one behind the
 * other, try every place where the first could end: with n characters n² steps. One inside the other tries every way to
 * share them: 2ⁿ. The search for where a pattern begins is itself a repeat, over any character. (Weber and Seidl's criteria.)
 */
export const ambiguity = (pattern: string, flags = ""): string | undefined => {
  const places = placesOf(pattern, flags)
  const numbers = new Map(places.map((place, i) => [place, i]))
  const reached = new Map(places.map((place) => [place, reach(place)]))
  const loops = places.filter((place) => !place.suffices && reached.get(place)?.has(place) === true)
  for (const one of loops) {
    const around = places.filter(
      (place) => reached.get(one)?.has(place) === true && reached.get(place)?.has(one) === true
    )
    if (around.some(({ next }) => around.some((place) => (next.get(place) ?? 0) > 1))) {
      return `${one.text} is repeated in a repeat`
    }
    for (const other of around) {
      if (other !== one && leads([one, one], [one, other], numbers) && leads([one, other], [one, one], numbers)) {
        return `${one.text} and ${other.text} are repeated in a repeat`
      }
    }
    for (const other of loops) {
      if (other === one || reached.get(one)?.has(other) !== true) continue
      if (leads([one, one, other], [one, other, other], numbers)) {
        return `${one.text} and ${other.text} take the same characters, one behind the other`
      }
    }
  }
  return undefined
}
