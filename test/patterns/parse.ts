/** A regular expression as a tree. Classes keep their text: what they take is asked of the engine itself. */
export type Node =
  | { readonly kind: "set"; readonly text: string }
  | { readonly kind: "sequence" | "choice"; readonly of: ReadonlyArray<Node> }
  | { readonly kind: "repeat"; readonly of: Node; readonly min: number; readonly max: number }
  /** Consumes nothing: a look around with something in it, or an edge, such as `$`. */
  | { readonly kind: "look"; readonly of: Node }
  | { readonly kind: "edge"; readonly text: string }

const repeats: Readonly<Record<string, readonly [number, number]>> = {
  "*": [0, Number.POSITIVE_INFINITY],
  "+": [1, Number.POSITIVE_INFINITY],
  "?": [0, 1]
}

/** Reads what JavaScript takes with the flag `u`, and what it takes without it as far as this product uses it. */
export const parse = (pattern: string): Node => {
  let at = 0
  const take = (sticky: RegExp): RegExpExecArray | null => {
    sticky.lastIndex = at
    const found = sticky.exec(pattern)
    if (found !== null) at += found[0].length
    return found
  }

  const choice = (): Node => {
    const of = [sequence()]
    while (take(/\|/y) !== null) of.push(sequence())
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: "choice", of }
  }

  const sequence = (): Node => {
    const of: Array<Node> = []
    while (at < pattern.length && !"|)".includes(pattern.charAt(at))) of.push(repeated(atom()))
    return { kind: "sequence", of }
  }

  const repeated = (of: Node): Node => {
    const [whole, least, comma, most] = take(/[*+?]|\{(\d+)(,?)(\d*)\}/y) ?? []
    if (whole === undefined) return of
    take(/\?/y)
    const [min, max] = repeats[whole] ?? [Number(least), comma === "" ? Number(least) : Number(most || Infinity)]
    return { kind: "repeat", of, min, max }
  }

  const closed = (): Node => {
    const inside = choice()
    if (take(/\)/y) === null) throw new Error(`a group of /${pattern}/ is not closed`)
    return inside
  }

  const atom = (): Node => {
    if (take(/\(\?<?[=!]/y) !== null) return { kind: "look", of: closed() }
    if (take(/\((?:\?:|\?<\w+>)?/y) !== null) return closed()
    const edge = take(/[$^]|\\[bB]/y)
    if (edge !== null) return { kind: "edge", text: edge[0] }
    if (take(/\\(?:[1-9]|k<)/y) !== null) throw new Error(`/${pattern}/ refers back, which is not understood here`)
    const set = take(/\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u.{4}|x..|c.|.)|\[(?:[^\]\\]|\\.)*\]|./suy)
    if (set === null) throw new Error(`/${pattern}/ can't be read at ${at}`)
    return { kind: "set", text: set[0] }
  }

  const whole = choice()
  if (at < pattern.length) throw new Error(`/${pattern}/ can't be read at ${at}`)
  return whole
}
