import type { ToldCause } from "../../app/lists/told.ts"
import type { Role } from "../../domain/accounts/User.ts"

/** What stands between words, and around them. */
const between = /([\s"'(),;=])/

/** Of an absolute path the last name; addresses have something before their slashes. */
const nameIn = (word: string): string =>
  word.startsWith("/") && word.lastIndexOf("/") > 0 ? word.slice(word.lastIndexOf("/") + 1) : word

/** A text that names files without the folders that they are in. */
export const withoutFolders = (text: string): string =>
  text.includes("/") ? text.split(between).map(nameIn).join("") : text

interface Told {
  readonly reason: string
  readonly errorMessage: string | null
  readonly cause: ToldCause | null
}

const causeWithout = (cause: ToldCause | null): ToldCause | null =>
  cause !== null && "message" in cause && cause.message !== null
    ? { ...cause, message: withoutFolders(cause.message) }
    : cause

/** What somebody of this role is told: where things are on the server is for admins alone. */
export const toldTo =
  (role: Role) =>
  <A extends Told>(told: A): A =>
    role === "admin"
      ? told
      : {
          ...told,
          reason: withoutFolders(told.reason),
          errorMessage: told.errorMessage === null ? null : withoutFolders(told.errorMessage),
          cause: causeWithout(told.cause)
        }
