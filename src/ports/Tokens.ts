import { Context, Data, type Effect, type Redacted } from "effect"
import type { Role } from "../domain/accounts/User.ts"
import type { SessionId, UserId } from "../domain/values/Ids.ts"
import type { Instant } from "../domain/values/Time.ts"

/** The claims of an access token: a JSON Web Token (RFC 7519) signed with HS256. */
export interface Claims {
  readonly userId: UserId
  readonly sessionId: SessionId
  readonly role: Role
  readonly issuedAt: Instant
  readonly expiresAt: Instant
}

/** The token is malformed, forged or expired; callers are not told which. */
export class BadToken extends Data.TaggedError("BadToken") {}

/** Access tokens and refresh tokens. Whether a session still stands is not checked here. */
export class Tokens extends Context.Service<
  Tokens,
  {
    readonly sign: (claims: Claims) => Effect.Effect<Redacted.Redacted>
    /** The claims of a genuine token that has not expired at the clock's time. */
    readonly verify: (token: string) => Effect.Effect<Claims, BadToken>
    /** The secret of a new refresh token: 256 random bits, base64url. */
    readonly makeRefresh: Effect.Effect<Redacted.Redacted>
    /** SHA-256 of the secret of a refresh token, hexadecimal. */
    readonly hashRefresh: (secret: Redacted.Redacted) => Effect.Effect<string>
  }
>()("sticky-dvr/ports/Tokens") {}
