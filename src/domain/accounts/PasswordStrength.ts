import { Effect, Schema } from "effect"
import { commonPasswords } from "./commonPasswords.ts"

const sentences = {
  repeated: "A password of a few characters that repeat is guessed at once.",
  row: "A password of characters that follow each other is guessed at once.",
  common: "This password is among those that everybody tries first.",
  name: "A password made of the user's or the product's name is among those that everybody tries first."
} as const

/** A password that would be guessed, however slowly one may guess. */
export class WeakPassword extends Schema.TaggedError<WeakPassword>()("WeakPassword", {
  why: Schema.Literals(["repeated", "row", "common", "name"])
}) {
  override get message() {
    return `${sentences[this.why]} Choose another one.`
  }
}

const product = "stickydvr"
/** A name shorter than this is in many words. */
const shortestName = 3
/** What a password must have beside a name. */
const besideName = 4
/** So few different characters are a pattern. */
const fewestDifferent = 5

const fold = (text: string): string => text.normalize("NFKC").toLowerCase()
const lettersOf = (text: string): string => fold(text).replace(/[^\p{L}\p{N}]/gu, "")
const reversed = (text: string): string => [...text].reverse().join("")

const isRow = (characters: ReadonlyArray<string>): boolean => {
  const codes = characters.map((character) => character.codePointAt(0) ?? 0)
  return [1, -1].some((step) => codes.every((code, i) => i === 0 || code - (codes[i - 1] ?? 0) === step))
}

/** Without the digits and marks that people put behind a word because they must. */
const withoutTail = (text: string): string => text.replace(/[^\p{L}]{1,4}$/u, "")

const isName = (letters: string, name: string): boolean =>
  name.length >= shortestName && letters.includes(name) && letters.replaceAll(name, "").length < besideName

/** Refuses a new password that is common, a pattern, or hardly more than a name at hand: the user's or the product's. */
export const requireStrong = (password: string, username: string): Effect.Effect<void, WeakPassword> => {
  const folded = fold(password)
  const letters = lettersOf(password)
  const names = [lettersOf(username), product].flatMap((name) => [name, reversed(name)])
  const weak = (why: WeakPassword["why"]) => Effect.fail(new WeakPassword({ why }))
  if (new Set(folded).size < fewestDifferent) return weak("repeated")
  if (isRow([...folded])) return weak("row")
  if (commonPasswords.has(folded) || commonPasswords.has(withoutTail(folded))) return weak("common")
  return names.some((name) => isName(letters, name)) ? weak("name") : Effect.void
}
