import type { SessionId, UserId } from "../values/Ids.ts"
import { type Instant, later, type Millis } from "../values/Time.ts"

/** A sign-in that lasts. Only hashes of refresh tokens are kept, never the tokens. */
export interface Session {
  readonly id: SessionId
  readonly userId: UserId
  readonly tokenHash: string
  /** The hash that the last rotation replaced, and when; null before the first rotation. */
  readonly previousHash: string | null
  readonly rotatedAt: Instant | null
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly userAgent: string | null
  readonly address: string | null
}

/** How long an access token lives. */
export const accessLifetime: Millis = 15 * 60_000

/** How long a session lives after its last renewal. */
export const sessionLifetime: Millis = 30 * 24 * 3_600_000

/** How long the token before the last rotation still yields an access token, for tabs that renew at the same time. */
export const rotationGrace: Millis = 30_000

/** What a presented refresh token earns: a new pair, an access token alone, nothing, or the end of the session. */
export type Renewal = "rotate" | "grace" | "expired" | "reused"

/** Judges a refresh token by its hash. A token replaced longer ago than the grace has been stolen or replayed: `reused`. */
export const renewal = (session: Session, presentedHash: string, now: Instant): Renewal => {
  if (presentedHash === session.tokenHash) return now < session.expiresAt ? "rotate" : "expired"
  if (presentedHash !== session.previousHash || session.rotatedAt === null) return "reused"
  if (now >= session.expiresAt) return "expired"
  return now <= later(session.rotatedAt, rotationGrace) ? "grace" : "reused"
}
