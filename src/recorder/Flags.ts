import { Result } from "effect"

/** A flag that takes a value. */
export interface Flag {
  readonly name: string
  readonly short?: string
  /** The variable that stands in for the flag. */
  readonly env?: string
}

/** What the command line holds: the values of each flag in order, and the words that belong to none. */
export interface Parsed {
  readonly values: ReadonlyMap<string, ReadonlyArray<string>>
  readonly words: ReadonlyArray<string>
  /** Flags without a value that were given, by their long name. */
  readonly switches: ReadonlySet<string>
}

/**
 * Reads `--name value`, `--name=value`, `-n value`, `-n=value` and `-nvalue`; `--` ends the flags. The word after a
 * flag is its value whatever it looks like. Fails with a sentence for a flag that isn't known or lacks its value.
 */
export const parse = (
  argv: ReadonlyArray<string>,
  flags: ReadonlyArray<Flag>,
  switches: ReadonlyArray<Flag>
): Result.Result<Parsed, string> => {
  const values = new Map<string, Array<string>>()
  const words: Array<string> = []
  const given = new Set<string>()
  const rest = [...argv]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--") {
      words.push(...rest.splice(0))
    } else if (!word.startsWith("-") || word === "-") {
      words.push(word)
    } else {
      const { attached, spelled } = flagParts(word)
      const known = find(switches, spelled)
      if (known !== undefined && attached === undefined) {
        given.add(known.name)
        continue
      }
      const flag = find(flags, spelled)
      if (flag === undefined) return Result.fail(`unknown flag ${spelled}; --help lists those there are`)
      const value = attached ?? rest.shift()
      if (value === undefined) return Result.fail(`flag ${spelled} needs a value`)
      values.set(flag.name, [...(values.get(flag.name) ?? []), value])
    }
  }
  return Result.succeed({ values, words, switches: given })
}

const flagParts = (word: string): { readonly spelled: string; readonly attached: string | undefined } => {
  if (word.startsWith("--")) {
    const equals = word.indexOf("=")
    return equals < 0
      ? { spelled: word, attached: undefined }
      : { spelled: word.slice(0, equals), attached: word.slice(equals + 1) }
  }
  const attached = word.slice(word[2] === "=" ? 3 : 2)
  return { spelled: word.slice(0, 2), attached: word.length > 2 ? attached : undefined }
}

const find = (flags: ReadonlyArray<Flag>, spelled: string): Flag | undefined =>
  flags.find(({ name, short }) => spelled === `--${name}` || (short !== undefined && spelled === `-${short}`))
