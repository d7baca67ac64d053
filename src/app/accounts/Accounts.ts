import { Context, Effect, Layer, Option, Redacted } from "effect"
import {
  type LastAdmin,
  OwnPassword,
  requireDeletable,
  requireRoleChange,
  type SelfDeletion
} from "../../domain/accounts/Account.ts"
import type { Username } from "../../domain/accounts/Credentials.ts"
import { requireStrong, type WeakPassword } from "../../domain/accounts/PasswordStrength.ts"
import type { Caller, Role, User } from "../../domain/accounts/User.ts"
import type { UserId } from "../../domain/values/Ids.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Sessions } from "../../ports/Sessions.ts"
import { type UsernameTaken, Users, type UsersAsked, type UsersPage } from "../../ports/Users.ts"
import * as Time from "../../runtime/Time.ts"
import { NoUser } from "./AccountRefusals.ts"
import { type AuditEvent, Auditing } from "./Auditing.ts"
import { PasswordWork } from "./PasswordWork.ts"
import { SessionsCheck } from "./SessionsCheck.ts"

export interface NewAccount {
  readonly username: Username
  readonly password: Redacted.Redacted
  readonly role: Role
}

export interface AccountChange {
  readonly username?: Username
  readonly password?: Redacted.Redacted
  readonly role?: Role
}

/** Accounts, for admins; that the caller is one is checked by whoever asks. */
export class Accounts extends Context.Service<
  Accounts,
  {
    readonly page: (asked: UsersAsked) => Effect.Effect<UsersPage>
    readonly show: (id: UserId) => Effect.Effect<User, NoUser>
    readonly create: (by: Caller, account: NewAccount) => Effect.Effect<User, UsernameTaken | WeakPassword>
    /** In force at once: a new password ends the user's sessions. One's own password is not changed here. */
    readonly change: (
      by: Caller,
      id: UserId,
      change: AccountChange
    ) => Effect.Effect<User, NoUser | UsernameTaken | LastAdmin | OwnPassword | WeakPassword>
    readonly remove: (by: Caller, id: UserId) => Effect.Effect<void, NoUser | LastAdmin | SelfDeletion>
  }
>()("sticky-dvr/app/accounts/Accounts") {}

export const layer = Layer.effect(
  Accounts,
  Effect.gen(function* () {
    const atomically = yield* Atomically
    const auditing = yield* Auditing
    const check = yield* SessionsCheck
    const sessions = yield* Sessions
    const users = yield* Users
    const work = yield* PasswordWork

    const now = Time.now

    const show = (id: UserId) =>
      Effect.flatMap(
        users.find(id),
        Effect.fromOption(() => new NoUser({ id }))
      )

    const eventsOf = (before: User, change: AccountChange): ReadonlyArray<AuditEvent> => [
      ...(change.username === undefined || change.username === before.username
        ? []
        : [{ action: "user.rename", subject: before.username, detail: `to ${change.username}` }]),
      ...(change.role === undefined || change.role === before.role
        ? []
        : [{ action: "user.role", subject: before.username, detail: `${before.role} to ${change.role}` }]),
      ...(change.password === undefined ? [] : [{ action: "user.password", subject: before.username }])
    ]

    return Accounts.of({
      page: users.page,
      show,

      create: Effect.fn("Accounts.create")(function* (by, { password, role, username }) {
        yield* requireStrong(Redacted.value(password), username)
        const passwordHash = yield* work.hash(password)
        return yield* auditing.audited(by, users.create({ username, passwordHash, role, at: yield* now }), () => [
          { action: "user.create", subject: username, detail: role }
        ])
      }),

      change: Effect.fn("Accounts.change")(function* (by, id, change) {
        if (change.password !== undefined) {
          if (id === by.userId) return yield* new OwnPassword()
          const { username } = yield* show(id)
          yield* requireStrong(Redacted.value(change.password), change.username ?? username)
        }
        const passwordHash = change.password === undefined ? undefined : yield* work.hash(change.password)
        const at = yield* now
        const changed = yield* atomically.run(
          Effect.gen(function* () {
            const before = yield* show(id)
            if (change.role !== undefined) yield* requireRoleChange(before, change.role, yield* users.countAdmins)
            const after = yield* users.change(id, {
              ...(change.username === undefined ? {} : { username: change.username }),
              ...(change.role === undefined ? {} : { role: change.role }),
              ...(passwordHash === undefined ? {} : { passwordHash }),
              at
            })
            if (passwordHash !== undefined) yield* sessions.removeOfUser(id)
            yield* auditing.record(by, ...eventsOf(before, change))
            return Option.isSome(after) ? after.value : yield* new NoUser({ id })
          })
        )
        yield* check.forget(id)
        return changed
      }),

      remove: Effect.fn("Accounts.remove")(function* (by, id) {
        yield* atomically.run(
          Effect.gen(function* () {
            const user = yield* show(id)
            yield* requireDeletable(by.userId, user, yield* users.countAdmins)
            yield* users.remove(id)
            yield* auditing.record(by, { action: "user.delete", subject: user.username })
          })
        )
        yield* check.forget(id)
      })
    })
  })
)
