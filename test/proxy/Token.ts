import { Clock, Effect, Redacted } from "effect"
import * as Jwt from "../../src/adapters/crypto/Jwt.ts"
import { SessionId, UserId } from "../../src/domain/values/Ids.ts"
import { Instant } from "../../src/domain/values/Time.ts"
import { Tokens } from "../../src/ports/Tokens.ts"
import { installation, jwtSecret } from "../http/World.ts"

/** The name of the cookie that carries an access token through the proxy. */
export const accessCookie = `__Host-access_token_${installation}`

export const session = SessionId.make("0b5d9c9e-1f6e-4c53-9f44-2f8f0f4c6a11")

/** What a good token of `issued` makes the proxy say. */
export const identity = { "x-user-id": "42", "x-user-role": "admin", "x-session-id": session } as const

/** A token as the backend issues it, for user 42. It lasts for `seconds` from now. */
export const issued = (seconds = 900, secret = jwtSecret) =>
  Effect.gen(function* () {
    const { sign } = yield* Tokens
    const now = yield* Clock.currentTimeMillis
    const token = yield* sign({
      userId: UserId.make(42),
      sessionId: session,
      role: "admin",
      issuedAt: Instant.make(now),
      expiresAt: Instant.make(now + seconds * 1000)
    })
    return Redacted.value(token)
  }).pipe(Effect.provide(Jwt.layer(secret)))
