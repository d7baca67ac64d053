import { seeded } from "./Fuzzing.ts"

/** Texts of a length that make careless programs slow: repeats, nests, long lines, and what nearly fits and doesn't at the end. */
export const hostileTexts: Readonly<Record<string, (length: number) => string>> = {
  dots: (length) => ".".repeat(length),
  blanks: (length) => `a${" ".repeat(length)}b`,
  slashes: (length) => `${"/".repeat(length)}x`,
  "question marks": (length) => `${"?".repeat(length)}\n`,
  digits: (length) => "1".repeat(length),
  "line ends": (length) => "\n".repeat(length),
  "short lines": (length) => "a\n".repeat(length / 2),
  commas: (length) => ",".repeat(length),
  quotes: (length) => '"'.repeat(length),
  "open quotes": (length) => '"\n'.repeat(length / 2),
  brackets: (length) => "[".repeat(length / 2) + "]".repeat(length / 2),
  braces: (length) => `${'{"a":'.repeat(length / 6)}1${"}".repeat(length / 6)}`,
  "marks that combine": (length) => `e${"\u0344".repeat(length / 2)}`,
  "escaped characters": (length) => "%41".repeat(length / 3),
  "steps up": (length) => `${"../".repeat(length / 3)}x`,
  "an address": (length) => `https://site.example/${"a.".repeat(length / 2)}/`
}

/** A text of fragments that patterns are made of, in an order that depends on the seed alone. */
export const mixed = (seed: number, length: number): string => {
  const { pick } = seeded(seed)
  const some = Array.from({ length: 3 }, () =>
    pick(["a", "0", ".", "/", "-", ":", "%", '"', ",", ";", "=", " ", "\n", "[", "{", "W/", "://"])
  )
  return some.join("").repeat(length).slice(0, length)
}
