import { Context, type Effect, type Option, Schema } from "effect"
import { Username } from "../domain/accounts/Credentials.ts"
import type { Role, User } from "../domain/accounts/User.ts"
import type { UserId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"

/** Another user has this name, or one that people would take for the same. */
export class UsernameTaken extends Schema.TaggedError<UsernameTaken>()("UsernameTaken", { username: Username }) {
  override get message() {
    return `There is already a user named ${this.username}. Choose another name.`
  }
}

/** A user whose name people take for that of an older account, from a time when such names could be given. */
export interface NameClash {
  readonly username: string
  /** Who is meant by every spelling but the exact one of `username`. */
  readonly holder: string
}

/** Which users a page is to show. */
export interface UsersAsked {
  /** Part of the name; case makes no difference. Empty: all. */
  readonly q: string
  readonly role: Role | null
  /** By name, or in the order in which they were made, which is that of their ids; after the last user of the page before. */
  readonly order:
    | { readonly by: "name"; readonly after: string | null }
    | { readonly by: "created"; readonly after: number | null }
  readonly descending: boolean
  readonly limit: number
}

export interface UsersPage {
  readonly users: ReadonlyArray<User>
  /** Whether there is a page after this one. */
  readonly more: boolean
  /** How many match `q`, by role. */
  readonly counts: Readonly<Record<Role, number>>
}

/** Accounts and their password hashes. Who may do what is not decided here. */
export class Users extends Context.Service<
  Users,
  {
    readonly create: (account: {
      readonly username: Username
      readonly passwordHash: string
      readonly role: Role
      readonly at: Instant
    }) => Effect.Effect<User, UsernameTaken>
    readonly find: (id: UserId) => Effect.Effect<Option.Option<User>>
    /** The user of exactly that name, or else of one that people take for the same, with the hash to compare a password with. */
    readonly credentials: (
      username: string
    ) => Effect.Effect<Option.Option<{ readonly user: User; readonly passwordHash: string }>>
    /** Lets users from before names were compared without case sign in by any spelling, the older of two that clash; all clashes. */
    readonly settleNames: Effect.Effect<ReadonlyArray<NameClash>>
    /** All users, by name. */
    readonly list: Effect.Effect<ReadonlyArray<User>>
    readonly page: (asked: UsersAsked) => Effect.Effect<UsersPage>
    readonly change: (
      id: UserId,
      change: {
        readonly username?: Username
        readonly role?: Role
        readonly passwordHash?: string
        readonly at: Instant
      }
    ) => Effect.Effect<Option.Option<User>, UsernameTaken>
    /** Removes the user with sessions and subscriptions; false when there was none. */
    readonly remove: (id: UserId) => Effect.Effect<boolean>
    /** How many admins there are; within `Atomically` nobody else changes that until the unit ends. */
    readonly countAdmins: Effect.Effect<number>
    readonly count: Effect.Effect<number>
  }
>()("sticky-dvr/ports/Users") {}
