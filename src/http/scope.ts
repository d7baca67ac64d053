import { Effect } from "effect"
import type { Caller } from "../domain/accounts/User.ts"
import { isAdmin, mayActFor } from "../domain/subscriptions/Access.ts"
import type { UserId } from "../domain/values/Ids.ts"
import { Forbidden, saying } from "./api/Problems.ts"

/** Whose subscriptions a request is about: those of the user it names, or, where it names nobody, an admin's are all and others' their own. */
export const scopeOf = (
  by: Caller,
  named: UserId | undefined,
  what: "see" | "change" | "export"
): Effect.Effect<UserId | "all", Forbidden> => {
  const scope = named ?? (isAdmin(by) ? "all" : by.userId)
  return scope === "all" || mayActFor(by, scope)
    ? Effect.succeed(scope)
    : Effect.fail(new Forbidden(saying(`Only admins ${what} other people's subscriptions.`)))
}
