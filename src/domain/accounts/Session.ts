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

const day: Millis = 24 * 3_600_000

/** How long a session lives after its last renewal, and how long at most, however often it is renewed. */
const sessionLifetime: Millis = 30 * day
const longestLifetime: Millis = 90 * day

/** How many sessions a user may have. One more ends the one that was renewed longest ago. */
export const mostSessions = 50

/** When a session that is begun or renewed at `now` will end. */
export const endAfter = (createdAt: Instant, now: Instant): Instant =>
  Math.min(later(now, sessionLifetime), later(createdAt, longestLifetime)) as Instant

/** When a session ends, also one from a time when there was no longest lifetime. */
export const endOf = ({ createdAt, expiresAt }: Pick<Session, "createdAt" | "expiresAt">): Instant =>
  Math.min(expiresAt, later(createdAt, longestLifetime)) as Instant

/** How long the token before the last rotation still yields an access token, for tabs that renew at the same time. */
export const rotationGrace: Millis = 30_000

/** What a presented refresh token earns: a new pair, an access token alone, nothing, or the end of the session. */
export type Renewal = "rotate" | "grace" | "expired" | "reused"

/**
 * Judges the secret of a refresh token by its hash. One replaced longer ago than the grace, or one that the session does not know
 * any more, has been stolen or replayed: `reused` (RFC 9700, 4.14.2).
 */
export const renewal = (session: Session, presentedHash: string, now: Instant): Renewal => {
  const isOver = now >= endOf(session)
  if (presentedHash === session.tokenHash) return isOver ? "expired" : "rotate"
  if (presentedHash !== session.previousHash || session.rotatedAt === null) return "reused"
  if (isOver) return "expired"
  return now <= later(session.rotatedAt, rotationGrace) ? "grace" : "reused"
}
