import { Result } from "effect"
import { Yaml } from "effect/encoding"

const parses = (text: string): boolean => Result.isSuccess(Result.try(() => Yaml.parse(text)))

/** The line, counted from 1, with which a text stops being YAML; undefined while it is. */
export const brokenAt = (text: string): number | undefined => {
  if (parses(text)) return undefined
  const lines = text.split("\n")
  let good = lines.length - 1
  while (good > 0 && !parses(lines.slice(0, good).join("\n"))) good -= 1
  return good + 1
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

/** The line, counted from 1, of the innermost of these keys, each within the one before, that has a line of its own. */
export const lineOfKeys = (text: string, keys: ReadonlyArray<string>): number | undefined => {
  const lines = text.split("\n").map(keyOf)
  let from = 0
  let deeper = -1
  let found: number | undefined
  for (const wanted of keys) {
    let at = from
    for (; at < lines.length; at++) {
      const line = lines[at]
      if (line !== undefined && line.indent <= deeper) return found
      if (line?.key === wanted) break
    }
    const line = lines[at]
    if (line === undefined) return found
    found = at + 1
    from = at + 1
    deeper = line.indent
  }
  return found
}
