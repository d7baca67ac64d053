import type { Cause } from "../../domain/supervision/Cause.ts"
import type { Verdict } from "../../domain/supervision/Verdict.ts"

/** What stands between words, and around them. */
const between = /([\s"'(),;=])/

/** Of an absolute path the last name; addresses have something before their slashes. */
const nameIn = (word: string): string =>
  word.startsWith("/") && word.lastIndexOf("/") > 0 ? word.slice(word.lastIndexOf("/") + 1) : word

/** Words of a recorder, a site or the overseer that name files without the folders that they are in. */
export const withoutFolders = (words: string): string =>
  words.includes("/") ? words.split(between).map(nameIn).join("") : words

/** The cause with others' words without folders; the same one where they name none. */
export const causeWithoutFolders = <A extends Cause>(cause: A): A => {
  if (!("message" in cause) || typeof cause.message !== "string") return cause
  const message = withoutFolders(cause.message)
  return message === cause.message ? cause : { ...cause, message }
}

/** The verdict with others' words without folders; the same one where they name none. */
export const verdictWithoutFolders = (verdict: Verdict): Verdict => {
  if (verdict.cause === null) return verdict
  const cause = causeWithoutFolders<Cause>(verdict.cause)
  // Of whatever kind it is, with whatever status: only the text differs.
  return cause === verdict.cause ? verdict : ({ ...verdict, cause } as Verdict)
}
