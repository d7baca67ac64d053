import { Cause, Predicate } from "effect"
import { wordsOfCause } from "./unreachable.ts"

/** What stands behind the codes of the server (SQLSTATE) and of the system, as the beginning of what is told. */
const meanings: Readonly<Record<string, string>> = {
  "28P01": "the server refuses the password in DB_DSN",
  "28000": "the server refuses the user in DB_DSN",
  "3D000": "the server has no such database",
  "53300": "the server has no connection left",
  "57P03": "the server is starting",
  ENOTFOUND: "the name of its host is not found",
  EAI_AGAIN: "the name of its host can't be looked up",
  ECONNREFUSED: "nobody listens at its address",
  EHOSTUNREACH: "no way leads to its host",
  ENETUNREACH: "no way leads to its host",
  ECONNRESET: "the connection to it breaks off",
  ETIMEDOUT: "its host does not answer"
}

/** The first code that says something, in an error or in what it came from. */
const codeOf = (error: unknown, depth = 0): string | undefined => {
  if (!Predicate.isObject(error) || depth > 5) return undefined
  if (Predicate.hasProperty(error, "code") && typeof error.code === "string" && Object.hasOwn(meanings, error.code)) {
    return error.code
  }
  const inner = ["cause", "reason"].flatMap((key) => codeOf(Reflect.get(error, key), depth + 1) ?? [])
  return inner[0]
}

/** A word without what stands between `//` and its last `@`: a password may hold another. */
const masked = (word: string): string => {
  const [from, to] = [word.indexOf("//"), word.lastIndexOf("@")]
  return from === -1 || to < from ? word : `${word.slice(0, from)}//***${word.slice(to)}`
}

/** Whatever a server or a library says: nothing that looks like an address with a password is passed on. */
const withoutSecrets = (words: string): string => (words.split("\n")[0] ?? "").split(/(\s)/).map(masked).join("")

/** Why the database does not answer, in a few words and without a secret. */
export const troubleOf = (cause: Cause.Cause<unknown>): string => {
  const words = withoutSecrets(wordsOfCause(cause))
  const code = codeOf(Cause.squash(cause))
  if (code !== undefined) return `${meanings[code]} (${words})`
  return /\b(?:ssl|tls|certificate)\b/i.test(words) ? `no TLS connection to it can be made (${words})` : words
}
