import { Result } from "effect"
import { Yaml } from "effect/encoding"

/** As many characters are parsed again, all told, to find a line that the parser does not tell. */
const mostAgain = 4 * 1024 * 1024

/** Why a text is no YAML; undefined while it is. */
const fault = (text: string): string | undefined =>
  Result.match(Result.try({ try: () => Yaml.parse(text), catch: String }), {
    onFailure: (why) => why,
    onSuccess: () => undefined
  })

/**
 * The line, counted from 1, with which a text stops being YAML; undefined while it is, and where the parser does not tell the line and it would
 * take too long to find.
 */
export const brokenAt = (text: string): number | undefined => {
  const why = fault(text)
  if (why === undefined) return undefined
  // The parser tells it in words alone.
  const told = / at line (\d+)$/.exec(why)?.[1]
  if (told !== undefined) return Number(told)
  let again = 0
  for (let good = text.lastIndexOf("\n"); good >= 0; good = text.lastIndexOf("\n", good - 1)) {
    again += good
    if (again > mostAgain) return undefined
    const before = text.slice(0, good)
    if (fault(before) === undefined) return before.split("\n").length + 1
  }
  return 1
}

const bare = (key: string): string => {
  const quote = key.charAt(0)
  return key.length > 1 && (quote === '"' || quote === "'") && key.endsWith(quote) ? key.slice(1, -1) : key
}

const keyOf = (line: string): { readonly key: string; readonly indent: number } | undefined => {
  const text = line.trimStart()
  const colon = text.indexOf(":")
  if (colon <= 0 || text.startsWith("#") || text.charAt(colon + 1).trim() !== "") return undefined
  return { key: bare(text.slice(0, colon).trimEnd()), indent: line.length - text.length }
}

interface Place {
  readonly line: number
  readonly within: Map<string, Place>
}

/** Finds in a text, which is read once, the line, counted from 1, of the innermost of keys, each within the one before, that has a line of its own. */
export const linesOfKeys = (text: string): ((keys: ReadonlyArray<string>) => number | undefined) => {
  const whole: Place = { line: 0, within: new Map() }
  const open: Array<{ readonly place: Place; readonly indent: number }> = [{ place: whole, indent: -1 }]
  for (const [at, line] of text.split("\n").entries()) {
    const found = keyOf(line)
    if (found === undefined) continue
    while (open.length > 1 && (open.at(-1)?.indent ?? -1) >= found.indent) open.pop()
    const { within } = open.at(-1)?.place ?? whole
    // Of two that are called the same the first one counts.
    const place = within.get(found.key) ?? { line: at + 1, within: new Map() }
    within.set(found.key, place)
    open.push({ place, indent: found.indent })
  }
  return (keys) => {
    let place: Place = whole
    for (const key of keys) {
      const inner = place.within.get(key)
      if (inner === undefined) break
      place = inner
    }
    return place === whole ? undefined : place.line
  }
}
