import { Context, type Effect, type Option } from "effect"
import type { Session } from "../domain/accounts/Session.ts"
import type { SessionId, UserId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"

/** Sign-ins that last. What a refresh token earns is decided by the domain's `renewal`. */
export class Sessions extends Context.Service<
  Sessions,
  {
    readonly create: (session: {
      readonly userId: UserId
      readonly tokenHash: string
      readonly createdAt: Instant
      readonly expiresAt: Instant
      readonly userAgent: string | null
      readonly address: string | null
    }) => Effect.Effect<Session>
    readonly find: (id: SessionId) => Effect.Effect<Option.Option<Session>>
    /** The session whose current or previous token has this hash. */
    readonly findByHash: (hash: string) => Effect.Effect<Option.Option<Session>>
    /** Replaces the current hash if it still is `from`; false when another renewal came first. */
    readonly rotate: (
      id: SessionId,
      change: { readonly from: string; readonly to: string; readonly at: Instant; readonly expiresAt: Instant }
    ) => Effect.Effect<boolean>
    readonly remove: (id: SessionId) => Effect.Effect<boolean>
    /** Ends all sessions of a user, but not `except`; the number ended. */
    readonly removeOfUser: (userId: UserId, except?: SessionId) => Effect.Effect<number>
    /** Ends those renewed longest ago of a user's sessions, so that `most` are left, `spared` among them; the number ended. */
    readonly removeBeyond: (userId: UserId, most: number, spared: SessionId) => Effect.Effect<number>
    /** A user's sessions that have not expired, newest first. */
    readonly listOfUser: (userId: UserId, now: Instant) => Effect.Effect<ReadonlyArray<Session>>
    /** Removes what expired before `now`; the number removed. */
    readonly removeExpired: (now: Instant) => Effect.Effect<number>
  }
>()("sticky-dvr/ports/Sessions") {}
