import type { ToldCause } from "../../app/lists/Views.ts"
import type { Role } from "../../domain/accounts/User.ts"

/** An absolute path where a word begins, and the last name in it. Addresses have something before their slashes. */
const path = /(^|[\s"'(=,])(?:\/[^\s"'(),;/]+)+\/([^\s"'(),;/]+)/g

/** A text that names files without the folders that they are in. */
export const withoutFolders = (text: string): string =>
  text.includes("/") ? text.replace(path, (_path, before: string, name: string) => before + name) : text

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
