import { Context, Data, Effect, Layer, Option, Redacted } from "effect"
import { nameKey } from "../../domain/accounts/LoginName.ts"
import { refreshParts, refreshToken } from "../../domain/accounts/RefreshToken.ts"
import { accessLifetime, endAfter, mostSessions, renewal, type Session } from "../../domain/accounts/Session.ts"
import type { User } from "../../domain/accounts/User.ts"
import { type SessionId, UserId } from "../../domain/values/Ids.ts"
import { type Instant, later } from "../../domain/values/Time.ts"
import { Atomically } from "../../ports/Atomically.ts"
import { Passwords } from "../../ports/Passwords.ts"
import { Sessions } from "../../ports/Sessions.ts"
import { Tokens } from "../../ports/Tokens.ts"
import { Users } from "../../ports/Users.ts"
import * as Time from "../../runtime/Time.ts"
import type { TooManyAttempts } from "./AccountRefusals.ts"
import { Attempts } from "./Attempts.ts"
import { type AuditEvent, Auditing } from "./Auditing.ts"
import { isSameNetwork } from "./networkOf.ts"
import { PasswordWork } from "./PasswordWork.ts"
import { RefusalLog } from "./RefusalLog.ts"
import { SessionsCheck } from "./SessionsCheck.ts"

/** No user of this name has this password. */
export class WrongLogin extends Data.TaggedError("WrongLogin") {
  override get message() {
    return "Wrong name or password."
  }
}

/** The refresh token earns nothing any more. */
export class RefreshRefused extends Data.TaggedError("RefreshRefused") {
  override get message() {
    return "Your session is over. Sign in again."
  }
}

/** Where a sign-in comes from, as its user will see it in the list of sessions. */
export interface Client {
  readonly address: string | null
  readonly userAgent: string | null
}

/** A sign-in begun or renewed. `refresh` is null when the token that the caller has goes on. */
export interface Granted {
  readonly user: User
  readonly access: Redacted.Redacted
  readonly refresh: Redacted.Redacted | null
  readonly expiresAt: Instant
}

/** How sessions begin, go on and end. */
export class SignIn extends Context.Service<
  SignIn,
  {
    /** One password comparison whether or not the user exists, so that time tells nothing. */
    readonly login: (
      username: string,
      password: Redacted.Redacted,
      client: Client
    ) => Effect.Effect<Granted, WrongLogin | TooManyAttempts>
    /** Replaces the token, or, for one replaced moments ago, gives an access token alone. A replayed one ends the session. */
    readonly refresh: (token: Redacted.Redacted, client: Client) => Effect.Effect<Granted, RefreshRefused>
    /** Ends the session of the refresh token, if there is one; whether there was. */
    readonly logout: (token: Redacted.Redacted, client: Client) => Effect.Effect<boolean>
    /** Ends the session that an access token claims, if it stands. */
    readonly leave: (
      claimed: { readonly userId: UserId; readonly sessionId: SessionId },
      client: Client
    ) => Effect.Effect<void>
  }
>()("sticky-dvr/app/accounts/SignIn") {}

const named = (sessionId: SessionId, secret: Redacted.Redacted): Redacted.Redacted =>
  Redacted.make(refreshToken(sessionId, Redacted.value(secret)))

const reuse = {
  action: "session.reuse",
  detail: "A refresh token was used again after it had been replaced; the session was ended."
}

/** The id of no user: there were never so many. */
const nobody = UserId.make(Number.MAX_SAFE_INTEGER)

/** A name as it was presented, no longer than one may be. */
const presentedName = (username: string): string => Array.from(username.slice(0, 128)).slice(0, 64).join("")

export const layer = Layer.effect(
  SignIn,
  Effect.gen(function* () {
    const atomically = yield* Atomically
    const attempts = yield* Attempts
    const auditing = yield* Auditing
    const check = yield* SessionsCheck
    const { decoy } = yield* Passwords
    const work = yield* PasswordWork
    const refusals = yield* RefusalLog
    const sessions = yield* Sessions
    const tokens = yield* Tokens
    const users = yield* Users

    const accessFor = (user: User, session: Session, now: Instant) =>
      tokens.sign({
        userId: user.id,
        sessionId: session.id,
        role: user.role,
        issuedAt: now,
        expiresAt: later(now, accessLifetime)
      })

    /** Of a name that nobody has as much is looked up as of a user's. */
    const attemptAt = Effect.fnUntraced(function* (username: string, user: User | undefined, client: Client) {
      const now = yield* Time.now
      const before = yield* sessions.listOfUser(user?.id ?? nobody, now)
      const isAcquainted = before.some(({ address }) => isSameNetwork(address, client.address))
      const account = user === undefined ? `named ${nameKey(presentedName(username))}` : `${user.id}`
      return { address: client.address, account, isAcquainted, changedAt: user?.updatedAt ?? null }
    })

    const login = Effect.fn("SignIn.login")(function* (username: string, password: Redacted.Redacted, client: Client) {
      const name = presentedName(username)
      const note = (action: string, detail: string) =>
        refusals.note({ userId: null, name, address: client.address }, { action, subject: name, detail })
      return yield* attempted(username, password, client).pipe(
        Effect.tapError((refusal) =>
          refusal._tag === "WrongLogin"
            ? note("session.refused", refusal.message)
            : note("session.limited", refusal.message)
        )
      )
    })

    const attempted = Effect.fnUntraced(function* (username: string, password: Redacted.Redacted, client: Client) {
      yield* attempts.arrive(client.address)
      const found = Option.getOrUndefined(yield* users.credentials(username))
      const attempt = yield* attemptAt(username, found?.user, client)
      yield* attempts.take(attempt)
      const right = yield* work
        .matches(password, found?.passwordHash ?? decoy, attempt.isAcquainted ? "acquaintance" : "stranger")
        .pipe(Effect.tapError(() => attempts.withdraw(attempt)))
      if (found === undefined || !right) return yield* new WrongLogin()
      const { user } = found
      const now = yield* Time.now
      const secret = yield* tokens.makeRefresh
      const tokenHash = yield* tokens.hashRefresh(secret)
      const session = yield* begin(user, tokenHash, now, client)
      const access = yield* accessFor(user, session, now)
      return { user, access, refresh: named(session.id, secret), expiresAt: session.expiresAt }
    })

    /** A new session, as one unit with what it puts an end to. */
    const begin = (user: User, tokenHash: string, now: Instant, client: Client) =>
      atomically.run(
        Effect.gen(function* () {
          const expiresAt = endAfter(now, now)
          const session = yield* sessions.create({ userId: user.id, tokenHash, createdAt: now, expiresAt, ...client })
          const who = { userId: user.id, name: user.username, address: client.address }
          yield* auditing.recordOf(who, { action: "session.begin", subject: session.id })
          const ended = yield* sessions.removeBeyond(user.id, mostSessions, session.id)
          if (ended === 0) return session
          const detail = `${ended}; a user may have ${mostSessions}`
          yield* auditing.recordOf(who, { action: "session.end", subject: "the oldest", detail })
          yield* check.forget(user.id)
          return session
        })
      )

    /** The session that a refresh token names, or, of one from before tokens named theirs, that knows its hash. */
    const presented = Effect.fnUntraced(function* (token: Redacted.Redacted) {
      const { secret, sessionId } = refreshParts(Redacted.value(token))
      const hash = yield* tokens.hashRefresh(Redacted.make(secret))
      const session = yield* sessionId === null ? sessions.findByHash(hash) : sessions.find(sessionId)
      return { hash, session: Option.getOrUndefined(session) }
    })

    /** Ends a session and notes why; one that another request has ended is not recorded. */
    const end = Effect.fnUntraced(function* (
      session: Session,
      user: User | undefined,
      client: Client,
      event: Pick<AuditEvent, "action" | "detail">
    ) {
      const who = { userId: session.userId, name: user?.username ?? "unknown", address: client.address }
      yield* atomically.run(
        Effect.tap(sessions.remove(session.id), (removed) =>
          removed ? auditing.recordOf(who, { ...event, subject: session.id }) : Effect.void
        )
      )
      yield* check.forget(session.userId)
    })

    const refresh = Effect.fn("SignIn.refresh")(function* (
      token: Redacted.Redacted,
      client: Client
    ): Effect.fn.Return<Granted, RefreshRefused> {
      const { hash, session } = yield* presented(token)
      if (session === undefined) return yield* new RefreshRefused()
      const now = yield* Time.now
      const user = Option.getOrUndefined(yield* users.find(session.userId))
      const earned = renewal(session, hash, now)
      if (earned === "reused") yield* end(session, user, client, reuse)
      if (earned === "reused" || earned === "expired" || user === undefined) return yield* new RefreshRefused()
      const access = yield* accessFor(user, session, now)
      if (earned === "grace") return { user, access, refresh: null, expiresAt: session.expiresAt }
      const fresh = yield* tokens.makeRefresh
      const expiresAt = endAfter(session.createdAt, now)
      const first = yield* sessions.rotate(session.id, {
        from: hash,
        to: yield* tokens.hashRefresh(fresh),
        at: now,
        expiresAt
      })
      // Another tab renewed in the same moment: this token is now the previous one, within its grace.
      return first ? { user, access, refresh: named(session.id, fresh), expiresAt } : yield* refresh(token, client)
    })

    const logout = Effect.fn("SignIn.logout")(function* (token: Redacted.Redacted, client: Client) {
      const { hash, session } = yield* presented(token)
      if (session === undefined) return false
      const user = Option.getOrUndefined(yield* users.find(session.userId))
      const isKnown = hash === session.tokenHash || hash === session.previousHash
      yield* end(session, user, client, isKnown ? { action: "session.logout" } : reuse)
      return true
    })

    const leave = Effect.fn("SignIn.leave")(function* (
      claimed: { readonly userId: UserId; readonly sessionId: SessionId },
      client: Client
    ) {
      const session = Option.getOrUndefined(yield* sessions.find(claimed.sessionId))
      if (session === undefined || session.userId !== claimed.userId) return
      const user = Option.getOrUndefined(yield* users.find(session.userId))
      yield* end(session, user, client, { action: "session.logout" })
    })

    return SignIn.of({ login, refresh, logout, leave })
  })
)
