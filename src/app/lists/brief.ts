import type { Verdict } from "../../domain/supervision/Verdict.ts"

/** Recorders and sites may use many words; a row of a list has room for this many characters of them. */
const fewWords = 160

/** The words, cut where there is no room for them, never inside of a character. */
const cut = (words: string): string =>
  words.length <= fewWords ? words : `${words.slice(0, fewWords - 1).toWellFormed()}…`

/** The verdict with others' words as short as a row has room for. */
export const brief = (verdict: Verdict): Verdict => {
  const { cause } = verdict
  if (cause === null || !("message" in cause) || cause.message === null || cause.message.length <= fewWords) {
    return verdict
  }
  // Of whatever kind it is, with whatever status: only the text differs.
  return { ...verdict, cause: { ...cause, message: cut(cause.message) } } as Verdict
}
