import { type Node, parse } from "./parse.ts"

/** A place in a pattern that takes one character. */
export interface Place {
  readonly text: string
  /** Which of the characters that are tried it takes, a bit each. */
  readonly takes: bigint
  /** The places that may take the next character, and in how many ways each. */
  readonly next: Map<Place, number>
  /** Nothing has to follow: who gets here has found something, and looks no further. */
  suffices: boolean
}

/** A repeat of at most so many is a few places; a longer one is as slow as one without an end. */
const few = 16

const characters: ReadonlyArray<string> = [
  ...Array.from({ length: 0x180 }, (_, code) => String.fromCodePoint(code)),
  ..."\u03A9\u2028\u2029\u3042\uFEFF\u{1F600}"
]

/** What a character class takes, asked of the engine itself. */
const takenBy = (text: string, flags: string): bigint => {
  const one = new RegExp(`^${text}$`, flags.replace(/[^imsuv]/g, ""))
  return characters.reduce((bits, character, i) => (one.test(character) ? bits | (1n << BigInt(i)) : bits), 0n)
}

/** A state between places, and where one gets from it without a character; surely, or only where something holds. */
interface State {
  readonly place: Place | undefined
  readonly to: Array<{ readonly state: State; readonly sure: boolean }>
}

const fresh = (place?: Place): State => ({ place, to: [] })
const join = (from: State, state: State, sure = true): State => {
  from.to.push({ state, sure })
  return state
}

/** Thompson's construction. */
const builder = (flags: string) => {
  const states: Array<State> = []

  /** Joins what `node` takes to `from`; answers the state behind it. */
  const build = (node: Node, from: State): State => {
    const after = fresh()
    switch (node.kind) {
      case "set": {
        const { text } = node
        const state = fresh({ text, takes: takenBy(text, flags), next: new Map(), suffices: false })
        states.push(state)
        return join(join(from, state), after)
      }
      case "sequence":
        return node.of.reduce((at, part) => build(part, at), from)
      case "choice":
        for (const part of node.of) join(build(part, join(from, fresh())), after)
        return after
      case "repeat": {
        const isLong = node.max > few
        let at = from
        for (let i = isLong ? 1 : 0; i < Math.min(node.min, few); i++) at = build(node.of, at)
        if (isLong) {
          if (node.min === 0) join(at, after)
          const again = join(at, fresh())
          const end = build(node.of, again)
          join(end, again)
          return join(end, after)
        }
        for (let i = node.min; i < node.max; i++) {
          join(at, after)
          at = build(node.of, at)
        }
        return join(at, after)
      }
      case "look":
        build(node.of, from)
        return join(from, after, false)
      case "edge":
        // No character comes before a beginning, so nothing that was taken leads through one.
        return node.text === "^" && !flags.includes("m") ? after : join(from, after, false)
    }
  }
  return { states, build }
}

/** In how many ways one gets from a state to each place without a character. */
const waysFrom = (state: State, on = new Set<State>(), found = new Map<Place, number>()): Map<Place, number> => {
  for (const { state: next } of state.to) {
    if (next.place !== undefined) found.set(next.place, (found.get(next.place) ?? 0) + 1)
    else if (!on.has(next)) {
      on.add(next)
      waysFrom(next, on, found)
      on.delete(next)
    }
  }
  return found
}

const surely = (from: State, end: State, seen = new Set<State>()): boolean =>
  from === end ||
  from.to.some(({ state, sure }) => {
    if (!sure || state.place !== undefined || seen.has(state)) return false
    seen.add(state)
    return surely(state, end, seen)
  })

/**
 * The places of a pattern. The first stands for the search, which goes past any character before the pattern begins; a sticky
 * pattern has none.
 */
export const placesOf = (pattern: string, flags: string): ReadonlyArray<Place> => {
  const { build, states } = builder(flags)
  const begin = fresh()
  const end = build(parse(pattern), begin)
  for (const state of states) {
    if (state.place === undefined) continue
    state.place.suffices = surely(state, end)
    for (const [place, ways] of waysFrom(state)) state.place.next.set(place, ways)
  }
  const places = states.flatMap(({ place }) => place ?? [])
  if (flags.includes("y")) return places
  const search: Place = { text: "(search)", takes: takenBy("[^]", ""), next: waysFrom(begin), suffices: false }
  search.next.set(search, 1)
  return [search, ...places]
}
